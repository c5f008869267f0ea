import type {Clock} from './clock.js';
import type {Connections, SentRequest} from './connections.js';
import type {Outcome} from './recorder.js';
import {TIMED_OUT} from './transport-error.js';

/** A request at the moment from which its latency counts. */
export interface DueRequest {
  readonly dueMs: number;
  readonly isCounted: boolean;
}

export interface SenderOptions {
  readonly connections: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly onEnd: (request: DueRequest, latencySeconds: number, outcome: Outcome) => void;
  /** Asked whenever a connection is free and nothing waits. */
  readonly more?: () => DueRequest | undefined;
  /** Nothing runs or waits any more. */
  readonly onIdle: () => void;
}

/**
 * Sends the requests to one version over a number of connections. What is due while all are busy waits, and its
 * latency goes on: a server that stalls cannot hide it by receiving fewer requests.
 */
export class Sender {
  readonly #waiting: DueRequest[] = [];
  readonly #running = new Map<SentRequest, DueRequest>();

  constructor(
    private readonly connections: Connections,
    private readonly options: SenderOptions,
  ) {}

  get isIdle(): boolean {
    return this.#running.size === 0 && this.#waiting.length === 0;
  }

  /** How many counted requests that were due by this moment are not answered, sent or not. */
  countDueBefore(moment: number): number {
    const unanswered = [...this.#running.values(), ...this.#waiting];
    return unanswered.filter(({dueMs, isCounted}) => isCounted && dueMs < moment).length;
  }

  offer(request: DueRequest): void {
    this.#waiting.push(request);
    this.fill();
  }

  /** Sends until every connection is busy or nothing is left to send. */
  fill(): void {
    while (this.#running.size < this.options.connections) {
      const request = this.#waiting.shift() ?? this.options.more?.();
      if (!request) return;
      void this.#send(request);
    }
  }

  async #send(request: DueRequest): Promise<void> {
    // timers are up to half a millisecond early: then latency counts from the sending
    const startMs = Math.min(request.dueMs, this.options.clock.now());
    const sent = this.connections.send();
    this.#running.set(sent, request);
    const outcome = await sent.outcome;
    if (!this.#running.delete(sent)) return; // it timed out before
    this.#end(request, startMs, outcome);
    this.#goOn();
  }

  #goOn(): void {
    this.fill();
    if (this.isIdle) this.options.onIdle();
  }

  #end(request: DueRequest, startMs: number, outcome: Outcome): void {
    this.options.onEnd(request, (this.options.clock.now() - startMs) / 1000, outcome);
  }

  /** Counts as timed out what is not answered in its time, sent or not. */
  expire(): void {
    const latestDueMs = this.options.clock.now() - this.options.timeoutMs;
    for (const [sent, request] of this.#running) {
      if (request.dueMs > latestDueMs) continue;
      this.#running.delete(sent);
      sent.cancel();
      this.#timeOut(request);
    }
    const late = this.#waiting.findIndex(({dueMs}) => dueMs > latestDueMs);
    const expired = this.#waiting.splice(0, late === -1 ? this.#waiting.length : late);
    expired.forEach((request) => this.#timeOut(request));
    this.#goOn();
  }

  #timeOut(request: DueRequest): void {
    this.#end(request, request.dueMs, {kind: 'failure', reason: TIMED_OUT});
  }

  /** Drops what is not answered, uncounted, and ends the connections. */
  async close(): Promise<void> {
    this.#waiting.length = 0;
    this.#running.clear();
    await this.connections.close();
  }
}
