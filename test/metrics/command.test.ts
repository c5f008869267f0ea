import type {RequestListener} from 'node:http';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import MetricsTest from '../../src/commands/metrics/test.js';
import {expectGolden, fixture} from '../support/golden.js';
import {publishedSchema} from '../support/published-schema.js';
import {runCommand} from '../support/run-command.js';
import {type Backend, json, prometheusAnswer, startBackend} from './support/backend.js';

let backend: Backend;
let answer: RequestListener;

beforeAll(async () => {
  backend = await startBackend((request, response) => answer(request, response));
});
beforeEach(() => {
  answer = json(prometheusAnswer('821.7639'));
});
afterAll(() => backend.close());

const status =
  (code: number): RequestListener =>
  (_request, response) =>
    response.writeHead(code).end();

const SECRET = ['--secret', 'token=token.txt'];

/** Runs `metrics test`; ports in the output are written as PORT. */
async function test(argv: string[], port = backend.port) {
  const fill = (file: string) => fixture(file).replaceAll('PORT', String(port));
  const files = {
    'metrics.yaml': fill('metrics/shop.yaml'),
    'experiment.yaml': fill('metrics/experiment.yaml'),
    'token.txt': 's3cr3t-t0ken\n',
  };
  const {out, err, exitCode} = await runCommand(MetricsTest, ['-f', 'metrics.yaml', ...argv], {files});
  return {out: out.replaceAll(`:${port}`, ':PORT'), err, exitCode};
}

const EXPERIMENT = ['-f', 'experiment.yaml'];

const problemsOf = publishedSchema('metrics-test.v1.json');

