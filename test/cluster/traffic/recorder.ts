import type * as http from 'node:http';
import * as https from 'node:https';
import {buffer} from 'node:stream/consumers';
import type {Json} from '../../../src/experiment/json.js';
import type {Access} from '../../support/kubeconfig.js';
import {httpServer, type TestServer} from '../../support/servers.js';
import {describeAnswer} from './answer.js';
import type {Placeholders} from './placeholders.js';
import {isWatch, type RecordedAnswer, type RecordedCall, type RecordedRequest} from './recorded.js';

/** Headers on which an answer can depend; who asks is the proxy's own business. */
const KEPT = ['accept', 'content-type', 'user-agent'];

interface Exchange {
  readonly request: RecordedRequest;
  answer?: RecordedAnswer;
  /** Lines that have come so far: events, when it is a watch. */
  lines: number;
}

/** Stands before an API server, asks it whatever is asked, as the user of the access, and writes down both. */
export class Recorder {
  #exchanges: Exchange[] = [];
  #listeners: (() => void)[] = [];

  private constructor(
    private readonly access: Access,
    private readonly placeholders: Placeholders,
    private readonly agent: https.Agent,
  ) {}

  static async start(
    access: Access,
    placeholders: Placeholders,
  ): Promise<{recorder: Recorder; proxy: TestServer}> {
    const {authority, certificate, key} = access;
    const agent = new https.Agent({ca: authority, cert: certificate, key});
    const recorder = new Recorder(access, placeholders, agent);
    const proxy = await httpServer((request, response) => void recorder.#forward(request, response));
    return {recorder, proxy};
  }

  /** What was written down since it was last taken. @throws Error when an answer is still under way */
  take(): readonly RecordedCall[] {
    const calls = this.#exchanges.map(({request, answer}) => {
      if (!answer) throw new Error(`${request.method} ${request.path} has no answer yet`);
      return {request, answer};
    });
    this.#exchanges = [];
    return calls;
  }

  /** Resolves when a watch is open. */
  watching(): Promise<void> {
    return this.#until(() => this.#openWatch() !== undefined);
  }

  /** Resolves when the watch that is open has told as many events. */
  heard(events: number): Promise<void> {
    return this.#until(() => (this.#openWatch()?.lines ?? 0) >= events);
  }

  /** Resolves when all answers have come to their end. */
  settled(): Promise<void> {
    return this.#until(() => this.#exchanges.every(({answer}) => answer));
  }

  #openWatch(): Exchange | undefined {
    return this.#exchanges.find(({request, answer, lines}) => isWatch(request.path) && !answer && lines >= 0);
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#listeners.push(resolve));
  }

  async #forward(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const body = await buffer(request);
    const exchange: Exchange = {request: this.#describe(request, body), lines: -1};
    this.#exchanges.push(exchange);
    const {method, url} = request;
    const headers = {...pick(request.headers), ...(body.length > 0 && {'content-length': body.length})};
    const upstream = https.request(
      `${this.access.server}${url}`,
      {method, headers, agent: this.agent},
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, pickAnswer(answer.headers));
        response.flushHeaders();
        void this.#listen(exchange, answer);
        answer.pipe(response);
      },
    );
    upstream.on('error', (error) => response.destroy(error));
    response.once('close', () => upstream.destroy());
    upstream.end(body);
  }

  #describe(request: http.IncomingMessage, body: Buffer): RecordedRequest {
    const headers = {...pick(request.headers)};
    headers['user-agent'] = (headers['user-agent'] ?? '').replace(/ .*/, '');
    const path = this.placeholders.putIntoRequest(request.url ?? '');
    return {method: request.method ?? '', path, headers, ...(body.length > 0 && {body: this.#body(body)})};
  }

  #body(bytes: Buffer): NonNullable<RecordedRequest['body']> {
    const text = this.placeholders.putIntoRequest(bytes.toString('latin1'));
    if (bytes.toString('latin1', 0, 3) === 'k8s') return {base64: Buffer.from(text, 'latin1').toString('base64')};
    return {json: JSON.parse(this.placeholders.putIntoRequest(bytes.toString())) as Json};
  }

  async #listen(exchange: Exchange, response: http.IncomingMessage): Promise<void> {
    const chunks: Buffer[] = [];
    exchange.lines = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      exchange.lines += chunk.toString('latin1').split('\n').length - 1;
      this.#tell();
    });
    response.on('error', () => undefined); // whoever asked is gone
    this.#tell();
    await new Promise((resolve) => response.once('close', resolve));
    const text = Buffer.concat(chunks).toString();
    const neutral = (part: string) => this.placeholders.putIntoAnswer(part);
    exchange.answer = describeAnswer(exchange.request.path, {response, text, neutral});
    this.#tell();
  }

  #tell(): void {
    this.#listeners.splice(0).forEach((listener) => listener());
  }
}

function pick(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(KEPT.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])));
}

function pickAnswer(headers: http.IncomingHttpHeaders): http.OutgoingHttpHeaders {
  const {'content-type': type, warning, location} = headers;
  return {...(type && {'content-type': type}), ...(warning && {warning}), ...(location && {location})};
}
