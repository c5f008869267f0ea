export interface PaceOptions {
  readonly now: () => Date;
  readonly repeat: (everyMs: number, action: () => void) => () => void;
  readonly draw: () => void;
}

/** 20 frames a second at most. */
const FRAME_MS = 50;
/** Times on the screen are in whole seconds. */
const SECOND_MS = 1000;

/** Draws at once what has changed, but not more often than anyone can see; and once a second, because time passes. */
export class FramePace {
  #isDue = true;
  #lastMs = -Infinity;
  readonly #end: () => void;

  constructor(private readonly options: PaceOptions) {
    this.#end = options.repeat(FRAME_MS, () => this.#tick());
  }

  /** Something has changed. */
  request(): void {
    this.#isDue = true;
    if (this.#sinceLastMs() >= FRAME_MS) this.#draw();
  }

  end(): void {
    this.#end();
  }

  #tick(): void {
    const sinceMs = this.#sinceLastMs();
    if ((this.#isDue && sinceMs >= FRAME_MS) || sinceMs >= SECOND_MS) this.#draw();
  }

  /** A clock that was set back must not stop the screen. */
  #sinceLastMs(): number {
    const sinceMs = this.options.now().getTime() - this.#lastMs;
    return sinceMs < 0 ? Infinity : sinceMs;
  }

  #draw(): void {
    this.#isDue = false;
    this.#lastMs = this.options.now().getTime();
    this.options.draw();
  }
}
