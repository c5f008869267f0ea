import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import Run from '../../src/commands/run.js';
import {runCommand} from '../support/run-command.js';

const SAMPLE = readFileSync(join(import.meta.dirname, '../../samples/canary-simulated.yaml'), 'utf8');
const simulate = (...argv: string[]) =>
  runCommand(Run, ['--simulate', '-f', 'exp.yaml', ...argv], {files: {'exp.yaml': SAMPLE}});

describe('run --simulate', () => {
  it('promotes a candidate as good as the baseline, in the steps of the tutorial', async () => {
    const {out, err, exitCode} = await simulate();
    expect(exitCode).toBe(0);
    expect(out).toContain('\nWinning version: candidate\n');
    const steps = [...err.matchAll(/candidate (\d+) %/g)].map(([, percent]) => Number(percent));
    expect(steps).toEqual([0, 5, 5, 15, 25, 35, 45, 55, 65, 75, 85, 95, 95, 95, 100]);
  });

  it.each([
    'candidate:latency=80±20',
    'candidate:error-rate=0.05',
    'candidate:latency=80+-5,error-rate=0.5,rps=20',
  ])('keeps the baseline when %s', async (truth) => {
    const {out, exitCode} = await simulate('--truth', truth);
    expect([exitCode, out.includes('\nWinning version: current\n')]).toEqual([3, true]);
  });

  it('is inconclusive without traffic', async () => {
    const {exitCode} = await simulate('--truth', 'candidate:rps=0.0001', '--truth', 'current:rps=0.0001');
    expect(exitCode).toBe(6);
  });

  it('prints the finished Experiment', async () => {
    const {out} = await simulate('--jq', '.status.stage, .status.versionRecommendedForPromotion');
    expect(out).toBe('Completed\ncandidate\n');
  });

  it('gives the same run for the same seed, and another for another', async () => {
    const valueOf = async (seed: string) => {
      const metric = '.status.analysis.aggregatedMetrics.data["iter8-system/mean-latency"].data.candidate.value';
      return (await simulate('--seed', seed, '--jq', metric)).out;
    };
    expect(await valueOf('a')).toBe(await valueOf('a'));
    expect(await valueOf('a')).not.toBe(await valueOf('b'));
  });

  it('writes reports in the formats that the endings of their names say, beside what it prints', async () => {
    const names = ['a.html', 'a.md', 'a.xml', 'B.HTML'];
    const {out, exitCode, written} = await simulate(...names.flatMap((name) => ['--report', name]));
    expect([exitCode, out.includes('\nWinning version: candidate\n')]).toEqual([0, true]);
    const begins = names.map((name) => written[name]?.slice(0, 14));
    expect(begins).toEqual(['<!DOCTYPE html', '## Experiment ', '<?xml version=', '<!DOCTYPE html']);
    expect(written['a.html']!.match(/<svg [^>]*role="img"/g)).toHaveLength(5);
  });

  it('exits as the verdict says with a report too', async () => {
    const {exitCode, written} = await simulate('--truth', 'candidate:error-rate=0.05', '--report', 'a.xml');
    expect([exitCode, Object.keys(written)]).toEqual([3, ['a.xml']]);
  });

  it('counts how often each verdict comes out', async () => {
    const {out, exitCode} = await simulate('--truth', 'candidate:error-rate=0.012', '--repeat', '20');
    expect(out).toMatch(/^VERDICT +RUNS +SHARE\n/);
    expect(out).toMatch(/\nall +20\n$/);
    expect(exitCode).toBe(0);
    const json = await simulate('--truth', 'candidate:error-rate=0.012', '--repeat', '20', '-o', 'json');
    const {runs, verdicts} = JSON.parse(json.out) as {runs: number; verdicts: {share: number}[]};
    expect([runs, verdicts.reduce((sum, {share}) => sum + share, 0)]).toEqual([20, 1]);
  });

  it.each([
    [['--truth', 'nosuch:error-rate=0.1'], 'error: experiment canary-simulated has no version "nosuch"'],
    [['--truth', 'candidate'], 'error: the truth "candidate" has no version and colon in front'],
    [['--truth', 'candidate:error-rate=2'], 'error: the truth "candidate:error-rate=2" has an error-rate'],
    [['--repeat', '0'], 'error: parsing --repeat'],
    [['--report', 'report.pdf'], 'error: --report: not clear in which format to write report.pdf'],
    [['--report', 'constructor'], 'error: --report: not clear in which format'],
    [['--report', 'a.md', '--repeat', '2'], 'cannot also be provided'],
  ])('refuses %j', async (argv, message) => {
    const {out, err, exitCode} = await simulate(...argv);
    expect([out, exitCode]).toEqual(['', 2]);
    expect(err).toContain(message);
  });
});

