import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {Duplex} from 'node:stream';
import {type Clock, realClock} from '../../load/clock.js';
import type {VersionResult} from '../../load/version-result.js';
import {addUpstream, openUpstreams, type Upstream} from './backends.js';
import {NO_VERSION, type ProxyFailure, rawFailure} from './failures.js';
import {answerFailure, forward} from './forward.js';
import {listen} from './listen.js';
import type {Backend, ProxyOptions} from './options.js';
import {RequestLog} from './request-log.js';
import {Split} from './split.js';
import {forwardUpgrade} from './upgrade.js';

/** Time that requests under way have to end when the proxy closes. */
const CLOSING_MS = 2000;

/**
 * A reverse proxy on 127.0.0.1 that splits requests among versions by weights.
 *
 * @throws Iter8Error INVALID if a backend's URL is none; FORBIDDEN if the port may not be used
 * @throws RangeError if a weight is negative or of an unknown version
 */
export async function startProxy(
  options: ProxyOptions,
  clock: Pick<Clock, 'now'> = realClock,
): Promise<WeightedProxy> {
  const proxy = new WeightedProxy(options, clock);
  await proxy.listen();
  return proxy;
}

export class WeightedProxy {
  readonly #options: ProxyOptions;
  readonly #upstreams: Map<string, Upstream>;
  readonly #split: Split;
  readonly #log: RequestLog;
  readonly #server: Server;
  /** Connections that no longer speak HTTP, which the server has forgotten. */
  readonly #upgraded = new Set<Duplex>();
  readonly #timeoutMs: number;
  #port = 0;
  #closed: Promise<void> | undefined;

  constructor(options: ProxyOptions, clock: Pick<Clock, 'now'>) {
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? 30_000;
    this.#upstreams = openUpstreams(options.backends);
    const versions = [...this.#upstreams.keys()];
    this.#split = new Split(versions, options.weights);
    this.#log = new RequestLog(versions, clock, options.onEnd);
    this.#server = createServer({requestTimeout: 0, noDelay: true}, (request, response) =>
      this.#serve(request, response),
    );
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  async listen(): Promise<void> {
    this.#port = await listen(this.#server, this.#options.port ?? 0);
    const {signal} = this.#options;
    if (!signal) return;
    const abort = () => void this.close(0);
    signal.addEventListener('abort', abort);
    this.#server.once('close', () => signal.removeEventListener('abort', abort));
    if (signal.aborted) abort();
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** For the user, where the wanted port was in use; else undefined. */
  get notice(): string | undefined {
    const wanted = this.#options.port ?? 0;
    return wanted === 0 || wanted === this.#port
      ? undefined
      : `port ${wanted} is in use, listening on ${this.#port}`;
  }

  /**
   * Splits requests by these weights from now on.
   *
   * @throws RangeError if a weight is negative or of an unknown version
   */
  setWeights(weights: ReadonlyMap<string, number>): void {
    this.#split.setWeights(weights);
  }

  /**
   * One more version, which gets nothing until `setWeights` gives it some.
   *
   * @throws Iter8Error INVALID if the URL is none, or the version is there already
   */
  addBackend(backend: Backend): void {
    addUpstream(this.#upstreams, backend);
    this.#split.add(backend.version);
    this.#log.add(backend.version);
  }

  /**
   * What became of the requests so far. Where the proxy had to answer for a version, that is a request without an
   * answer; so is, until it goes on, one that the version has let wait for more than a second.
   */
  results(): ReadonlyMap<string, VersionResult> {
    return this.#log.results();
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    response.once('close', () => {
      if (this.#closed) this.#server.closeIdleConnections();
    });
    const upstream = this.#choose(request);
    if (!('request' in upstream)) return answerFailure(response, upstream);
    forward({request, response, upstream, timeoutMs: this.#timeoutMs, log: this.#log.begin(upstream.version)});
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#upgraded.add(socket);
    socket.once('close', () => this.#upgraded.delete(socket));
    const upstream = this.#choose(request);
    if (!('request' in upstream)) return void socket.end(rawFailure(upstream));
    forwardUpgrade({
      request,
      socket,
      head,
      upstream,
      timeoutMs: this.#timeoutMs,
      log: this.#log.begin(upstream.version),
    });
  }

  #choose(request: IncomingMessage): Upstream | ProxyFailure {
    const {choose = () => this.#split.next() ?? NO_VERSION} = this.#options;
    const version = choose(request);
    return typeof version === 'string' ? (this.#upstreams.get(version) ?? NO_VERSION) : version;
  }

  /** Takes no new requests, lets those under way end in this time, then ends every connection. */
  close(deadlineMs = CLOSING_MS): Promise<void> {
    if (deadlineMs === 0) this.#endConnections();
    this.#closed ??= this.#close(deadlineMs);
    return this.#closed;
  }

  async #close(deadlineMs: number): Promise<void> {
    const timer = setTimeout(() => this.#endConnections(), deadlineMs);
    await new Promise((resolve) => this.#server.close(resolve));
    clearTimeout(timer);
    this.#endConnections();
    this.#upstreams.forEach((upstream) => upstream.close());
  }

  #endConnections(): void {
    this.#server.closeAllConnections();
    this.#upgraded.forEach((socket) => socket.destroy());
  }
}
