import {execFile} from 'node:child_process';
import {promisify} from 'node:util';

const LONGEST_MS = 5000;

/** @returns what a program prints on stdout; undefined: it is not on the PATH, fails, or takes more than five seconds */
export async function printedBy(
  program: string,
  args: readonly string[],
  options: {readonly env: Readonly<Record<string, string | undefined>>; readonly signal: AbortSignal},
): Promise<string | undefined> {
  try {
    const {stdout} = await promisify(execFile)(program, args, {...options, timeout: LONGEST_MS});
    return stdout;
  } catch {
    options.signal.throwIfAborted();
    return undefined;
  }
}
