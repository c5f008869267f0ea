import {Iter8Error} from '../../errors.js';

/**
 * Says in the user's words that work was interrupted.
 *
 * @returns what the work resolves to
 * @throws Iter8Error INTERRUPTED once the signal has aborted, or what the work rejects with
 */
export async function orInterrupted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!signal.aborted || error instanceof Iter8Error) throw error;
    throw new Iter8Error('INTERRUPTED', 'interrupted; what is printed is done', 'run it again to go on');
  }
}
