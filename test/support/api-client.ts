import * as http from 'node:http';
import * as https from 'node:https';
import {createInterface} from 'node:readline';
import {text} from 'node:stream/consumers';
import type {Access} from './kubeconfig.js';

/** What a server answers with: an object, a list, a Table or a Status; tests name the fields that they expect. */
export interface ApiObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ApiMetadata;
  readonly items?: readonly ApiObject[];
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly [field: string]: unknown;
}

export interface ApiMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number;
  readonly continue?: string;
  readonly remainingItemCount?: number;
  readonly [field: string]: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: ApiObject;
}

export interface Event {
  readonly type: string;
  readonly object: ApiObject;
}

export interface RequestOptions {
  /** A text goes as it is, all else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Speaks plain HTTP with an API server, so that a test sees what it really answers. */
export class ApiClient {
  readonly #server: string;
  readonly #agent: http.Agent;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({server, authority, token, certificate, key}: Access) {
    const options = {keepAlive: true, ca: authority, cert: certificate, key};
    this.#server = server;
    this.#agent = server.startsWith('https:') ? new https.Agent(options) : new http.Agent(options);
    this.#headers = token === undefined ? {} : {authorization: `Bearer ${token}`};
  }

  async request(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const response = await this.#send(method, path, options);
    const body = await text(response);
    const isJson = response.headers['content-type']?.includes('json') ?? false;
    return {
      status: response.statusCode!,
      headers: response.headers,
      body: (isJson ? JSON.parse(body) : {message: body}) as ApiObject,
    };
  }

  /** The body of a request that must succeed. */
  async ok(method: string, path: string, options: RequestOptions = {}): Promise<ApiObject> {
    const {status, body} = await this.request(method, path, options);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${body.message ?? ''}`);
    return body;
  }

  /** Asks again and again, for what the server does by itself some time later; fails after 30 seconds. */
  async until(
    path: string,
    holds: (answer: Answer) => boolean,
    {method = 'GET', ...options}: RequestOptions & {readonly method?: string} = {},
  ): Promise<ApiObject> {
    const deadline = performance.now() + 30_000;
    for (;;) {
      const answer = await this.request(method, path, options);
      if (holds(answer)) return answer.body;
      if (performance.now() > deadline) throw new Error(`${method} ${path}: still ${JSON.stringify(answer.body)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Events of a watch until the server ends it or the consumer stops. */
  async *watch(path: string, options: RequestOptions = {}): AsyncGenerator<Event, void, undefined> {
    const response = await this.#send('GET', path, options);
    try {
      for await (const line of createInterface({input: response})) {
        const event = JSON.parse(line) as Event | ApiObject;
        // A watch that cannot begin is answered by a Status alone.
        yield 'object' in event ? (event as Event) : {type: 'REFUSED', object: event};
      }
    } finally {
      response.destroy();
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  async #send(method: string, path: string, options: RequestOptions): Promise<http.IncomingMessage> {
    const {request} = this.#server.startsWith('https:') ? https : http;
    const body = encode(options.body);
    const headers = {
      ...this.#headers,
      ...(body && {'content-type': 'application/json', 'content-length': Buffer.byteLength(body)}),
      ...options.headers,
    };
    return new Promise((resolve, reject) => {
      const settings = {method, agent: this.#agent, headers, signal: options.signal};
      const sent = request(`${this.#server}${path}`, settings, resolve)
        .on('error', (error: NodeJS.ErrnoException) => {
          // The server had closed an idle connection just when it was to be used again.
          if (sent.reusedSocket && error.code === 'ECONNRESET') resolve(this.#send(method, path, options));
          else reject(error); // Node 26 can tell of a second one
        })
        .end(body);
    });
  }
}

function encode(body: unknown): string {
  if (typeof body === 'string') return body;
  return body === undefined ? '' : JSON.stringify(body);
}
