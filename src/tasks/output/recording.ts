import type {ItemContext} from '../task.js';
import {TailText} from './tail-text.js';

/** Keeps the end of all that a task prints, in its order: what it says itself, and what its programs print. */
export interface Recording {
  /** For the programs of the task. */
  readonly context: ItemContext;
  readonly say: (line: string) => void;
  readonly output: () => string;
}

export function record(context: ItemContext): Recording {
  const tail = new TailText();
  const print = (text: string) => {
    tail.append(Buffer.from(text));
    context.print(text);
  };
  return {
    context: {...context, print},
    say: (line) => print(`${context.mask.conceal(line)}\n`),
    output: () => tail.text(),
  };
}
