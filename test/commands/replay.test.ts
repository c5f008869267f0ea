import {beforeAll, describe, expect, it} from '@jest/globals';
import Replay from '../../src/commands/replay.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {type Outcome, runCommand, widest, type World} from '../support/run-command.js';
import {fixture} from '../support/golden.js';
import {fakeCluster} from '../support/fake-cluster.js';
import {describeView} from '../../src/render/describe/view.js';
import {recordRun, shop, sourcesOf} from '../operate/replay/support/recorded-run.js';

/** 55 ms against a limit of 50: the candidate is turned down at its second iteration, and stays without traffic. */
let slow: readonly JsonObject[] = [];
let slowLines = '';
/** Rolled back as soon as there are errors. */
let failing: JsonObject = {};

beforeAll(async () => {
  const written = await recordRun(['c:latency=55±5']);
  slow = sourcesOf(written);
  slowLines = written.map((one) => JSON.stringify(describeView(one))).join('\n');
  const objectives = [{metric: 'error-rate', upperLimit: '0.02', rollback_on_failure: true}];
  failing = sourcesOf(await recordRun(['c:error-rate=0.3'], shop({objectives}))).at(-1)!;
});

const text = (resource: JsonObject | undefined) => JSON.stringify(resource);
const lastOf = (out: string) => out.trimEnd().split('\n').at(-1);

const replay = (argv: readonly string[], files: World['files'] = {}, world: World = {}): Promise<Outcome> =>
  runCommand(Replay, [...argv], {
    files: {'run.json': text(slow.at(-1)), 'failed.json': text(failing), ...files},
    ...world,
  });

