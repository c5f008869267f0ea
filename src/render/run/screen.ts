import type {Experiment} from '../../experiment/model.js';
import type {Deps} from '../../runtime/deps.js';
import {safeText} from '../safe-text.js';
import {progressBar, standing} from './progress.js';

/** How long a run takes. */
interface Length {
  readonly warmUpMs: number;
  readonly intervalSeconds: number;
  readonly iterations: number;
}

const REDRAW_MS = 250;
const CLEAR_LINE = '\r\u001b[K';

/** The progress of a run: one line that is redrawn on a terminal, one line for each change elsewhere. */
export class RunScreen {
  readonly #startMs: number;
  readonly #totalMs: number;
  readonly #stopDrawing: () => void;
  #experiment: Experiment | undefined;
  #written = '';

  constructor(
    private readonly deps: Pick<Deps, 'err' | 'now' | 'repeat'>,
    {warmUpMs, intervalSeconds, iterations}: Length,
  ) {
    this.#startMs = deps.now().getTime();
    this.#totalMs = warmUpMs + intervalSeconds * iterations * 1000;
    const draws = deps.err.isTerminal;
    this.#stopDrawing = draws ? deps.repeat(REDRAW_MS, () => void this.#draw()) : () => undefined;
  }

  show(experiment: Experiment): void {
    this.#experiment = experiment;
    const line = standing(experiment);
    if (this.deps.err.isTerminal || line === this.#written) return;
    this.#written = line;
    this.note(line);
  }

  note(text: string): void {
    const clear = this.deps.err.isTerminal ? CLEAR_LINE : '';
    void this.deps.err.write(`${clear}${this.deps.now().toISOString().slice(11, 19)}  ${safeText(text)}\n`);
  }

  async close(): Promise<void> {
    this.#stopDrawing();
    if (this.deps.err.isTerminal) await this.deps.err.write(CLEAR_LINE);
  }

  async #draw(): Promise<void> {
    const elapsedMs = this.deps.now().getTime() - this.#startMs;
    const line = progressBar({experiment: this.#experiment, elapsedMs, totalMs: this.#totalMs});
    await this.deps.err.write(CLEAR_LINE + line.slice(0, (this.deps.err.columns ?? 80) - 1));
  }
}
