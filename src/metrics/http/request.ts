/** One HTTP request, complete: nothing is added but `Host`, `User-Agent`, `Accept` and lengths. */
export interface HttpRequest {
  readonly method: string;
  /** http or https; `user:password@` in it becomes basic authentication. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** @returns undefined if the text is no URL, or one of another scheme */
export function parseHttpUrl(text: string, base?: URL): URL | undefined {
  if (!URL.canParse(text, base?.href)) return undefined;
  const url = new URL(text, base);
  return ['http:', 'https:'].includes(url.protocol) ? url : undefined;
}
