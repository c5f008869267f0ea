import {seededRandom} from '../../../src/metrics/mock/random.js';
import {type Fault, type FaultKind, POSSIBLE, type RequestKind} from './fault.js';
import {FAULTS} from './fault-words.js';

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
  #state: 'well' | 'faulty' | 'down' = 'well';

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
    this.#state = 'faulty';
  }

  /** Nothing at all can be reached from now on. */
  breakDown(): void {
    this.#state = 'down';
  }

  /** Nothing more goes wrong. */
  end(): void {
    this.#state = 'well';
  }

  /** @param what who asks for what, without what differs between two runs of the same seed */
  next(what: string, kind: RequestKind): Fault | undefined {
    if (this.#state === 'well') return undefined;
    if (this.#state === 'down') return this.#counted({kind: 'cut', delayMs: 0, share: 0});
    const nth = (this.#asked.get(what) ?? 0) + 1;
    this.#asked.set(what, nth);
    const random = seededRandom(`${this.seed}/${what}/${nth}`);
    if (random() >= this.#rate) return undefined;
    const possible = POSSIBLE[kind].filter((each) => this.#kinds.includes(each));
    const drawn = possible[Math.floor(random() * possible.length)];
    if (drawn === undefined) return undefined;
    return this.#counted({kind: drawn, delayMs: 5 + random() * LONGEST_DELAY_MS, share: random()});
  }

  #counted(fault: Fault): Fault {
    this.#counts.set(fault.kind, (this.#counts.get(fault.kind) ?? 0) + 1);
    return fault;
  }
}
