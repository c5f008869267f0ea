import type {Screen} from '../../runtime/deps.js';
import {countText} from './numbers.js';

/** Time without a word, and between two of them. */
const [PATIENCE_MS, EVERY_MS] = [2000, 200];
const CLEAR_LINE = '\r\u001b[K';

/** Shows on a terminal how many runs were played, when that takes longer than one likes to wait. */
export class RunCounter {
  #runs = 0;
  #nextMs: number;
  #isShown = false;
  #written: Promise<void> = Promise.resolve();

  constructor(
    readonly screen: Screen,
    readonly now: () => Date,
  ) {
    this.#nextMs = now().getTime() + PATIENCE_MS;
  }

  /** One more. */
  count(): void {
    this.#runs += 1;
    const time = this.now().getTime();
    if (!this.screen.isTerminal || time < this.#nextMs) return;
    this.#nextMs = time + EVERY_MS;
    this.#isShown = true;
    this.#write(`${CLEAR_LINE}${countText(this.#runs, 'run')} played`);
  }

  /** Leaves no trace. */
  async close(): Promise<void> {
    if (this.#isShown) this.#write(CLEAR_LINE);
    await this.#written;
  }

  #write(text: string): void {
    this.#written = this.#written.then(() => this.screen.write(text));
  }
}
