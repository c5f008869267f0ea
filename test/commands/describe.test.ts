import {describe, expect, it} from '@jest/globals';
import Describe from '../../src/commands/describe.js';
import {expectGolden, fixture} from '../support/golden.js';
import {runCommand, widest} from '../support/run-command.js';

/** Whole situations: each is shown in every format. */
const SITUATIONS = [
  'canary-running',
  'canary-rolled-back',
  'ab-tie',
  'abn-won',
  'conformance-passed',
  'failed-without-metric',
  'not-started',
  'unknown-state',
  'original-bare-names',
  'wide-characters',
  'legacy/v1alpha1-running',
  'legacy/v1alpha1-failed',
  'legacy/v1alpha1-succeeded',
  'legacy/v1alpha2-canary-won',
  'legacy/v1alpha2-abn-rewards',
];

/** With `criteria.strength`, played by `run --simulate`; seen within the interval after the last write. */
const STRENGTH = [
  'first-looks',
  'settled',
  'violated',
  'not-yet-known',
  'undecided',
  'not-stopped',
  'percentile',
  'two-limits',
];
const STRENGTH_SEEN = new Date('2026-11-22T09:01:30Z');

const golden = (situation: string, form: string) => `describe/${situation.replace('/', '-')}.${form}`;

describe('describe', () => {
  describe.each(SITUATIONS)('of %s', (situation) => {
    const file = `${situation}.yaml`;

    it.each(['text', 'json', 'yaml', 'markdown'])('prints %s into a pipe', async (format) => {
      const {out, err, exitCode} = await runCommand(Describe, ['-f', file, '-o', format]);
      expectGolden(out, golden(situation, format));
      expect([err, exitCode]).toEqual(['', 0]);
    });

    it.each([40, 80, 200])('fits a terminal of %d columns', async (columns) => {
      const {out} = await runCommand(Describe, ['-f', file], {columns});
      expect(widest(out)).toBeLessThanOrEqual(columns);
      expectGolden(out, golden(situation, `terminal-${columns}`));
    });
  });

  describe.each(STRENGTH)('of an experiment with strength, %s,', (situation) => {
    const file = `strength/${situation}.yaml`;

    it.each([
      ['wide', 'wide'],
      ['json', 'json'],
      ['markdown', 'md'],
      ['junit', 'xml'],
    ])('prints %s with bounds and what is missing', async (format, ending) => {
      const {out, err, exitCode} = await runCommand(Describe, ['-f', file, '-o', format, '--explain'], {
        now: STRENGTH_SEEN,
      });
      expectGolden(out, `strength/${situation}.${ending}`);
      expect([err, exitCode]).toEqual(['', 0]);
    });

    it('fits a terminal of 60 columns', async () => {
      const {out} = await runCommand(Describe, ['-f', file, '-o', 'wide'], {columns: 60, now: STRENGTH_SEEN});
      expect(widest(out)).toBeLessThanOrEqual(60);
    });
  });

  it.each(['canary-running', 'abn-won', 'legacy/v1alpha1-failed'])(
    'prints %s wide as it is, without strength',
    async (name) => {
      const {out} = await runCommand(Describe, ['-f', `${name}.yaml`, '-o', 'wide']);
      expect(out).toBe(fixture(golden(name, 'text')));
    },
  );

  it('explains the verdict in a pipe when asked to, and not on a terminal when told so', async () => {
    const piped = await runCommand(Describe, ['-f', 'canary-running.yaml', '--explain']);
    expect(piped.out).toContain(
      '****** Verdict ******\ncandidate leads after 4 of 12 iterations: it satisfies all 3 objectives\n',
    );
    const terminal = await runCommand(Describe, ['-f', 'canary-running.yaml', '--no-explain'], {columns: 80});
    expect(terminal.out).not.toContain('Verdict');
  });

  it('prints the same for JSON as for YAML, from stdin as from a file', async () => {
    const asJson = await runCommand(Describe, ['-f', 'canary-running.yaml', '-o', 'json']);
    const {parse} = await import('yaml');
    const json = JSON.stringify(parse(fixture('canary-running.yaml')));
    const piped = await runCommand(Describe, ['-f', '-', '-o', 'json'], {files: {'-': json}});
    expect(piped.out).toBe(asJson.out);
  });

  describe('of several experiments', () => {
    const two = `${fixture('canary-running.yaml')}---\n${fixture('ab-tie.yaml')}`;

    it('prints them in the order of the input with --- between', async () => {
      const {out} = await runCommand(Describe, ['-f', '-'], {files: {'-': two}});
      const [first, second] = out.split('\n---\n');
      expect(first).toContain('Experiment name: canary-progressive');
      expect(second).toContain('Experiment name: checkout-ab');
    });

    it('gives a list as JSON', async () => {
      const {out} = await runCommand(Describe, ['-f', '-', '--jq', '.kind, (.items | map(.name))'], {
        files: {'-': two},
      });
      expect(out).toBe(
        'ExperimentDescriptionList\n["canary-progressive","checkout-ab"]\n'
          .replace('["', '[\n  "')
          .replace('","', '",\n  "')
          .replace('"]', '"\n]'),
      );
    });

    it('selects by name, and by namespace where names repeat', async () => {
      const byName = await runCommand(Describe, ['checkout-ab', '-f', '-'], {files: {'-': two}});
      expect(byName.out).toMatch(/^\*+ Overview \*+\nExperiment name: checkout-ab\n/);
      expect(byName.out).not.toContain('canary-progressive');
      const byNamespace = await runCommand(Describe, ['-n', 'shop', '-f', '-'], {files: {'-': two}});
      expect(byNamespace.out).toBe(byName.out);
    });

    it('says what there is when none is of that name', async () => {
      const {out, err, exitCode} = await runCommand(Describe, ['nosuch', '-f', '-'], {files: {'-': two}});
      expect([out, exitCode]).toEqual(['', 5]);
      expect(err).toBe(
        'error: no experiment "nosuch" in stdin\nhint: it has default/canary-progressive, shop/checkout-ab\n',
      );
    });
  });

  describe('colour', () => {
    const colour = async (columns: number | undefined, env: Record<string, string>, ...flags: string[]) => {
      const {out} = await runCommand(Describe, ['-f', 'canary-running.yaml', ...flags], {columns, env});
      return out.includes('\u001b[');
    };

    it.each([
      ['a terminal', 80, {TERM: 'xterm'}, true],
      ['a pipe', undefined, {TERM: 'xterm'}, false],
      ['NO_COLOR', 80, {TERM: 'xterm', NO_COLOR: '1'}, false],
      ['an empty NO_COLOR', 80, {TERM: 'xterm', NO_COLOR: ''}, true],
      ['a dumb terminal', 80, {TERM: 'dumb'}, false],
      ['CLICOLOR_FORCE in a pipe', undefined, {CLICOLOR_FORCE: '1'}, true],
      ['CLICOLOR_FORCE=0 in a pipe', undefined, {CLICOLOR_FORCE: '0'}, false],
      ['NO_COLOR against CLICOLOR_FORCE', 80, {NO_COLOR: '1', CLICOLOR_FORCE: '1'}, false],
    ] as const)('for %s', async (_name, columns, env, expected) => {
      expect(await colour(columns, env)).toBe(expected);
    });

    it('is off with --no-color', async () => {
      expect(await colour(80, {CLICOLOR_FORCE: '1'}, '--no-color')).toBe(false);
    });
  });

  it('filters with --jq, text without quotes', async () => {
    const {out} = await runCommand(Describe, [
      '-f',
      'canary-running.yaml',
      '--jq',
      '.winner.version, .completedIterations',
    ]);
    expect(out).toBe('candidate\n4\n');
  });

  it.each([
    [['--jq', '.['], '--jq: '],
    [['--jq', '.name | error'], '--jq: '],
    [['-o', 'yaml', '--jq', '.name'], '--jq works on JSON, not on -o yaml'],
  ])('refuses %j', async (flags, message) => {
    const {out, err, exitCode} = await runCommand(Describe, ['-f', 'canary-running.yaml', ...flags]);
    expect([out, exitCode]).toEqual(['', 2]);
    expect(err).toContain(`error: ${message}`);
  });
});