describe('replay', () => {
  it('says that a run ends as it did by its own rules', async () => {
    const {out, exitCode} = await replay(['-f', 'run.json']);
    expect(lastOf(out)).toBe('As written, the replay ends as the record does: b was kept at iteration 12.');
    expect(exitCode).toBe(3);
  });

  it('says who would have won with another limit, and marks what it judges otherwise', async () => {
    const {out, exitCode} = await replay(['-f', 'run.json', '--objective', 'mean-latency<=60']);
    expect(lastOf(out)).toBe(
      'With mean-latency <= 60 instead of 50, c would have been promoted at iteration 12; as it was, b was kept at iteration 12.',
    );
    expect(out).toContain('Experiment default/e of 2026-11-22 10:00:00 UTC, judged again by other rules\n');
    expect(out).toMatch(
      /^2 +10:00:12 +b +95 % +\S+ satisfied +0 satisfied +c \*\n +c +5 % +\S+ satisfied \* +0 satisfied$/m,
    );
    expect(out).toContain('* judged otherwise in the run itself\n');
    expect(out).toContain('these rules would have split it otherwise from iteration 3 on');
    expect(exitCode).toBe(0);
  });

  it('says that nothing would have changed', async () => {
    const {out, exitCode} = await replay(['-f', 'run.json', '--objective', 'mean-latency<=51']);
    expect(lastOf(out)).toBe(
      'With mean-latency <= 51 instead of 50, nothing would have changed: b was kept at iteration 12.',
    );
    expect(exitCode).toBe(3);
  });

  it('takes rules that are those of the run for its own', async () => {
    const {out} = await replay(['-f', 'run.json', '--objective', 'mean-latency<=50', '--policy', 'lastValue']);
    expect(lastOf(out)).toMatch(/^As written, /);
  });

  it('exits with 8 where the recording ends before the run would', async () => {
    const {out, exitCode} = await replay(['-f', 'failed.json', '--objective', 'error-rate<=0.9']);
    expect(lastOf(out)).toMatch(
      /^With error-rate <= 0.9 instead of 0.02, the run would have gone on after iteration (\d+), where the recording ends; as it was, the run was rolled back at iteration \1\.$/,
    );
    expect(exitCode).toBe(8);
  });

  it('judges by a confidence with the samples that the run has counted, and says when nobody wins', async () => {
    const strength = ['--confidence', '0.95', '--objective', 'mean-latency<=56'];
    const {out, exitCode} = await replay(['-f', 'run.json', ...strength]);
    expect(out).toMatch(/19\.\d+ \([\d.]+ to [\d.]+\) satisfied/);
    expect(lastOf(out)).toContain(
      'provenSafe at 95 % instead of the last value, nobody would have won in 12 iterations;',
    );
    expect(exitCode).toBe(6);
  });

  it('takes criteria of another file', async () => {
    const criteria = 'criteria:\n  objectives:\n  - metric: error-rate\n    upperLimit: "0.1"\n';
    const {out, exitCode} = await replay(['-f', 'run.json', '--criteria', 'c.yaml'], {'c.yaml': criteria});
    expect(lastOf(out)).toMatch(
      /^With error-rate <= 0\.1 instead of 0\.02 and no limit on mean-latency, c would have been promoted/,
    );
    expect(exitCode).toBe(0);
  });

  it.each([
    ['Experiments in a row', () => slow.map(text).join('\n')],
    ['watch events', () => slow.map((object) => text({type: 'MODIFIED', object})).join('\n')],
    ['a List', () => text({apiVersion: 'v1', kind: 'List', items: [slow.at(-1)!]})],
    ['lines of watch', () => slowLines],
  ])('reads %s from stdin', async (_what, input) => {
    const {out} = await replay(['-f', '-', '--objective', 'mean-latency<=60'], {'-': input()});
    expect(lastOf(out)).toContain('c would have been promoted at iteration 12; as it was, b was kept');
  });

  it('asks the cluster for the run of a name', async () => {
    const cluster = fakeCluster({objects: [slow.at(-1)!], namespace: 'default'});
    const {out} = await replay(['e'], {}, {cluster});
    expect(lastOf(out)).toMatch(/^As written, the replay ends as the record does/);
    expect((await replay(['nobody'], {}, {cluster})).exitCode).toBe(5);
  });

  it('says what lines of watch do not tell', async () => {
    const {out} = await replay(['-f', '-'], {'-': slowLines});
    expect(out).toContain(
      'Missing: lines of watch -o json do not tell of rollbacks, minimum samples and counters',
    );
  });

  describe('of iterations whose times nobody wrote down', () => {
    const withoutTimes = (line: string) => line.replaceAll(/"observedAt":"[^"]*"/g, '"observedAt":null');

    it.each([
      ['an Experiment', () => fixture('ab-tie.yaml'), 'shop/checkout-ab', '10 +–  +A'],
      ['lines of watch', () => withoutTimes(slowLines), 'default/e', '12 +–  +b'],
    ])('shows no times of %s', async (_what, input, name, row) => {
      const {out} = await replay(['-f', '-'], {'-': input()});
      expect(out).toContain(`Experiment ${name}, judged again as written\n`);
      expect(out).toMatch(new RegExp(`^${row}`, 'm'));
      expect(out).not.toMatch(/1970|\d\d:\d\d:\d\d/);
      const json = await replay(['-f', '-', '--jq', '.looks[-1].time'], {'-': input()});
      expect(json.out).toBe('null\n');
    });

    it('ends as it did with times', async () => {
      const timed = await replay(['-f', '-'], {'-': slowLines});
      const untimed = await replay(['-f', '-'], {'-': withoutTimes(slowLines)});
      expect(lastOf(untimed.out)).toBe(lastOf(timed.out));
    });
  });

  it('prints JSON for programs', async () => {
    const {out} = await replay(['-f', 'run.json', '--objective', 'mean-latency<=60', '--jq', '.looks[1]']);
    expect(JSON.parse(out)).toMatchObject({
      iteration: 2,
      winner: 'c',
      isOtherWinner: true,
      versions: [
        {version: 'b', weight: 95, objectives: [{state: 'satisfied'}, {state: 'satisfied'}]},
        {version: 'c', weight: 5, objectives: [{state: 'satisfied', was: 'violated'}, {state: 'satisfied'}]},
      ],
    });
  });

  it('prints YAML and Markdown', async () => {
    const yaml = await replay(['-f', 'run.json', '-o', 'yaml']);
    expect(yaml.out).toMatch(/^apiVersion: iter8ctl\/v1\nkind: Replay\n/);
    const markdown = await replay(['-f', 'run.json', '-o', 'markdown']);
    expect(markdown.out).toContain(
      '| Iteration | Time | Version | Traffic | mean-latency &lt;= 50 | error-rate &lt;= 0.02 | Ahead |',
    );
  });

  it.each([40, 60, 100, 160])('fits a terminal of %i columns', async (columns) => {
    const {out} = await replay(['-f', 'run.json', '--confidence', '0.9', '--no-color'], {}, {columns});
    expect(widest(out)).toBeLessThanOrEqual(columns);
    expect(out).toContain('mean-latency');
  });

  it.each([40, 60])('breaks names that are too long for %i columns', async (columns) => {
    const name = `checkout-${'release-'.repeat(8)}9`;
    const {out} = await replay(
      ['-f', 'n.json', '--no-color', '--objective', 'mean-latency<=60'],
      {'n.json': JSON.stringify(slow.at(-1)).replaceAll('"c"', JSON.stringify(name))},
      {columns},
    );
    expect(widest(out)).toBeLessThanOrEqual(columns);
    expect(out.replaceAll(/\n */g, '')).toContain(`${name}, 5 % of the traffic`);
  });

  it('shows no control character of a name', async () => {
    const hostile = JSON.stringify(slow.at(-1)).replaceAll('"c"', '"c\\u001b[31m\\nx"');
    for (const world of [{}, {columns: 60}, {columns: 160}]) {
      const {out} = await replay(
        ['-f', 'h.json', '--no-color', '--objective', 'mean-latency<=60'],
        {'h.json': hostile},
        world,
      );
      expect(out).toContain('c\\x1b[31m\\nx');
      expect(out).not.toContain('\u001b');
    }
  });
});

