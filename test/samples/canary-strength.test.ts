import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it} from '@jest/globals';
import Run from '../../src/commands/run.js';
import Validate from '../../src/commands/validate.js';
import {parseJson} from '../../src/experiment/json-format.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {parseExperiment} from '../../src/experiment/parse.js';
import {runCommand} from '../support/run-command.js';

const FILE = 'canary-strength.yaml';
const files = {[FILE]: readFileSync(join(import.meta.dirname, '../../samples', FILE), 'utf8')};

/** The sample, played with a candidate that is really like this. */
async function simulate(truth: string) {
  const {out} = await runCommand(Run, ['--simulate', '-f', FILE, '--truth', truth, '-o', 'json'], {files});
  const {recommendedVersion, completedIterations, analysis} = parseExperiment(parseJson(out) as JsonObject).status;
  return {recommendedVersion, completedIterations, isFound: analysis.winner?.found};
}

it('has no mistakes, and needs no weights in a simulation', async () => {
  const {out, exitCode} = await runCommand(Validate, ['-f', FILE], {files});
  expect([exitCode, out.trim().split('\n')]).toEqual([0, [expect.stringContaining('has no weightObjRef')]]);
});

it.each([
  ['candidate:error-rate=0.06', 'current'],
  ['candidate:error-rate=0.001,latency=80±20', 'candidate'],
])('ends early with %s, for %s', async (truth, winner) => {
  const {recommendedVersion, completedIterations, isFound} = await simulate(truth);
  expect([recommendedVersion, isFound]).toEqual([winner, true]);
  expect(completedIterations).toBeLessThan(12);
});

it('holds the baseline where twelve iterations do not show whether the candidate keeps its limit', async () => {
  expect(await simulate('candidate:error-rate=0.018')).toEqual({
    recommendedVersion: 'current',
    completedIterations: 12,
    isFound: false,
  });
});
