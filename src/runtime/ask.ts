import {createInterface} from 'node:readline/promises';
import {Iter8Error} from '../errors.js';

/** Both ends of a conversation. */
interface Ends {
  readonly input: NodeJS.ReadableStream & {readonly isTTY?: boolean};
  readonly output: NodeJS.WritableStream & {readonly isTTY?: boolean};
}

/**
 * Asks on the terminal; only y and yes, in either case, mean yes.
 *
 * @throws Iter8Error INVALID where nobody could answer; INTERRUPTED at Ctrl-C, and at the end of the input
 */
export async function ask(question: string, {input, output}: Ends): Promise<boolean> {
  if (!input.isTTY || !output.isTTY) {
    throw new Iter8Error(
      'INVALID',
      'nobody can be asked: this is no terminal',
      'add --yes to go ahead without asking',
    );
  }
  const lines = createInterface({input, output});
  const interrupted = new Promise<never>((_, reject) => {
    lines.once('SIGINT', () => reject(new Iter8Error('INTERRUPTED', 'interrupted, nothing is done')));
    lines.once('close', () => reject(new Iter8Error('INTERRUPTED', 'no answer, nothing is done')));
  });
  try {
    const answer = await Promise.race([lines.question(`${question} [y/N] `), interrupted]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
