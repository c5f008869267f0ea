import {execFile} from 'node:child_process';
import {describe, expect, it} from '@jest/globals';

/** The names of the laws that a short soak breaks, in a process of its own: its counts are those of a process. */
async function brokenLaws(...options: readonly string[]): Promise<readonly string[]> {
  const argv = ['test/soak/run.js', '--short', ...options];
  const stdout = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, argv, (error, out, problems) => {
      if (error && out === '') reject(new Error(problems, {cause: error}));
      else resolve(out);
    });
  });
  return (JSON.parse(stdout) as readonly {readonly what: string}[]).map(({what}) => what);
}

/** Of a machine that is busy with other things. */
const LONGEST_MS = 240_000;

describe('a controller whose experiments come and go', () => {
  it(
    'leaves nothing behind when they are gone',
    async () => {
      expect(await brokenLaws()).toEqual([]);
    },
    LONGEST_MS,
  );

  it(
    'is seen to leave something behind where it does',
    async () => {
      expect(await brokenLaws('--leak', 'map')).toContain('entries of all maps, when all experiments are gone');
    },
    LONGEST_MS,
  );
});
