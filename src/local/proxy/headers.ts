import type {IncomingMessage} from 'node:http';

/** Of one connection only, by RFC 9110 section 7.6.1 and its predecessor. */
const HOP_BY_HOP = new Set([
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer',
  'transfer-encoding', 'upgrade',
]); // prettier-ignore

/** Names and values in turn, as Node reads and writes them. */
type RawHeaders = readonly string[];

/** What of a message's headers goes on to the next hop. */
export function endToEndHeaders({rawHeaders, headers}: IncomingMessage, without?: ReadonlySet<string>): string[] {
  const named = connectionOptions(headers.connection);
  const kept: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = [rawHeaders[index], rawHeaders[index + 1]];
    const key = name.toLowerCase();
    if (!HOP_BY_HOP.has(key) && !named.has(key) && !without?.has(key)) kept.push(name, value);
  }
  return kept;
}

const NONE: ReadonlySet<string> = new Set();

/** Headers that the connection header declares to be of this hop. */
function connectionOptions(connection: string | undefined): ReadonlySet<string> {
  if (connection === undefined || /^(keep-alive|close)$/i.test(connection)) return NONE;
  return new Set(connection.split(',').map((name) => name.trim().toLowerCase()));
}

/** Ours to set; the server has answered `Expect` already. */
const REPLACED = new Set(['host', 'expect', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto']);

/** Whom a request is for. */
export interface Recipient {
  readonly host: string;
  /** For requests without an authorization of their own. */
  readonly authorization: string | undefined;
}

/** The headers of a request as the backend gets them, those of its upgrade apart. */
export function forwardedHeaders(request: IncomingMessage, {host, authorization}: Recipient): string[] {
  const {headers, socket} = request;
  const earlier = headers['x-forwarded-for'];
  const client = socket.remoteAddress ?? 'unknown';
  return [
    'Host', host,
    ...endToEndHeaders(request, REPLACED),
    ...bodyHeaders(request),
    ...(authorization !== undefined && headers.authorization === undefined ? ['Authorization', authorization] : []),
    'X-Forwarded-For', earlier === undefined ? client : `${String(earlier)}, ${client}`,
    'X-Forwarded-Host', String(headers['x-forwarded-host'] ?? headers.host ?? host),
    'X-Forwarded-Proto', String(headers['x-forwarded-proto'] ?? 'http'),
  ]; // prettier-ignore
}

const USUALLY_WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/** How the body is delimited, where its length does not say so; also that there is none. */
function bodyHeaders(request: IncomingMessage): RawHeaders {
  if (hasChunkedBody(request)) return ['Transfer-Encoding', 'chunked'];
  const isEmpty = request.headers['content-length'] === undefined;
  return isEmpty && USUALLY_WITH_BODY.has(request.method ?? '') ? ['Content-Length', '0'] : [];
}

export function hasBody(request: IncomingMessage): boolean {
  return hasChunkedBody(request) || Number(request.headers['content-length'] ?? 0) > 0;
}

function hasChunkedBody({headers}: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined;
}

/** The headers that ask for another protocol or agree to it. */
export function upgradeHeaders({headers}: IncomingMessage): string[] {
  return ['Connection', 'Upgrade', 'Upgrade', headers.upgrade ?? ''];
}
