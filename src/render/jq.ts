import {JqError, loadJq} from 'jq-wasm/inline';
import {Iter8Error} from '../errors.js';
import {formatJson} from '../experiment/json-format.js';

/**
 * What a jq program makes of data: one result a line, text without its quotes.
 *
 * @throws Iter8Error INVALID when jq rejects the program or the program fails
 */
export async function filterJson(data: unknown, program: string): Promise<string> {
  const jq = await loadJq();
  const {stdout, stderr, exitCode} = run(() => jq.raw(formatJson(data), program, ['-r']));
  if (exitCode !== 0) {
    const message =
      stderr
        .trim()
        .split('\n')[0]
        ?.replace(/^jq: (error: )?/, '') ?? '';
    throw new Iter8Error('INVALID', `--jq: ${message}`, 'see https://jqlang.org/manual/');
  }
  return stdout === '' || stdout.endsWith('\n') ? stdout : `${stdout}\n`;
}

/**
 * Whether jq takes a program; it is not run.
 *
 * @throws Iter8Error INVALID when it does not
 */
export async function requireProgram(program: string): Promise<void> {
  await filterJson(null, `empty | (${program}\n)`);
}

function run<T>(call: () => T): T | {stdout: string; stderr: string; exitCode: number} {
  try {
    return call();
  } catch (error) {
    if (error instanceof JqError) return {stdout: '', stderr: error.stderr, exitCode: error.exitCode};
    return {stdout: '', stderr: 'the program ended jq itself: out of memory, or nested too deeply', exitCode: 1};
  }
}