describe('metrics test', () => {
  it.each(['text', 'json'])('shows the query of each version of the experiment as %s', async (format) => {
    const {out, exitCode} = await test(['mean-latency', ...EXPERIMENT, '-o', format]);
    expectGolden(out, `metrics/mean-latency.${format}`);
    expect(exitCode).toBe(0);
  });

  it.each(['text', 'json'])(
    'shows a request with a secret and a body as %s, the secret masked',
    async (format) => {
      answer = json('{\n  "data": [{"d": ["6.481"]}],\n  "note": "for s3cr3t-t0ken"\n}\n');
      const argv = [
        'cpu',
        '--version',
        'v1',
        '--var',
        'revision=app-1',
        '--elapsed',
        '600',
        ...SECRET,
        '-o',
        format,
      ];
      const {out, exitCode} = await test(argv);
      expectGolden(out, `metrics/cpu.${format}`);
      expect([exitCode, backend.seen.at(-1)?.headers.authorization]).toEqual([0, 'Bearer s3cr3t-t0ken']);
      expect(out).not.toContain('s3cr3t');
    },
  );

  it.each([
    ['a value', ['mean-latency', ...EXPERIMENT, '--version', 'checkout-v1']],
    ['a list', ['mean-latency', ...EXPERIMENT]],
    ['a built-in metric', ['iter8-system/mean-latency', ...EXPERIMENT]],
    ['no request', ['cpu']],
    ['a jq error', ['cpu', ...SECRET]],
  ])('prints %s as the published schema says', async (_what, argv) => {
    expect(problemsOf(JSON.parse((await test([...argv, '-o', 'json'])).out))).toEqual([]);
  });

  it('has a schema that wants a value or the reason why there is none', () => {
    const view = JSON.parse(fixture('metrics/cpu.json')) as Record<string, unknown>;
    const fits = [view, {...view, value: undefined}, {...view, value: 6.481}].map(
      (one) => problemsOf(one).length === 0,
    );
    expect(fits).toEqual([true, false, false]);
  });

  it('lets --var go before the variables of the experiment, and --version choose one', async () => {
    const argv = ['shop/mean-latency', ...EXPERIMENT, '--version', 'checkout-v2', '--var', 'zone=a=b'];
    const {out} = await test(argv);
    expect(out).toContain("latency_sum{revision='checkout-00002',zone='a=b'}[120s]");
    expect(out).not.toContain('checkout-v1');
  });

  it('reads built-in metrics from the histograms of the experiment', async () => {
    const {out, exitCode} = await test(['iter8-system/mean-latency', ...EXPERIMENT]);
    expectGolden(out, 'metrics/builtin.text');
    expect(exitCode).toBe(6);
  });

  it('makes up the values of mock metrics', async () => {
    const {out} = await test(['iter8-istio/clicks', ...EXPERIMENT, '--elapsed', '30', '--jq', '.items[].value']);
    expect(out).toBe('60\n75\n');
  });

  it('shows a hostile answer safely, and not more of it than can be read', async () => {
    answer = json(`"\\u001b[2J \u001b]0;owned\u0007\u202e ${'x'.repeat(9000)}"`);
    const {out, exitCode} = await test(['shop/mean-latency', '--version', 'v1']);
    for (const unsafe of ['\u0007', '\u001b', '\u202e']) expect(out).not.toContain(unsafe);
    expect(out).toContain('more characters');
    expect([exitCode, out.length < 10_000]).toEqual([6, true]);
  });

  it.each<[string, string[], [number, string], RequestListener]>([
    ['a backend that answers 500', ['shop/mean-latency'], [9, 'answers with status 500'], status(500)],
    ['a backend that answers 401', ['shop/mean-latency'], [4, 'answers 401'], status(401)],
    ['an answer without a number', ['shop/mean-latency'], [6, 'what it looks for is not there'], json('null')],
    [
      'a metric without its secret',
      ['cpu', '--var', 'revision=x'],
      [4, 'there is no secret shop/sysdig'],
      json('1'),
    ],
    ['a version without a level', ['iter8-istio/clicks', '--version', 'x'], [2, 'mock has no level'], json('1')],
  ])('exits for %s', async (_what, argv, [exitCode, reason], listener) => {
    answer = listener;
    const outcome = await test(argv);
    expect([outcome.exitCode, outcome.err]).toEqual([exitCode, '']);
    expect(outcome.out).toMatch(/no value\n {2}\S/);
    expect(outcome.out).toContain(reason);
  });

  it('exits 9 when nobody listens', async () => {
    const gone = await startBackend(json('1'));
    await gone.close();
    const {out, exitCode} = await test(['shop/mean-latency'], gone.port);
    expect(out).toContain('no value\n  127.0.0.1:PORT refuses connections');
    expect(exitCode).toBe(9);
  });

  it.each([
    [['nosuch'], 5, 'error: no metric "nosuch" in the input'],
    [['other/cpu'], 5, 'error: no metric "other/cpu" in the input'],
    [['cpu', '-f', 'nosuch.yaml'], 5, 'error: no such file: nosuch.yaml'],
    [['cpu', '--secret', 'token=nosuch.txt'], 5, 'error: no such file: nosuch.txt'],
    [
      ['clicks'],
      2,
      'error: several metrics are called clicks\nhint: name one of iter8-istio/clicks, iter8-linkerd/clicks',
    ],
    [['cpu', '--var', 'revision'], 2, 'error: --var wants KEY=VALUE'],
    [['cpu', '--secret', '=x'], 2, 'error: --secret wants KEY=FILE'],
    [['mean-latency', ...EXPERIMENT, '--version', 'v3'], 2, 'error: the experiment has no version "v3"\nhint: its versions are checkout-v1, checkout-v2'], // prettier-ignore
    [['mean-latency', ...EXPERIMENT, ...EXPERIMENT], 2, 'error: several experiments in the input: shop/checkout, shop/checkout'], // prettier-ignore
    [['mean-latency', '--elapsed', '0'], 2, 'Expected an integer greater than or equal to 1'],
    [[], 2, 'error: missing 1 required arg'],
  ])('refuses %j', async (argv, exitCode, message) => {
    const outcome = await test(argv);
    expect([outcome.exitCode, outcome.out]).toEqual([exitCode, '']);
    expect(outcome.err).toContain(message);
  });

  it('says where in a file a metric is wrong', async () => {
    const files = {
      '-': 'apiVersion: iter8.tools/v2alpha2\nkind: Metric\nmetadata: {name: m}\nspec:\n  type: Many\n',
    };
    const {err, exitCode} = await runCommand(MetricsTest, ['m', '-f', '-'], {files});
    expect(err).toContain('error: stdin:5:9: spec.type: expected one of Counter, Gauge');
    expect(exitCode).toBe(2);
  });
});
