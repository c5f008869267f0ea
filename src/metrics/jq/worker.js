// Plain JavaScript, because a worker thread is started from a file as it is: tests run the sources, where Node knows no TypeScript.
import {parentPort} from 'node:worker_threads';

/** Where a thread finds this module, in the sources as in the bundle. */
export const location = import.meta.url;

/**
 * Runs in the thread: answers each `{json, program}` with a JqResult.
 */
export async function serve() {
  const {loadJq} = await import('jq-wasm/inline');
  const jq = await loadJq();
  parentPort?.on('message', ({json, program}) => parentPort?.postMessage(evaluate(jq, json, program)));
  parentPort?.postMessage('ready');
}

/** More of the output, or of a message that quotes the program, is never shown. */
const LONGEST_TEXT = 2000;

/**
 * The first output with its type, since JSON has no NaN and no infinity: jq writes them as null and as the largest
 * number. The program stands on lines of its own, so that it may end in a comment.
 *
 * @param {string} program
 */
function typed(program) {
  const size =
    'if type == "number" then (if isnan then "nan" elif isinfinite then "infinite" else "finite" end) else "" end';
  return `first(\n${program.trim() === '' ? '.' : program}\n) | [type, (${size}), (tojson | .[0:${LONGEST_TEXT}])]`;
}

/**
 * @param {import('jq-wasm/inline').Jq} jq
 * @param {string} json
 * @param {string} program
 * @returns {import('./result.js').JqResult}
 */
function evaluate(jq, json, program) {
  if (!isJson(json)) return {kind: 'not-json'};
  try {
    return readOutput(jq.raw(json, typed(program), ['-c']));
  } catch {
    return {kind: 'crashed'}; // out of memory or stack
  }
}

/** @param {string} text */
function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {{stdout: string, stderr: string, exitCode: number}} result
 * @returns {import('./result.js').JqResult}
 */
function readOutput({stdout, stderr, exitCode}) {
  const message = (stderr.split('\n')[0] ?? '').replace(/^jq: (?:error: )?/, '').slice(0, LONGEST_TEXT);
  if (exitCode === 3) return {kind: 'rejected', message: message.replace(/ at <top-level>.*$/, '')};
  if (exitCode !== 0)
    return {kind: 'failed', message: message.replace(/^error \(at [^)]*\)(?: \(not a string\))?: /, '')};
  if (stdout === '') return {kind: 'nothing'};
  const [type, size, text] = JSON.parse(stdout);
  return {kind: 'output', type, size, text};
}
