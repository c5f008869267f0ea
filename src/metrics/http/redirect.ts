import {type Unavailable, unavailable} from '../outcome.js';
import type {RawAnswer} from './pinned-request.js';
import {type HttpRequest, parseHttpUrl} from './request.js';

const REDIRECTS = [301, 302, 303, 307, 308];
/** With these the same method and body are sent again. */
const REPEATING = [307, 308];
/** What another host may see of the caller's headers. */
const HARMLESS = ['accept', 'accept-language', 'user-agent'];

export function isRedirect({status, headers}: Pick<RawAnswer, 'status' | 'headers'>): boolean {
  return REDIRECTS.includes(status) && headers.location !== undefined;
}

/** Whether a redirect turns the request into a GET though its body has not been dealt with, as 303 would say. */
export function losesBody({method}: HttpRequest, {status}: Pick<RawAnswer, 'status'>): boolean {
  return status !== 303 && !repeats(method, status);
}

function repeats(method: string, status: number): boolean {
  return REPEATING.includes(status) || ['GET', 'HEAD'].includes(method);
}

/**
 * The request that a redirect asks for. Another scheme, host or port gets none of the caller's headers and no body, and
 * nothing leads from https back to http.
 */
export function redirected(
  request: HttpRequest,
  {status, headers}: Pick<RawAnswer, 'status' | 'headers'>,
): {readonly kind: 'request'; readonly request: HttpRequest} | Unavailable {
  const from = new URL(request.url);
  const to = parseHttpUrl(headers.location ?? '', from);
  if (!to) return unavailable('unreachable', `${from.host} redirects to no http or https URL`);
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    return unavailable('unreachable', `${from.host} redirects from https to http`);
  }
  const isSameOrigin = from.origin === to.origin;
  const isRepeated = repeats(request.method, status);
  if (!isSameOrigin && isRepeated && request.body !== undefined) {
    return unavailable('unreachable', `${from.host} redirects a request with a body to another host`);
  }
  [to.username, to.password] = isSameOrigin ? [from.username, from.password] : ['', ''];
  return {kind: 'request', request: {...next(request, isRepeated, isSameOrigin), url: to.href}};
}

function next(request: HttpRequest, isRepeated: boolean, isSameOrigin: boolean): Omit<HttpRequest, 'url'> {
  const {method, body} = isRepeated ? request : {method: 'GET', body: undefined};
  const headers = Object.entries(request.headers).filter(([name]) => {
    const lower = name.toLowerCase();
    return isSameOrigin ? body !== undefined || !lower.startsWith('content-') : HARMLESS.includes(lower);
  });
  return {method, headers: Object.fromEntries(headers), ...(body === undefined ? {} : {body})};
}
