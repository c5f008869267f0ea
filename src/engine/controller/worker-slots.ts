/** So many runs work at a time; the others wait in the order of their asking. */
export class WorkerSlots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Runs that are due and have no worker yet. */
  get depth(): number {
    return this.#waiting.length;
  }

  /** Resolves once there is a worker. */
  async take(): Promise<WorkerTurn> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return new WorkerTurn(this);
  }

  /** Hands a worker to the next in the queue. */
  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}

/** The time of one run with a worker, which it gives away while it only waits. */
export class WorkerTurn {
  #isHeld = true;

  constructor(private readonly slots: WorkerSlots) {}

  /** Does something that needs no worker, then waits for one again. */
  async pause<T>(work: () => Promise<T>): Promise<T> {
    this.end();
    try {
      return await work();
    } finally {
      await this.slots.take();
      this.#isHeld = true;
    }
  }

  /** Safe to repeat. */
  end(): void {
    if (this.#isHeld) this.slots.give();
    this.#isHeld = false;
  }
}
