import {EXIT_CODES, Iter8Error} from './errors.js';
import {safeText} from './render/safe-text.js';
import type {Deps} from './runtime/deps.js';

/** Shape of what oclif throws: usage mistakes, and `exit()`, which only carries its code. */
interface OclifError extends Error {
  readonly code?: string;
  readonly oclif?: {readonly exit?: number};
}

/** Whether whoever read our output has gone away, such as `head` in a pipe. */
export function isClosedPipe(error: unknown): boolean {
  return ['EPIPE', 'ERR_STREAM_DESTROYED'].includes((error as OclifError).code ?? '');
}

/** What a write can meet that is no mistake of ours. */
const WRITE_ERRORS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EIO: 'input/output error',
};

/**
 * Says on stderr what ended a command.
 *
 * @returns the exit code
 */
export async function reportError(error: unknown, {err, env}: Pick<Deps, 'err' | 'env'>): Promise<number> {
  const {code, oclif} = error as OclifError;
  if (code === 'EEXIT') return oclif?.exit ?? 0;
  const {lines, exitCode} = explain(error);
  await err.write(`${lines.join('\n')}\n`);
  if (env.DEBUG?.split(',').includes('iter8ctl')) await err.write(`${stackOf(error)}\n`);
  return exitCode;
}

function explain(error: unknown): {lines: string[]; exitCode: number} {
  if (error instanceof Iter8Error) {
    const hint = error.hint === undefined ? [] : [`hint: ${safeText(error.hint)}`];
    return {lines: [`error: ${safeText(error.message)}`, ...hint], exitCode: EXIT_CODES[error.code]};
  }
  const {code = ''} = error as OclifError;
  if (WRITE_ERRORS[code]) return {lines: [`error: cannot write the output: ${WRITE_ERRORS[code]}`], exitCode: 1};
  const message = error instanceof Error ? error.message : String(error);
  if ((error as OclifError).oclif !== undefined) return {lines: usageLines(message), exitCode: EXIT_CODES.INVALID};
  return {
    lines: [
      `error: unexpected: ${safeText(message)}`,
      'hint: this is a mistake in iter8ctl; please report it with the output of the same command under DEBUG=iter8ctl',
    ],
    exitCode: 1,
  };
}

/** oclif's messages: some begin in upper case, some list what is wrong on lines of their own. */
function usageLines(message: string): string[] {
  const said = message.split('\n').filter((line) => !/^(See more help|The following errors? occurred)/.test(line));
  const [first = '', ...rest] = said.map((line) => line.trim());
  const notFound = /^command (.*) not found$/.exec(first);
  if (notFound)
    return [
      `error: no such command: ${safeText((notFound[1] ?? '').replaceAll(':', ' '))}`,
      'hint: list them with: iter8ctl --help',
    ];
  const lines = [`error: ${first.charAt(0).toLowerCase()}${first.slice(1)}`, ...rest].map((line) =>
    safeText(line).trimEnd(),
  );
  return [...lines.filter((line) => line !== ''), 'hint: add --help to see how the command is used'];
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
