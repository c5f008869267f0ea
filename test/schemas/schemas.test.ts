import {readdirSync} from 'node:fs';
import {describe, expect, it} from '@jest/globals';
import Assert from '../../src/commands/assert.js';
import Describe from '../../src/commands/describe.js';
import Replay from '../../src/commands/replay.js';
import {fixture, fixturePath} from '../support/golden.js';
import {publishedSchema} from '../support/published-schema.js';
import {runCommand} from '../support/run-command.js';

const problemsOfDescription = publishedSchema('describe.v1.json');
const problemsOfAssertion = publishedSchema('assert.v1.json');
const problemsOfReplay = publishedSchema('replay.v1.json');

const goldens = ['describe', 'strength'].flatMap((folder) =>
  readdirSync(fixturePath(folder)).flatMap((file) => (file.endsWith('.json') ? [`${folder}/${file}`] : [])),
);

describe('the published schema of describe', () => {
  it.each(goldens)('fits %s', (file) => {
    expect(problemsOfDescription(JSON.parse(fixture(file)))).toEqual([]);
  });

  it('fits a list of several', async () => {
    const files = {'-': `${fixture('canary-running.yaml')}---\n${fixture('ab-tie.yaml')}`};
    const {out} = await runCommand(Describe, ['-f', '-', '-o', 'json'], {files});
    expect(problemsOfDescription(JSON.parse(out))).toEqual([]);
  });

  it('refuses a description without verdict, or with a number where text is promised', () => {
    const view = JSON.parse(fixture('describe/canary-running.json')) as Record<string, unknown>;
    expect(problemsOfDescription({...view, verdict: undefined})).not.toEqual([]);
    expect(problemsOfDescription({...view, target: 5})).not.toEqual([]);
  });
});

describe('the published schema of assert', () => {
  it('fits an answer', async () => {
    const {out} = await runCommand(Assert, ['-f', 'canary-running.yaml', '-c', 'completed', '-o', 'json']);
    expect(problemsOfAssertion(JSON.parse(out))).toEqual([]);
  });
});

describe('the published schema of replay', () => {
  it.each(['strength/two-limits.yaml', 'strength/settled.yaml', 'canary-running.yaml'])(
    'fits %s',
    async (file) => {
      const {out} = await runCommand(Replay, ['-f', file, '-o', 'json']);
      expect(problemsOfReplay(JSON.parse(out))).toEqual([]);
    },
  );

  it('fits other rules', async () => {
    const argv = ['-f', 'strength/two-limits.yaml', '--objective', 'error-rate<=0.05', '-o', 'json'];
    const {out} = await runCommand(Replay, argv);
    expect(problemsOfReplay(JSON.parse(out))).toEqual([]);
  });
});
