import {describe, expect, it} from '@jest/globals';
import Convert from '../../src/commands/convert.js';
import Describe from '../../src/commands/describe.js';
import {parseJson} from '../../src/experiment/json-format.js';
import type {Json, JsonObject} from '../../src/experiment/json.js';
import {expectGolden, fixture} from '../support/golden.js';
import {runCommand} from '../support/run-command.js';

/** What a description says of the end: the winner, and the values that it rests on. */
function pick(view: Json): JsonObject {
  const {winner, objectives, metrics} = view as JsonObject;
  return {winner, objectives, metrics};
}

const SITUATIONS = [
  'v1alpha1-bayesian',
  'v1alpha1-failed',
  'v1alpha1-paused',
  'v1alpha1-running',
  'v1alpha1-succeeded',
  'v1alpha1-waiting',
  'v1alpha2-abn-rewards',
  'v1alpha2-canary-won',
  'v1alpha2-no-winner',
  'v2alpha1-early',
  'v2alpha1-metrics',
  'v2alpha1-misindented',
  'v2alpha1-performance',
];

const CURRENT = `apiVersion: iter8.tools/v2alpha2
kind: Experiment
metadata:
  name: new
`;

describe('convert', () => {
  it.each(SITUATIONS)('prints %s as v2alpha2, and beside it what has no counterpart', async (situation) => {
    const {out, err, exitCode} = await runCommand(Convert, ['-f', `legacy/${situation}.yaml`]);
    expectGolden(out, `convert/${situation}.yaml`);
    expectGolden(err, `convert/${situation}.losses`);
    expect(exitCode).toBe(0);
  });

  it.each(SITUATIONS)('of its own output for %s prints the same again', async (situation) => {
    const once = await runCommand(Convert, ['-f', `legacy/${situation}.yaml`]);
    const twice = await runCommand(Convert, ['-f', '-'], {files: {'-': once.out}});
    expect(twice.out).toBe(once.out);
    expect(twice.err).toMatch(
      /^(stdin:\d+:\d+: \w+ \(iter8\.tools\/v2alpha2\) is of the newest version already; unchanged\n)+$/,
    );
  });

  it('pipes into describe, which tells the same winner and values as before, of the metrics of today', async () => {
    const {out} = await runCommand(Convert, ['-f', 'legacy/v1alpha2-canary-won.yaml']);
    const before = await runCommand(Describe, ['-f', 'legacy/v1alpha2-canary-won.yaml', '-o', 'json']);
    const after = await runCommand(Describe, ['-f', '-', '-o', 'json'], {files: {'-': out}});
    const told = (text: string) =>
      pick(parseJson(text.replaceAll('iter8_mean_latency', 'iter8-istio/mean-latency')));
    expect(told(after.out)).toEqual(told(before.out));
    expect(told(after.out)).toMatchObject({winner: {version: 'cart-v2'}});
  });

  it('passes an experiment of the newest version through', async () => {
    const {out, err} = await runCommand(Convert, ['-f', '-'], {files: {'-': CURRENT}});
    expect(out).toBe(CURRENT);
    expect(err).toBe('stdin:1:1: Experiment (iter8.tools/v2alpha2) is of the newest version already; unchanged\n');
  });

  it('prints one object as JSON, several as a List', async () => {
    const one = await runCommand(Convert, ['-f', 'legacy/v1alpha1-running.yaml', '-o', 'json']);
    expect(JSON.parse(one.out)).toMatchObject({kind: 'Experiment', apiVersion: 'iter8.tools/v2alpha2'});
    const several = await runCommand(Convert, ['-f', 'legacy/v2alpha1-metrics.yaml', '-o', 'json']);
    const list = JSON.parse(several.out) as {kind: string; items: {kind: string}[]};
    expect([list.kind, list.items.map(({kind}) => kind)]).toEqual(['List', ['Metric', 'Metric', 'Experiment']]);
  });

  it('filters with --jq', async () => {
    const argv = ['-f', 'legacy/v1alpha1-running.yaml', '--jq', '.spec.criteria.objectives[0].upperLimit'];
    expect((await runCommand(Convert, argv)).out).toBe('200\n');
    const {out, exitCode, err} = await runCommand(Convert, [...argv, '-o', 'yaml']);
    expect([out, exitCode]).toEqual(['', 2]);
    expect(err).toContain('error: --jq works on JSON, not on -o yaml');
  });

  it('reads JSON, and names places in it', async () => {
    const text = JSON.stringify({
      apiVersion: 'iter8.tools/v2alpha1',
      kind: 'Experiment',
      metadata: {name: 'e', finalizers: ['experiments.iter8.tools.finalizer']},
      spec: {criteria: {requestCount: 'n/count'}},
    });
    const {err} = await runCommand(Convert, ['-f', '-'], {files: {'-': text}});
    expect(err).toBe(
      `stdin:1:${text.indexOf('"experiments.iter8') + 1}: metadata.finalizers[0]: left out: deletion would wait for an engine that is gone\n`,
    );
  });

  it('keeps integers of 19 digits', async () => {
    const text = `${CURRENT}spec: {odd: 1591279200412345678}\n`;
    const {out} = await runCommand(Convert, ['-f', '-', '-o', 'json'], {files: {'-': text}});
    expect(out).toContain('"odd": 1591279200412345678');
  });

  it('shows escape sequences of a resource as text', async () => {
    const text = fixture('legacy/v1alpha1-running.yaml').replaceAll('iter8_latency', '"x\\e[31m"');
    const {err, exitCode} = await runCommand(Convert, ['-f', '-'], {files: {'-': text}});
    expect([err.includes('\u001b'), err.includes('\\x1b[31m'), exitCode]).toEqual([false, true, 0]);
  });

  it.each([
    ['an empty text', '', 'stdin is empty'],
    ['no YAML', 'a: [', 'not valid YAML'],
    ['other kinds alone', 'apiVersion: v1\nkind: Pod\n', 'no Experiment and no Metric in stdin'],
    [
      'an unknown version',
      'apiVersion: iter8.tools/v9\nkind: Experiment\nmetadata: {name: e}\n',
      '"iter8.tools/v9"',
    ],
    ['a Metric of an unknown version', 'apiVersion: iter8.tools/v9\nkind: Metric\n', 'stdin:1:13: apiVersion'],
    ['an experiment without a name', 'apiVersion: iter8.tools/v1alpha1\nkind: Experiment\n', 'metadata.name'],
    ['a good document before a bad one', `${CURRENT}---\n${CURRENT}spec: 5\n`, 'stdin:10:7: spec'],
  ])('refuses %s with exit code 2 and an empty stdout', async (_name, text, message) => {
    const {out, err, exitCode} = await runCommand(Convert, ['-f', '-'], {files: {'-': text}});
    expect([out, exitCode]).toEqual(['', 2]);
    expect(err).toMatch(/^error: /);
    expect(err).toContain(message);
  });

  it('exits with 5 for a file that is not there, with 2 for none at all', async () => {
    expect((await runCommand(Convert, ['-f', 'nowhere.yaml'])).exitCode).toBe(5);
    expect((await runCommand(Convert, [])).exitCode).toBe(2);
  });
});
