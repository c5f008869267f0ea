import {type Clock, realClock} from './clock.js';
import type {OpenConnections} from './connections.js';
import type {LoadOptions} from './options.js';
import {dueCount, dueTime} from './pacer.js';
import {type LoadPlan, planLoad, type Schedule} from './plan.js';
import {type DueRequest, Sender} from './sender.js';
import {OVERDUE_MS, Tally} from './tally.js';
import {openConnections} from './undici-connections.js';
import type {VersionResult} from './version-result.js';
import {WeightedChoice} from './weighted-choice.js';

export interface LoadResult {
  readonly versions: ReadonlyMap<string, VersionResult>;
  readonly elapsedMs: number;
  /** It was ended before its time; what was due for less than a second and unanswered then is not counted. */
  readonly isAborted: boolean;
  /** Requests that were never sent because this process itself stood still, say after Ctrl-Z. */
  readonly skipped: number;
}

export interface LoadDeps {
  /** Ends the load at once. */
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  readonly open?: OpenConnections;
}

/** A timer of Node fires on whole milliseconds, so a request is sent up to half of one early. */
const EARLY_MS = 0.5;
const LONGEST_SLEEP_MS = 100;
/** Longer than this over its time, a sleep was not late: the process was stopped. */
const STANDSTILL_MS = 1000;

/**
 * Requests at a constant rate, sent when they are due whether or not earlier ones were answered.
 *
 * @throws Iter8Error INVALID naming the wrong option
 */
export function startLoad(options: LoadOptions, deps: LoadDeps): Load {
  return new Load(planLoad(options), deps);
}

export class Load {
  /** Ends when every request was answered or timed out; never rejects on account of the servers. */
  readonly done: Promise<LoadResult>;
  readonly #plan: LoadPlan;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #startMs: number;
  readonly #tally: Tally;
  readonly #senders: ReadonlyMap<string, Sender>;
  readonly #stop = new AbortController();
  #choice: WeightedChoice;
  #isIssued = false;
  #skipped = 0;

  constructor(plan: LoadPlan, {signal, clock = realClock, open = openConnections}: LoadDeps) {
    this.#plan = plan;
    this.#clock = clock;
    this.#signal = signal;
    this.#startMs = clock.now();
    const names = plan.targets.map(({name}) => name);
    this.#tally = new Tally(names);
    this.#choice = new WeightedChoice(new Map(names.map((name) => [name, 1])));
    const {schedule} = plan;
    this.#senders = new Map(
      plan.targets.map((target) => {
        const more = schedule.kind === 'unpaced' ? this.#supply(schedule) : undefined;
        return [target.name, this.#sender(target.name, open(target, plan.connections), more)];
      }),
    );
    this.done = this.#run(schedule);
  }

  /**
   * All that was counted so far. What was due more than a second ago and is not answered is among it as a request
   * without an answer; when it is answered later, it counts as what it became.
   */
  snapshot(): LoadResult {
    const now = this.#clock.now();
    const versions = this.#tally.results((name) => this.#senders.get(name)?.countDueBefore(now - OVERDUE_MS) ?? 0);
    return {
      versions,
      elapsedMs: now - this.#startMs,
      isAborted: this.#signal.aborted,
      skipped: this.#skipped,
    };
  }

  /**
   * Splits what is due from now on by these weights; without a call, each version gets the same. No effect where
   * the versions are loaded as fast as they answer.
   *
   * @throws RangeError if a version is unknown, a weight is negative, or all are 0
   */
  setWeights(weights: ReadonlyMap<string, number>): void {
    const unknown = [...weights.keys()].find((name) => !this.#senders.has(name));
    if (unknown !== undefined) throw new RangeError(`no version "${unknown}" in the load`);
    if (![...weights.values()].some((weight) => weight > 0)) throw new RangeError('all weights of the load are 0');
    this.#choice = new WeightedChoice(weights);
  }

  #sender(name: string, connections: ReturnType<OpenConnections>, more: SupplyOfRequests | undefined): Sender {
    return new Sender(connections, {
      ...this.#plan,
      clock: this.#clock,
      ...(more ? {more} : {}),
      onEnd: (request, latencySeconds, outcome) => {
        if (request.isCounted) this.#tally.record(name, latencySeconds, outcome);
      },
      onIdle: () => this.#stopWhenIdle(),
    });
  }

  #stopWhenIdle(): void {
    if (this.#isIssued && this.#all().every(({isIdle}) => isIdle)) this.#stop.abort();
  }

  #all(): Sender[] {
    return [...this.#senders.values()];
  }

  async #run(schedule: Schedule): Promise<LoadResult> {
    const abort = () => this.#stop.abort();
    if (this.#signal.aborted) abort();
    this.#signal.addEventListener('abort', abort);
    try {
      if (schedule.kind === 'paced') await this.#issue(schedule);
      else this.#all().forEach((sender) => sender.fill());
      await this.#drain(schedule);
      return this.snapshot();
    } finally {
      this.#signal.removeEventListener('abort', abort);
      await Promise.all(this.#all().map((sender) => sender.close()));
    }
  }

  /** Offers each request when it is due. */
  async #issue({perSecond, requests, uncounted}: Schedule & {kind: 'paced'}): Promise<void> {
    const pace = {startMs: this.#startMs, perSecond};
    let issued = 0;
    let wakeMs = this.#startMs;
    while (issued < requests && !this.#stop.signal.aborted) {
      const now = this.#clock.now();
      const due = Math.min(requests, dueCount(pace, now + EARLY_MS));
      if (now - wakeMs > STANDSTILL_MS) {
        this.#skipped += due - issued;
        issued = due;
      } else this.#all().forEach((sender) => sender.expire());
      for (; issued < due; issued += 1) {
        this.#offer({dueMs: dueTime(pace, issued), isCounted: issued >= uncounted});
      }
      wakeMs = Math.min(dueTime(pace, issued), now + LONGEST_SLEEP_MS);
      if (issued < requests) await this.#clock.sleep(wakeMs - now, this.#stop.signal);
    }
  }

  #offer(request: DueRequest): void {
    const name = this.#choice.next();
    if (name !== undefined) this.#senders.get(name)?.offer(request);
  }

  /** Waits until all are answered; those that are not in time end here. */
  async #drain(schedule: Schedule): Promise<void> {
    const latestMs = this.#startMs + lastDue(schedule) + this.#plan.timeoutMs;
    this.#isIssued = true;
    this.#stopWhenIdle();
    while (!this.#stop.signal.aborted) {
      this.#all().forEach((sender) => sender.expire());
      const leftMs = Math.max(1, latestMs - this.#clock.now());
      await this.#clock.sleep(Math.min(leftMs, LONGEST_SLEEP_MS), this.#stop.signal);
    }
  }

  /** For a version that is loaded as fast as it answers. */
  #supply({timeMs, requestsPerVersion}: Schedule & {kind: 'unpaced'}): SupplyOfRequests {
    let left = requestsPerVersion;
    return () => {
      const dueMs = this.#clock.now();
      if (left <= 0 || dueMs >= this.#startMs + timeMs || this.#stop.signal.aborted) return undefined;
      const isCounted = dueMs >= this.#startMs + this.#plan.warmUpMs;
      if (isCounted) left -= 1;
      return {dueMs, isCounted};
    };
  }
}

type SupplyOfRequests = () => DueRequest | undefined;

/** Milliseconds after the start. */
function lastDue(schedule: Schedule): number {
  return schedule.kind === 'unpaced' ? schedule.timeMs : ((schedule.requests - 1) * 1000) / schedule.perSecond;
}
