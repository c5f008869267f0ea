import {describe, expect, it} from '@jest/globals';
import Describe from '../../../src/commands/describe.js';
import {expectGolden, fixture} from '../../support/golden.js';
import {runCommand} from '../../support/run-command.js';

/** With a history, with actions, and those of `describe`, whose Markdown is tested there. */
const OWN = ['report/canary-lost', 'logs/rerun'];
const SHARED = ['canary-running', 'abn-won', 'not-started', 'failed-without-metric', 'legacy/v1alpha1-failed'];

it.each([
  ...OWN.map((situation) => [situation, 'markdown', 'md']),
  ...[...OWN, ...SHARED].flatMap((situation) => [
    [situation, 'html', 'html'],
    [situation, 'junit', 'xml'],
  ]),
])('a report of %s as %s tells what there is to tell', async (situation, format, ending) => {
  const {out, exitCode} = await runCommand(Describe, ['-f', `${situation}.yaml`, '-o', format]);
  expect(exitCode).toBe(0);
  expectGolden(out, `report/${situation.split('/').at(-1) ?? ''}.${ending}`);
});

it.each(['percentile', 'two-limits'])(
  'a report of an experiment with strength has the bounds beside the distance, and in its drawings: %s',
  async (situation) => {
    const {out} = await runCommand(Describe, ['-f', `strength/${situation}.yaml`, '-o', 'html']);
    expectGolden(out, `strength/${situation}.html`);
  },
);

describe('a report of several experiments', () => {
  const files = {'-': `${fixture('canary-running.yaml')}---\n${fixture('abn-won.yaml')}`};
  const report = async (format: string) => (await runCommand(Describe, ['-f', '-', '-o', format], {files})).out;

  it('is one page with an article for each, and no name twice', async () => {
    const page = await report('html');
    expect(page.match(/<article /g)).toHaveLength(2);
    expect(page.match(/<!DOCTYPE html>/g)).toHaveLength(1);
    const ids = Array.from(page.matchAll(/ id="([^"]*)"/g), ([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is one list of suites with the sums of all', async () => {
    const xml = await report('junit');
    const suites = Array.from(xml.matchAll(/<testsuite [^>]* tests="(\d+)"/g), ([, tests]) => Number(tests));
    const [, all] = /<testsuites [^>]*tests="(\d+)"/.exec(xml) ?? [];
    expect(suites).toHaveLength(2);
    expect(Number(all)).toBe(suites.reduce((sum, tests) => sum + tests));
  });

  it('is one page of Markdown, with a rule between', async () => {
    expect(await report('markdown')).toMatch(/^## Experiment [^]*\n---\n\n## Experiment /);
  });
});
