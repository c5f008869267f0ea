import {setImmediate} from 'node:timers/promises';
import {Iter8Error} from '../../errors.js';

/** Iterations after which others get their turn: some tenths of a second. */
const TURN = 2000;

/** Lets a signal come through while iterations are played one after the other. */
export class Turns {
  #played = 0;

  constructor(readonly signal: AbortSignal) {}

  /**
   * Counts an iteration.
   *
   * @throws Iter8Error INTERRUPTED by the signal
   */
  async next(): Promise<void> {
    this.#played += 1;
    if (this.#played % TURN === 0) await setImmediate();
    this.check();
  }

  /** @throws Iter8Error INTERRUPTED by the signal */
  check(): void {
    if (this.signal.aborted) throw new Iter8Error('INTERRUPTED', 'interrupted; nothing is told');
  }
}
