import type {Clock} from '../../../src/cluster/clock.js';
import type {Random} from '../../../src/metrics/mock/random.js';

const TICK_MS = 4;
/** Time stands still while this process gets no turn: a busy machine is none of the faults. */
const MOST_TICK_MS = 8;

interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that goes by some times faster than the real one: what waits for a second waits for a tenth of one. */
export class SwiftTime {
  readonly #beginDate = Date.now();
  readonly #timers = new Set<Timer>();
  readonly #ticking: NodeJS.Timeout;
  #elapsedMs = 0;
  #lastTick = performance.now();

  /** @param isHeld whether time stands still just now */
  constructor(
    readonly speed: number,
    private readonly isHeld = () => false,
  ) {
    this.#ticking = setInterval(() => this.#tick(), TICK_MS);
  }

  readonly monotonic = (): number => this.#elapsedMs;
  readonly now = (): Date => new Date(this.#beginDate + this.#elapsedMs);

  readonly sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const wake = () => {
        this.#timers.delete(timer);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = {at: this.#elapsedMs + milliseconds, wake};
      this.#timers.add(timer);
      signal.addEventListener('abort', wake);
    });

  /** For a client of a cluster. */
  clock(random: Random): Clock {
    return {
      now: () => this.now().getTime(),
      random,
      sleep: async (milliseconds, signal) => {
        await this.sleep(milliseconds, signal ?? new AbortController().signal);
        signal?.throwIfAborted();
      },
    };
  }

  /** It stands still from now on. */
  stop(): void {
    clearInterval(this.#ticking);
  }

  #tick(): void {
    const now = performance.now();
    if (!this.isHeld()) this.#elapsedMs += Math.min(now - this.#lastTick, MOST_TICK_MS) * this.speed;
    this.#lastTick = now;
    const due = [...this.#timers].filter(({at}) => at <= this.#elapsedMs);
    due.sort((one, other) => one.at - other.at).forEach(({wake}) => wake());
  }
}

/** Real time in whose pauses time goes by faster: how long somebody would have waited is seen without waiting. */
export class HastyClock implements Clock {
  #skippedMs = 0;
  #pausedSince: number | undefined;

  constructor(
    private readonly time: SwiftTime,
    readonly random: Random,
  ) {}

  readonly now = (): number => {
    const {speed} = this.time;
    const elapsedMs = this.time.monotonic();
    const pausedMs = this.#pausedSince === undefined ? 0 : elapsedMs - this.#pausedSince;
    return elapsedMs / speed + this.#skippedMs + (1 - 1 / speed) * pausedMs;
  };

  /** One at a time. */
  async sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    const since = this.time.monotonic();
    this.#pausedSince = since;
    await this.time.sleep(milliseconds, signal ?? new AbortController().signal);
    this.#pausedSince = undefined;
    this.#skippedMs += (1 - 1 / this.time.speed) * (this.time.monotonic() - since);
    signal?.throwIfAborted();
  }
}
