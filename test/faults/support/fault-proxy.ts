import * as http from 'node:http';
import * as https from 'node:https';
import {buffer} from 'node:stream/consumers';
import {setTimeout as wait} from 'node:timers/promises';
import {httpServer, type TestServer} from '../../support/servers.js';
import type {Fault, RequestKind} from './fault.js';
import type {FaultSchedule} from './fault-schedule.js';
import {refusalFor} from './refusals.js';

/** The server that a proxy stands in front of. */
export interface Upstream {
  readonly url: string;
  /** PEM, of a server that speaks TLS. */
  readonly authority?: string;
  /** In place of what the client says who it is. */
  readonly token?: string;
}

/** A request as it is known before it is sent on. */
export interface ProxiedRequest {
  readonly kind: RequestKind;
  /** Without what differs between two runs of the same seed: `PUT experiments/status`. */
  readonly what: string;
}

export interface FaultProxyOptions {
  /** Whose requests these are. */
  readonly client: string;
  readonly upstream: Upstream;
  readonly schedule: FaultSchedule;
  readonly describe: (request: http.IncomingMessage) => ProxiedRequest;
  /** Whether the client says who it is as it should; 401 otherwise. */
  readonly accepts?: (authorization: string | undefined) => boolean;
  /** The fault 401 is drawn. */
  readonly onExpiry?: () => void;
  /** Told of each answer that is sent whole, be it late. */
  readonly onDelivered?: (url: string) => void;
}

interface Exchange {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
  readonly kind: RequestKind;
  readonly fault: Fault | undefined;
}

/** Stands between a client and a server, and makes go wrong what the schedule says. */
export class FaultProxy {
  readonly #agent: http.Agent;
  #server: TestServer | undefined;

  constructor(private readonly options: FaultProxyOptions) {
    const {authority: ca} = options.upstream;
    this.#agent = ca === undefined ? new http.Agent({keepAlive: true}) : new https.Agent({keepAlive: true, ca});
  }

  async start(): Promise<void> {
    this.#server = await httpServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy()); // one of both sides has gone
    });
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  async close(): Promise<void> {
    await this.#server?.close();
    this.#agent.destroy();
  }

  async #serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const {describe, schedule, client, accepts, onExpiry} = this.options;
    const {what, kind} = describe(request);
    const fault = schedule.next(`${client} ${what}`, kind);
    const body = await buffer(request);
    if (fault?.kind === 'expired') onExpiry?.();
    if (fault?.kind === 'late') await wait(fault.delayMs);
    if (fault?.kind === 'cut') return void response.destroy();
    const isKnown = accepts?.(request.headers.authorization) ?? true;
    const refusal = refusalFor(isKnown ? fault?.kind : 'expired', kind);
    if (refusal) return void response.writeHead(refusal.status, refusal.headers).end(refusal.body);
    await this.#answer({request, response, kind, fault}, await this.#ask(request, body));
  }

  #ask({method, url, headers}: http.IncomingMessage, body: Buffer): Promise<http.IncomingMessage> {
    const {url: upstream, token} = this.options.upstream;
    const {request} = upstream.startsWith('https:') ? https : http;
    const sent = {...headers, ...(token !== undefined && {authorization: `Bearer ${token}`})};
    return new Promise((resolve, reject) => {
      request(`${upstream}${url}`, {method, headers: sent, agent: this.#agent}, resolve)
        .on('error', reject)
        .end(body);
    });
  }

  async #answer(exchange: Exchange, answer: http.IncomingMessage): Promise<void> {
    const {response, kind, fault} = exchange;
    response.once('close', () => answer.destroy()); // a watch ends with its client
    if (kind === 'watch') return streamEvents(exchange, answer);
    const body = await buffer(answer);
    if (fault?.kind === 'late answer') await wait(fault.delayMs);
    if (fault?.kind === 'silence') return;
    if (fault?.kind === 'cut answer') return void response.destroy();
    if (fault?.kind === 'failing late')
      return void response.writeHead(500, {'content-type': 'text/plain'}).end('oops');
    const {statusCode = 502} = answer;
    const others = {
      'content-type': answer.headers['content-type'],
      'content-encoding': answer.headers['content-encoding'] ?? 'identity',
    };
    const shown = body.subarray(0, Math.ceil((fault?.share ?? 1) * body.length));
    if (fault?.kind === 'truncated') {
      response.writeHead(statusCode, {...others, 'content-length': body.length + 1});
      response.write(shown, () => response.destroy());
    } else if (fault?.kind === 'shortened') response.writeHead(statusCode, others).end(shown);
    else response.writeHead(statusCode, others).end(body, () => this.#delivered(exchange));
  }

  #delivered({request, fault}: Exchange): void {
    const isWhole = fault === undefined || fault.kind === 'late' || fault.kind === 'late answer';
    if (isWhole) this.options.onDelivered?.(request.url ?? '');
  }
}

/** Events so far that a watch may tell before it is damaged. */
const EVENTS_BEFORE_DAMAGE = 4;

async function streamEvents({response, fault}: Exchange, answer: http.IncomingMessage): Promise<void> {
  response.writeHead(answer.statusCode ?? 502, {'content-type': answer.headers['content-type']});
  response.flushHeaders();
  const most = Math.floor((fault?.share ?? 0) * EVENTS_BEFORE_DAMAGE);
  let chunks = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks += 1;
    if (fault?.kind === 'late answer') await wait(fault.delayMs);
    if (chunks > most && fault?.kind === 'silence') continue;
    const isDamaged = chunks > most && (fault?.kind === 'truncated' || fault?.kind === 'shortened');
    if (isDamaged) return damage(response, chunk, fault);
    response.write(chunk);
  }
  if (fault?.kind !== 'silence') response.end();
}

function damage(response: http.ServerResponse, event: Buffer, {kind, share}: Fault): void {
  const part = event.subarray(0, Math.ceil(share * event.length));
  if (kind === 'shortened') response.end(part);
  else response.write(part, () => response.destroy());
}