describe('run', () => {
  const urls = ['--baseline', 'http://127.0.0.1:1', '--candidate', 'http://127.0.0.1:2'];
  const limit = ['--objective', 'mean-latency<=50'];

  it.each([
    [[], 'error: not clear what to judge'],
    [urls, 'error: no objective to judge by'],
    [[...urls, ...limit, '--duration', 'soon'], 'error: --duration: soon is no duration'],
    [[...urls, ...limit, '--duration', '100ms'], 'error: a duration of 0.1 s is too short'],
    [[...urls, ...limit, '--rps', '0'], 'error: --rps: 0 is no number above 0'],
    [[...urls, ...limit, '--rps', 'x'], 'error: --rps: x is no number above 0'],
    [[...urls, ...limit, '--proxy', '99999'], 'error: --proxy: 99999 is no port'],
    [[...urls, ...limit, '--truth', 'candidate:rps=1'], 'error: --truth is for --simulate'],
    [[...urls, ...limit, '--seed', '5'], 'error: --seed is for --simulate'],
    [['--simulate', '-f', 'exp.yaml', '--proxy', '0'], 'error: --proxy is not for --simulate'],
    [[...urls, ...limit, '--duration', '9000h'], 'error: --duration: 9000h is longer than 7 days'],
    [[...urls, ...limit, '--jq', '.['], 'error: --jq: '],
    [[...urls, '--objective', 'mean-latency<50'], 'error: not an objective: mean-latency<50'],
    [[...urls, '--objective', 'latency<=50'], 'error: no metric latency is measured on load'],
    [['-f', 'nosuch.yaml'], 'error: no such file: nosuch.yaml'],
    [['-f', 'nosuch.yaml', ...urls], 'cannot also be provided'],
    [['--simulate'], 'error: all of the following must be provided when using --simulate: --file'],
  ])('refuses %j', async (argv, message) => {
    const {out, err, exitCode} = await runCommand(Run, argv);
    expect([out, [2, 5].includes(exitCode)]).toEqual(['', true]);
    expect(err).toContain(message);
  });

  const file = (change: (text: string) => string) => ({files: {'-': change(SAMPLE)}});

  it.each([
    [
      'a metric that is nowhere',
      (text: string) => text.replace('iter8-system/mean-latency', 'shop/nosuch'),
      'there is no metric nosuch in namespace shop',
    ],
    [
      'a task that is not known',
      (text: string) => text.replace('strategy:\n', 'strategy:\n    actions: {finish: [{task: common/nosuch}]}\n'),
      'item 1 of action finish names the task',
    ],
    [
      'versions of one name',
      (text: string) => text.replace('name: candidate', 'name: current'),
      'Version names are not unique',
    ],
  ])('refuses %s before it sends a request', async (_what, change, message) => {
    const {out, err, exitCode} = await runCommand(Run, ['-f', '-'], file(change));
    expect([out, exitCode]).toEqual(['', 2]);
    expect(err).toContain('error: this experiment cannot be run: ');
    expect(err).toContain(message);
  });

  it('refuses a file without an Experiment, and one of an old generation', async () => {
    const metric = 'apiVersion: iter8.tools/v2alpha2\nkind: Metric\nmetadata: {name: x}\nspec: {}\n';
    const none = await runCommand(Run, ['-f', '-'], {files: {'-': metric}});
    expect([none.exitCode, none.err]).toEqual([2, expect.stringContaining('error: no Experiment in -')]);
    const old = await runCommand(Run, ['-f', 'legacy/v1alpha1-running.yaml']);
    expect(old.err).toContain('error: an Experiment of v1alpha1 cannot be run\nhint: write it as v2alpha2 first');
  });
});
