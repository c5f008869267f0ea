import type {Finding, Target} from './target.js';

export interface CampaignOptions {
  readonly targets: readonly Target[];
  readonly seconds: number;
  /** Of the first batch; each next one takes the next. */
  readonly seed: number;
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number;
  /** Heard when a batch begins, so that one that never ends can be named. */
  readonly onBatch: (target: string, seed: number) => void;
  /** Heard before each input. */
  readonly onRun: () => void;
  readonly onFinding: (finding: Finding) => void;
}

/** What became of one target. */
export interface Tally {
  readonly target: string;
  executions: number;
  seconds: number;
  /** Milliseconds of the slowest input. */
  slowestMs: number;
  findings: number;
}

/** Milliseconds that a batch should take: each target gets the same time, however dear its inputs are. */
const BATCH_MS = 400;
const FIRST_RUNS = 20;
const MOST_RUNS = 20_000;

/** Gives each target a batch in turn until the time is over. */
export async function runCampaign(options: CampaignOptions): Promise<readonly Tally[]> {
  const {targets, seconds, clock} = options;
  const end = clock() + seconds * 1000;
  const courses = targets.map((target) => new Course(target, options));
  for (let batch = 0; clock() < end; batch += 1)
    await courses[batch % courses.length]?.runBatch(options.seed + batch);
  return courses.map(({tally}) => tally);
}

class Course {
  readonly tally: Tally;
  readonly #known = new Set<string>();
  #runs = FIRST_RUNS;

  constructor(
    private readonly target: Target,
    private readonly options: CampaignOptions,
  ) {
    this.tally = {target: target.name, executions: 0, seconds: 0, slowestMs: 0, findings: 0};
  }

  async runBatch(seed: number): Promise<void> {
    const {clock, onBatch} = this.options;
    const {name, run} = this.target;
    onBatch(name, seed);
    const begin = clock();
    const finding = await run({seed, runs: this.#runs, onRun: this.#stopwatch()});
    const tookMs = clock() - begin;
    this.tally.seconds += tookMs / 1000;
    this.#runs = Math.ceil(Math.min(MOST_RUNS, this.#runs * 2, (this.#runs * BATCH_MS) / Math.max(1, tookMs)));
    if (finding) this.#report(finding);
  }

  /** From one input to the next; generating them is in it. */
  #stopwatch(): () => void {
    const {clock, onRun} = this.options;
    let last: number | undefined;
    return () => {
      const now = clock();
      if (last !== undefined) this.tally.slowestMs = Math.max(this.tally.slowestMs, now - last);
      last = now;
      this.tally.executions += 1;
      onRun();
    };
  }

  /** Once for each mistake: most are found again and again. */
  #report(finding: Finding): void {
    const key = String(finding.error).replace(/".*|\d+/gs, '').slice(0, 200); // prettier-ignore
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.tally.findings += 1;
    this.options.onFinding(finding);
  }
}
