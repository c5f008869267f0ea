import type {IncomingMessage, RequestOptions} from 'node:http';
import type {LookupFunction} from 'node:net';
import {decodePercent} from '../../experiment/decode-percent.js';
import {type Unavailable, unavailable} from '../outcome.js';
import {connectionFailure} from './failure.js';
import type {HttpRequest} from './request.js';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** One request to one host, whose addresses have been checked. */
export interface PinnedRequest {
  readonly request: HttpRequest;
  readonly url: URL;
  /** The connection goes to one of these and to no other: the name is not resolved again. */
  readonly addresses: readonly ResolvedAddress[];
  readonly largestBody: number;
  /** Whether failures are read too, and the beginning of a body is enough. */
  readonly tells: boolean;
  /** Certificates to trust, PEM; undefined: those of Node. */
  readonly trusted: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

export interface RawAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Empty where nobody looks at it: of redirects, and of failures unless the request tells something. */
  readonly body: Uint8Array;
}

/** Sends the request and reads the answer; never rejects. The connection is not used again. */
export async function sendPinned(pinned: PinnedRequest): Promise<RawAnswer | Unavailable> {
  try {
    return await readAnswer(await send(pinned), pinned);
  } catch (error) {
    return connectionFailure(pinned.url.host, error);
  }
}

async function readAnswer(
  response: IncomingMessage,
  {url: {host}, largestBody, tells}: PinnedRequest,
): Promise<RawAnswer | Unavailable> {
  const {statusCode: status = 0, headers} = response;
  const isRead = (status >= 200 && status <= 299) || (tells && status >= 400);
  const isCompressed = (headers['content-encoding'] ?? 'identity') !== 'identity';
  if (!isRead || (isCompressed && tells)) return withoutBody(response);
  if (isCompressed) {
    response.destroy();
    return unavailable('answer', `${host} compresses its answer though it was not asked to`);
  }
  const {body, isWhole} = await readBody(response, largestBody);
  if (!isWhole && !tells) return unavailable('answer', `${host} answers with more than ${inWords(largestBody)}`);
  return {kind: 'answer', status, headers, body};
}

function withoutBody(response: IncomingMessage): RawAnswer {
  response.destroy();
  return {kind: 'answer', status: response.statusCode ?? 0, headers: response.headers, body: new Uint8Array()};
}

function inWords(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${Math.floor(bytes / 1024 / 1024)} MiB` : `${bytes} bytes`;
}

async function send(pinned: PinnedRequest): Promise<IncomingMessage> {
  const {request} = pinned.url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  return new Promise((resolve, reject) => {
    const outgoing = request(optionsOf(pinned), resolve);
    outgoing.on('error', reject);
    outgoing.end(pinned.request.body);
  });
}

function optionsOf({request, url, addresses, trusted, signal}: PinnedRequest): RequestOptions & {ca?: string[]} {
  const {username, password} = url;
  const auth =
    username === '' && password === '' ? {} : {auth: `${decodePercent(username)}:${decodePercent(password)}`};
  return {
    method: request.method,
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path: `${url.pathname}${url.search}`,
    headers: {accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'iter8ctl', ...lowerNames(request)},
    ...auth,
    agent: false,
    lookup: onlyAt(addresses),
    signal,
    ...(trusted ? {ca: [...trusted]} : {}),
  };
}

/** Headers that say how a message is framed: a caller's would contradict what is sent. */
const FRAMING = [
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

function lowerNames({headers, body}: HttpRequest): Record<string, string> {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const entries = named.filter(([name]) => !FRAMING.includes(name));
  const lengths = body === undefined ? [] : [['content-length', String(Buffer.byteLength(body))] as const];
  return Object.fromEntries([...entries, ...lengths]);
}

/** Answers every question for an address with those that were checked. */
function onlyAt(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_host, options, callback) => {
    const [first] = addresses;
    if (options.all) callback(null, [...addresses]);
    else if (first) callback(null, first.address, first.family);
    else callback(Object.assign(new Error('no address'), {code: 'ENOTFOUND'}), '', 4);
  };
}

/** Reads no more than may be. */
async function readBody(response: IncomingMessage, largest: number) {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    chunks.push(chunk);
    if (length > largest) break; // which destroys the connection
  }
  return {body: Buffer.concat(chunks).subarray(0, largest), isWhole: length <= largest};
}
