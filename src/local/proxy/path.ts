/**
 * The path to ask a backend for. A request that names a whole URL, as to a forward proxy, still goes to the backend.
 */
export function backendPath(basePath: string, requestUrl: string): string {
  if (requestUrl.startsWith('/')) return basePath + requestUrl;
  if (!URL.canParse(requestUrl)) return requestUrl === '*' ? '*' : `${basePath}/`;
  const {pathname, search} = new URL(requestUrl);
  return basePath + pathname + search;
}
