import {type HttpRequest, parseHttpUrl} from './http/request.js';

const MASK = '***';
const HARMLESS_HEADERS = ['accept', 'accept-language', 'content-type', 'user-agent'];
/** All but the word that says how to authenticate. */
const CREDENTIAL = /(?<=^(?:Basic|Bearer) +)\S.*$|^(?!(?:Basic|Bearer) ).*$/is;
const TELLING_NAME = /auth|key|pass|pwd|secret|signature|token|credential/i;

/**
 * Masks what looks like a credential though it was written into the Metric literally: values of headers but for the
 * harmless ones, `user:password@` in a URL, and query parameters with telling names. Values that are masked already keep
 * what stands around the mask.
 */
export function maskLiterals(request: HttpRequest): HttpRequest {
  return {...request, url: maskUrl(request.url), headers: maskHeaders(request.headers)};
}

function maskHeaders(headers: HttpRequest['headers']): HttpRequest['headers'] {
  const entries = Object.entries(headers).map(([name, value]) => {
    const isHarmless = HARMLESS_HEADERS.includes(name.toLowerCase()) || value.includes(MASK);
    return [name, isHarmless ? value : value.replace(CREDENTIAL, MASK)];
  });
  return Object.fromEntries(entries) as HttpRequest['headers'];
}

function maskUrl(text: string): string {
  const url = parseHttpUrl(text);
  if (!url) return text;
  if (url.username !== '') url.username = MASK;
  if (url.password !== '') url.password = MASK;
  for (const name of new Set(url.searchParams.keys())) {
    if (TELLING_NAME.test(name)) url.searchParams.set(name, MASK);
  }
  return url.href;
}
