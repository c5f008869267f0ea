import {isIP} from 'node:net';
import {type Unavailable, unavailable} from '../outcome.js';
import {connectionFailure, statusFailure} from './failure.js';
import {type RawAnswer, type ResolvedAddress, sendPinned} from './pinned-request.js';
import {addressCheck, type AddressCheck, type AddressPolicy} from './policy.js';
import {isRedirect, losesBody, redirected} from './redirect.js';
import {type HttpRequest, parseHttpUrl} from './request.js';

export interface HttpSettings {
  readonly policy: AddressPolicy;
  /** Certificates to trust besides those of Node, PEM. */
  readonly extraCertificates?: string;
  /** All addresses of a host; undefined: the system's resolver. */
  readonly resolve?: (host: string) => Promise<readonly ResolvedAddress[]>;
}

export interface HttpLimits {
  /** For everything together: names, redirects, and the last byte of the answer. */
  readonly timeoutMs: number;
  /** Bytes. */
  readonly largestBody: number;
  /**
   * Whether the request tells something rather than asks: then an answer of any status is one, the beginning of its body is
   * enough, and a redirect that would lose what is told is a failure. Undefined: it asks.
   */
  readonly tells?: boolean;
}

/** An answer with a status of 200 to 299, or of any status to a request that tells something. */
export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Media type in lower case, without parameters; empty when the answer names none. */
  readonly mediaType: string;
  readonly body: Uint8Array;
}

/**
 * Makes requests to the world outside; the only part of this program that does, but for the Kubernetes client. Never
 * rejects: what goes wrong is `unavailable`, with a reason that holds nothing of a body, a path, or a credential.
 *
 * Every address of a host is checked before a connection is made, again after each redirect, and the connection goes to
 * a checked address. Certificates are verified. Another host, port or scheme gets no header of the caller.
 */
export interface HttpClient {
  send(request: HttpRequest, limits: HttpLimits, signal?: AbortSignal): Promise<HttpAnswer | Unavailable>;
}

interface Surroundings {
  readonly check: AddressCheck;
  readonly resolve: (host: string) => Promise<readonly ResolvedAddress[]>;
  readonly trusted: readonly string[] | undefined;
  readonly largestBody: number;
  readonly tells: boolean;
  readonly signal: AbortSignal;
}

const MOST_REDIRECTS = 5;

/** @throws Iter8Error INVALID when the policy names a network that is none */
export function createHttpClient(settings: HttpSettings): HttpClient {
  const check = addressCheck(settings.policy);
  const resolve = settings.resolve ?? systemResolve;
  return {
    async send(request, {timeoutMs, largestBody, tells = false}, signal) {
      const trusted = await trustedCertificates(settings.extraCertificates);
      const limit = timeLimit(timeoutMs, signal);
      const answer = await follow(request, {check, resolve, trusted, largestBody, tells, signal: limit.signal});
      limit.release();
      if (answer.kind === 'answer' || !limit.signal.aborted) return answer;
      if (signal?.aborted) return unavailable('aborted', 'the query was given up');
      return unavailable('unreachable', `${hostOf(request)} gives no answer within ${timeoutMs / 1000} s`);
    },
  };
}

/** Ends with the time or with the caller's signal, which may outlive many requests and must not keep anything of them. */
function timeLimit(timeoutMs: number, outer: AbortSignal | undefined): {signal: AbortSignal; release: () => void} {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, timeoutMs);
  outer?.addEventListener('abort', abort, {once: true});
  if (outer?.aborted) abort();
  const release = () => {
    clearTimeout(timer);
    outer?.removeEventListener('abort', abort);
  };
  return {signal: controller.signal, release};
}

function hostOf({url}: HttpRequest): string {
  return parseHttpUrl(url)?.host ?? 'the host';
}

async function trustedCertificates(extra: string | undefined): Promise<readonly string[] | undefined> {
  if (extra === undefined) return undefined;
  const {rootCertificates} = await import('node:tls');
  return [...rootCertificates, extra];
}

async function follow(first: HttpRequest, surroundings: Surroundings): Promise<HttpAnswer | Unavailable> {
  let request = first;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const answer = await ask(request, surroundings);
    if (answer.kind === 'unavailable') return answer;
    if (!isRedirect(answer)) return finish(request, answer, surroundings);
    if (surroundings.tells && losesBody(request, answer)) return lost(request);
    const next = redirected(request, answer);
    if (next.kind === 'unavailable') return next;
    ({request} = next);
  }
  return unavailable('unreachable', `${hostOf(first)} redirects more than ${MOST_REDIRECTS} times`);
}

function lost(request: HttpRequest): Unavailable {
  const reason = `${hostOf(request)} redirects a ${request.method} so that its body would be lost`;
  return unavailable('unreachable', reason);
}

/** One request without following: resolve, check, connect. */
async function ask(request: HttpRequest, surroundings: Surroundings): Promise<RawAnswer | Unavailable> {
  const url = parseHttpUrl(request.url);
  if (!url) return unavailable('definition', 'the request has no http or https URL');
  const {check, largestBody, tells, trusted, signal} = surroundings;
  const addresses = await addressesOf(url, surroundings);
  if (!Array.isArray(addresses)) return addresses as Unavailable;
  for (const {address} of addresses as readonly ResolvedAddress[]) {
    const refusal = check(bareHost(url), address);
    if (refusal !== undefined) return unavailable('unreachable', refusal);
  }
  return sendPinned({
    request,
    url,
    addresses: addresses as readonly ResolvedAddress[],
    largestBody,
    tells,
    trusted,
    signal,
  });
}

function bareHost({hostname}: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

async function addressesOf(
  url: URL,
  {resolve, signal}: Surroundings,
): Promise<readonly ResolvedAddress[] | Unavailable> {
  const host = bareHost(url);
  const family = isIP(host);
  if (family !== 0) return [{address: host, family}];
  try {
    const addresses = await Promise.race([resolve(host), rejection(signal)]);
    return addresses.length > 0 ? addresses : unavailable('unreachable', `${url.host} has no address`);
  } catch (error) {
    return connectionFailure(url.host, error);
  }
}

/** A resolver cannot be interrupted, only left alone. */
function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = () => reject(signal.reason as Error);
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, {once: true});
  });
}

async function systemResolve(host: string): Promise<readonly ResolvedAddress[]> {
  const {lookup} = await import('node:dns/promises');
  return lookup(host, {all: true});
}

function finish(
  request: HttpRequest,
  {status, headers, body}: RawAnswer,
  {tells}: Surroundings,
): HttpAnswer | Unavailable {
  if (!tells && (status < 200 || status > 299)) return statusFailure(hostOf(request), status);
  const [mediaType = ''] = (headers['content-type'] ?? '').split(';');
  return {kind: 'answer', status, mediaType: mediaType.trim().toLowerCase(), body};
}