describe('replay refuses', () => {
  const other = () => text({...slow.at(-1)!, metadata: {name: 'other', namespace: 'shop'}});

  it.each([
    ['an objective that is none', ['--objective', 'fast'], /not an objective: fast/],
    [
      'a metric that was not recorded',
      ['--objective', 'clicks>=1'],
      /no values of metric clicks\n.*it has default\//,
    ],
    ['a confidence that is none', ['--confidence', '2'], /confidence/],
    ['more looks than a word can say', ['--looks', 'often'], /looks/],
    ['an address that is none', ['--prometheus-url', 'nowhere'], /--prometheus-url is no http or https address/],
    ['a time that is none', ['--prometheus-url', 'http://h', '--since', 'noon'], /--since: noon is no time/],
    [
      'an end before the begin',
      ['--prometheus-url', 'http://h', '--since', '2026-01-02T00:00:00Z', '--until', '2026-01-01T00:00:00Z'],
      /--until is before --since/,
    ],
  ])('%s', async (_what, argv, message) => {
    const {err, exitCode} = await replay(['-f', 'run.json', ...argv]);
    expect(err).toMatch(message);
    expect(exitCode).toBe(2);
  });

  it.each([
    ['a file without any Experiment', '{"kind": "Pod", "apiVersion": "v1"}', /no Experiment in f: Pod \(v1\)/, 2],
    ['an Experiment that has not begun', text(shop()), /nothing of the run of e is recorded/, 2],
    ['an empty file', '', /f is empty/, 2],
    ['what is no JSON', '{"kind": "Experiment",', /f:1:/, 2],
  ])('%s', async (_what, file, message, code) => {
    const {err, exitCode} = await replay(['-f', 'f'], {f: file});
    expect(err).toMatch(message);
    expect(exitCode).toBe(code);
  });

  it('several experiments, unless one is named', async () => {
    const files = {f: [text(slow.at(-1)), other()].join('\n')};
    const {err, exitCode} = await replay(['-f', 'f'], files);
    expect(err).toMatch(/several experiments in f: default\/e, shop\/other\n/);
    expect(exitCode).toBe(2);
    expect(lastOf((await replay(['other', '-f', 'f'], files)).out)).toMatch(/^As written/);
    expect((await replay(['e', '-n', 'shop', '-f', 'f'], files)).exitCode).toBe(5);
  });

  it('a file of criteria without any', async () => {
    const {err, exitCode} = await replay(['-f', 'run.json', '--criteria', 'c'], {c: 'colour: blue\n'});
    expect(err).toMatch(/no criteria in c/);
    expect(exitCode).toBe(2);
  });
});
