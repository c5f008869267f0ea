import {SecretMask} from '../../metrics/secret-mask.js';
import type {ItemContext, TaskOutcome} from '../task.js';
import {type Program, runProgram} from './run-program.js';

/** What a program printed, which nobody has heard. */
export interface Captured extends TaskOutcome {
  /** All of it, secrets included: to be read by this program alone. */
  readonly text: string;
}

/** Runs a program for what it prints, where `runProgram` runs one for what it does. */
export async function captureProgram(
  program: Program,
  context: ItemContext,
  signal?: AbortSignal,
): Promise<Captured> {
  const pieces: string[] = [];
  const quiet = {...context, mask: new SecretMask([]), print: (text: string) => void pieces.push(text)};
  const outcome = await runProgram(program, quiet, signal);
  return {...outcome, output: context.mask.conceal(outcome.output), text: pieces.join('')};
}
