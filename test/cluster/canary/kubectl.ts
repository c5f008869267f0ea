import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {homedir} from 'node:os';
import {join} from 'node:path';

const INSTALLED = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'iter8ctl-test-tools/v35/kubectl/kubectl',
);

/**
 * The real one, as the test tools have it.
 *
 * @throws Error that says how to get it
 */
export function findKubectl(): string {
  if (existsSync(INSTALLED)) return INSTALLED;
  throw new Error(`there is no ${INSTALLED}; install it with: scripts/install-test-tools.sh`);
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
