import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {stripVTControlCharacters} from 'node:util';
import {describe, expect, it} from '@jest/globals';
import Plan from '../../src/commands/plan.js';
import {runCommand, widest, type World} from '../support/run-command.js';

const SAMPLE = readFileSync(join(import.meta.dirname, '../../samples/canary-strength.yaml'), 'utf8');
const FEW = SAMPLE.replace('iterationsPerLoop: 12', 'iterationsPerLoop: 4').replace(
  /\n {4}- metric: iter8-system\/latency[^]*?150/,
  '',
);
/** Enough to be sure of everything, whence few runs tell. */
const PLENTY = ['--traffic', '1200rps', '--repeat', '12'];
const FLAWLESS = ['--truth', 'candidate:error-rate=0'];
const plan = (argv: readonly string[], world: World = {}) =>
  runCommand(Plan, ['-f', 'exp.yaml', ...argv], {...world, files: {'exp.yaml': FEW, ...world.files}}); // prettier-ignore

describe('plan', () => {
  it('exits with 0 where the experiment can decide, and tells what comes out', async () => {
    const {out, err, exitCode} = await plan([...PLENTY]);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(/^default\/canary-strength can decide\n/);
    expect(out).toMatch(/to show that 0.01 keeps it: 1,\d{3} requests for 80 %/);
    expect(out).toMatch(/good: at half of each limit: promoted in (100|9\d)/);
    expect(out).not.toContain('What would do');
  });

  it('exits with 6 where it cannot, and tells what would do', async () => {
    const {out, exitCode} = await plan(['--traffic', '600rpm', ...FLAWLESS]);
    expect(exitCode).toBe(6);
    expect(out).toMatch(/^default\/canary-strength cannot decide as it is: see what would do\n/);
    expect(out).toMatch(/\n {2}spec\.duration\.intervalSeconds: \d+, not 12 \((100|[89]\d(\.\d)?) %\)\n/);
    expect(out).toMatch(/\n {2}--traffic: \d+rps, not 10rps/);
  });

  it('prints the same numbers as data, with jq too, and the same for the same seed', async () => {
    const asked = ['--traffic', '50/s', '--repeat', '20', '--truth', 'candidate:error-rate=0.02', '--seed', 'a'];
    const [{out}, {out: again}] = [await plan([...asked, '-o', 'json']), await plan([...asked, '-o', 'json'])];
    expect(again).toBe(out);
    const {kind, scenarios} = JSON.parse(out) as {kind: string; scenarios: {goal: unknown; verdicts: {share: number}[]}[]};
    expect([kind, scenarios.length, scenarios[0]!.goal]).toEqual(['LaunchPlan', 1, null]); // at its limit either is right
    const share = await plan([...asked, '--jq', '.scenarios[0].verdicts[0].share']);
    expect(Number(share.out)).toBe(scenarios[0]!.verdicts[0]!.share);
  }); // prettier-ignore

  it.each([60, 100])('fits a terminal of %i columns, and marks nothing without colour', async (columns) => {
    const {out} = await plan(PLENTY, {columns, env: {NO_COLOR: '1'}});
    expect(widest(out)).toBeLessThanOrEqual(columns);
    expect(stripVTControlCharacters(out)).toBe(out);
  });

  it('wraps only words, not what they are painted with', async () => {
    const {out} = await plan(PLENTY, {columns: 60});
    expect(stripVTControlCharacters(out)).not.toBe(out);
    expect(widest(out)).toBeLessThanOrEqual(60);
  });

  it.each([
    [['--traffic', '50'], '--traffic "50": it has no unit'],
    [['--traffic', '50kps'], '--traffic "50kps": "kps" is no unit'],
    [['--traffic', 'x/s'], '--traffic "x/s": "x/s" is no unit'],
    [['--traffic', '0rps'], '--traffic "0rps": it is not above 0'],
    [['--traffic', '5rps', '--detect', '101%'], '--detect "101%": it is no share from 0 to below 1'],
    [['--traffic', '5rps', '--baseline-error', 'few'], '--baseline-error "few": it is no share'],
    [['--traffic', '5rps', '--detect', '0.1%'], '--detect 0.1 % is not above the 1 % of the baseline'],
    [['--traffic', '5rps', '--truth', 'canary:error-rate=0'], 'has no version "canary"'],
    [['--traffic', '5rps', '--truth', 'candidate:error_rate=0.05'], 'tells "error_rate", which nothing is judged by'],
    [['--traffic', '5rps', '--truth', 'candidate:error-rate=0', '--truth', 'candidate:latency=2'], 'two truths are about version "candidate"'],
  ])('refuses %j', async (argv, problem) => {
    const {out, err, exitCode} = await plan(argv);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(problem);
  }); // prettier-ignore

  it('lets no control character of the file reach a terminal', async () => {
    const {out} = await plan(PLENTY, {files: {'exp.yaml': FEW.replace('name: candidate', 'name: "can\\edid\\nate"')}}); // prettier-ignore
    expect(out).not.toContain('\u001b');
    expect(out).toContain('can');
  });

  it('stops at Ctrl-C', async () => {
    const stop = new AbortController();
    stop.abort();
    const {exitCode, out} = await plan(['--traffic', '50rps'], {interruption: stop.signal});
    expect([exitCode, out]).toEqual([130, '']);
  });
});
