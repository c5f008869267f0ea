import {createInterface} from 'node:readline';
import {Iter8Error} from '../errors.js';
import type {Conversation} from './deps.js';

/** Both ends of a conversation. */
interface Ends {
  readonly input: NodeJS.ReadableStream & {readonly isTTY?: boolean};
  readonly output: NodeJS.WritableStream & {readonly isTTY?: boolean};
}

/**
 * Begins to ask on a terminal. Lines that are typed ahead of their questions are kept.
 *
 * @param instead what to do where nobody can be asked
 * @throws Iter8Error INVALID where nobody could answer
 */
export function converse({input, output}: Ends, instead: string): Conversation {
  if (!input.isTTY || !output.isTTY)
    throw new Iter8Error('INVALID', 'nobody can be asked: this is no terminal', instead);
  const lines = createInterface({input, output});
  const typed: string[] = [];
  let waiting: {readonly resolve: (line: string) => void; readonly reject: (error: Error) => void} | undefined;
  let failure: Iter8Error | undefined;
  const fail = (message: string) => {
    failure ??= new Iter8Error('INTERRUPTED', message);
    waiting?.reject(failure);
  };
  lines.on('line', (line) => (waiting ? waiting.resolve(line) : typed.push(line)));
  lines.once('SIGINT', () => fail('interrupted, nothing is done'));
  lines.once('close', () => fail('no answer, nothing is done'));
  const nextLine = () =>
    new Promise<string>((resolve, reject) => {
      waiting = {resolve, reject};
      const line = typed.shift();
      if (line !== undefined) resolve(line);
      else if (failure) reject(failure);
    }).finally(() => (waiting = undefined));
  return {
    ask: (question) => {
      lines.setPrompt(question);
      lines.prompt();
      return nextLine();
    },
    close: () => lines.close(),
  };
}

/**
 * Asks on the terminal; only y and yes, in either case, mean yes.
 *
 * @throws Iter8Error INVALID where nobody could answer; INTERRUPTED at Ctrl-C, and at the end of the input
 */
export async function ask(question: string, ends: Ends): Promise<boolean> {
  const conversation = converse(ends, 'add --yes to go ahead without asking');
  try {
    return isYes(await conversation.ask(`${question} [y/N] `));
  } finally {
    conversation.close();
  }
}

export function isYes(answer: string): boolean {
  return /^y(es)?$/i.test(answer.trim());
}
