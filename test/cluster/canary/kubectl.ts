import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {testTools} from '../../support/test-tools.js';

/**
 * The real one, as the test tools have it.
 *
 * @throws Error that says how to get it
 */
export function findKubectl(): string {
  return join(testTools('v35'), 'kubectl/kubectl');
}

/**
 * Stage, completed iterations and message of an experiment as `kubectl get experiments -w` has printed them to a file; of
 * equal lines after one another only the first.
 */
export async function printedLines(file: string, experiment: string): Promise<string[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.startsWith(`${experiment} `));
  const progress = lines.map(progressIn);
  return progress.filter((line, index) => line !== progress[index - 1]);
}

/** Columns are three blanks apart, and only the last ones can be empty. */
function progressIn(line: string): string {
  const [, , , ...columns] = line.trimEnd().split(/ {3,}/);
  return columns.join(' | ');
}
