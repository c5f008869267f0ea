import {seededRandom} from '../../../src/metrics/mock/random.js';
import {type Fault, type FaultKind, FAULTS, POSSIBLE, type RequestKind} from './fault.js';

/** Shares of the requests that meet a fault; each run has one of them. */
const RATES = [0.02, 0.08, 0.2, 0.45];
const LONGEST_DELAY_MS = 150;

/**
 * Which requests of a run meet which fault. It depends on the seed, on who asks what, and on how often that was asked
 * before, not on time or on other requests: the same seed gives the same faults wherever threads and sockets are faster.
 */
export class FaultSchedule {
  readonly #rate: number;
  readonly #kinds: readonly FaultKind[];
  readonly #asked = new Map<string, number>();
  readonly #counts = new Map<FaultKind, number>();
  #isOn = false;

  constructor(private readonly seed: number) {
    const random = seededRandom(`${seed}/faults`);
    this.#rate = RATES[Math.floor(random() * RATES.length)] ?? 0;
    const share = 0.2 + 0.8 * random(); // some runs know few kinds of faults, which come again and again
    this.#kinds = (Object.keys(FAULTS) as FaultKind[]).filter(() => random() < share);
  }

  /** How many faults there were of each kind. */
  get counts(): ReadonlyMap<FaultKind, number> {
    return this.#counts;
  }

  begin(): void {
    this.#isOn = true;
  }

  /** Nothing more goes wrong. */
  end(): void {
    this.#isOn = false;
  }

  /** @param what who asks for what, without what differs between two runs of the same seed */
  next(what: string, kind: RequestKind): Fault | undefined {
    if (!this.#isOn) return undefined;
    const nth = (this.#asked.get(what) ?? 0) + 1;
    this.#asked.set(what, nth);
    const random = seededRandom(`${this.seed}/${what}/${nth}`);
    if (random() >= this.#rate) return undefined;
    const possible = POSSIBLE[kind].filter((each) => this.#kinds.includes(each));
    const drawn = possible[Math.floor(random() * possible.length)];
    if (drawn === undefined) return undefined;
    this.#counts.set(drawn, (this.#counts.get(drawn) ?? 0) + 1);
    return {kind: drawn, delayMs: 5 + random() * LONGEST_DELAY_MS, share: random()};
  }
}
