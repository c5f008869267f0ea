import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {eventually, httpServer, type TestServer} from '../support/servers.js';

const BIN = join(import.meta.dirname, '../../bin/run.js');

/** An app that answers after some milliseconds, far from 400 whatever else the machine does; every n-th answer is an error. */
function app(delayMs: number, errorEvery = Infinity): Promise<TestServer> {
  let count = 0;
  return httpServer((_request, response) => {
    count += 1;
    response.statusCode = count % errorEvery === 0 ? 500 : 200;
    setTimeout(() => response.end('ok'), delayMs);
  });
}

interface Ended {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number | null;
  readonly seconds: number;
}

function start(argv: string[]): {child: ChildProcess; ended: Promise<Ended>} {
  const begin = performance.now();
  const child = spawn(process.execPath, [BIN, ...argv]);
  const texts = {out: '', err: ''};
  child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (exitCode) => resolve({...texts, exitCode, seconds: (performance.now() - begin) / 1000}));
  });
  return {child, ended};
}

const run = (argv: string[]) => start(['run', ...argv]).ended;
const OBJECTIVES = ['--objective', 'mean-latency<=400', '--objective', 'error-rate<=0.01'];

describe('iter8ctl run on real servers, 8 s at 40 requests a second', () => {
  let apps: Record<'good' | 'better' | 'slow' | 'erring', TestServer>;
  const judge = (candidate: string) =>
    run(['--baseline', apps.good.url, '--candidate', candidate, ...OBJECTIVES, '--duration', '8s', '--rps', '40']);

  beforeAll(async () => {
    apps = {good: await app(5), better: await app(3), slow: await app(600), erring: await app(5, 7)};
  });
  afterAll(async () => {
    await Promise.all(Object.values(apps).map((server) => server.close()));
  });

  it('judges a good, a slow and an erring candidate, and ends in time', async () => {
    const [good, slow, erring] = await Promise.all([
      judge(apps.better.url),
      judge(apps.slow.url),
      judge(apps.erring.url),
    ]);
    expect([good.exitCode, slow.exitCode, erring.exitCode]).toEqual([0, 3, 3]);
    expect(good.out).toContain('Winning version: candidate');
    expect(slow.out).toMatch(
      /candidate: mean-latency is [\d.]+( \w+)?, [\d.]+ \([\d.]+ %\) above its upper limit 400/,
    );
    expect(erring.out).toMatch(
      /candidate: error-rate is 0\.1\d+, [\d.]+ \([\d.]+ %\) above its upper limit 0\.01/,
    );
    for (const {seconds} of [good, slow, erring]) expect(seconds).toBeLessThan(30);
  });

  it('steps the weights as the tutorial shows', async () => {
    const {err} = await judge(apps.better.url);
    const steps = [...err.matchAll(/candidate (\d+) %/g)].map(([, percent]) => Number(percent));
    expect(steps).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 100]);
  });

  it('exits 9 when nobody answers, and names why', async () => {
    const {out, err, exitCode} = await run([
      ...['--baseline', 'http://127.0.0.1:1', '--candidate', 'http://127.0.0.1:2'],
      ...[...OBJECTIVES, '--duration', '3s'],
    ]);
    expect([out, exitCode]).toEqual(['', 9]);
    expect(err).toContain(
      'error: no version answers: baseline: connection refused; candidate: connection refused\n',
    );
  });

  it('does not promote a candidate that refuses connections', async () => {
    const argv = [
      '--baseline',
      apps.good.url,
      '--candidate',
      'http://127.0.0.1:2',
      '--duration',
      '3s',
      '--rps',
      '40',
    ];
    expect((await run([...argv, '--objective', 'mean-latency<=400'])).exitCode).toBe(6);
    expect((await run([...argv, '--objective', 'error-rate<=0.01'])).exitCode).toBe(3);
  });

  it('tests the conformance of one version, and prints an Experiment that describe reads', async () => {
    const {out, exitCode} = await run([
      ...['--conformance', `shop=${apps.good.url}`, ...OBJECTIVES],
      ...['--duration', '3s', '--rps', '40', '-o', 'json'],
    ]);
    expect(exitCode).toBe(0);
    const {status} = JSON.parse(out) as {
      status: {analysis: {aggregatedBuiltinHists: {data: Record<string, {RetCodes: unknown}>}}};
    };
    expect(status.analysis.aggregatedBuiltinHists.data.shop?.RetCodes).toEqual({200: expect.any(Number)});
    const {child, ended} = start(['describe', '-f', '-']);
    child.stdin?.end(out);
    expect((await ended).out).toContain('Testing pattern: Conformance');
  });

  it('runs a file, and tells versions without a URL', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'iter8ctl-')), 'experiment.yaml');
    const version = (name: string, url: string) => ({name, variables: [{name: 'url', value: url}]});
    const experiment = {
      apiVersion: 'iter8.tools/v2alpha2',
      kind: 'Experiment',
      metadata: {name: 'from-a-file'},
      spec: {
        target: 'shop',
        strategy: {testingPattern: 'Canary', actions: {finish: [{run: 'echo promoted'}]}},
        criteria: {objectives: [{metric: 'mean-latency', upperLimit: 5000}]},
        duration: {intervalSeconds: 1, iterationsPerLoop: 2},
        versionInfo: {baseline: version('v1', apps.good.url), candidates: [version('v2', apps.better.url)]},
      },
    };
    writeFileSync(file, JSON.stringify(experiment));
    const {out, exitCode} = await run(['-f', file]);
    expect([exitCode, out.includes('Winning version: v2')]).toEqual([0, true]);
  });

  it('splits real traffic on a port', async () => {
    const argv = ['--baseline', apps.good.url, '--candidate', apps.better.url, ...OBJECTIVES, '--duration', '5s'];
    const {ended} = start(['run', ...argv, '--proxy', '0', '--rps', '40']);
    const {err, exitCode} = await ended;
    expect(err).toMatch(/traffic to http:\/\/127\.0\.0\.1:\d+ is split among baseline, candidate/);
    expect(exitCode).toBe(0);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends at once at %s, and says that nothing is decided',
    async (signal) => {
      const argv = ['--baseline', apps.good.url, '--candidate', apps.better.url, ...OBJECTIVES];
      const {child, ended} = start(['run', ...argv]);
      await eventually(() => apps.good.sockets.size > 0, 'the load begins');
      child.kill(signal);
      const {out, err, exitCode, seconds} = await ended;
      expect([out, exitCode]).toEqual(['', 130]);
      expect(err).toContain('error: interrupted after 0 completed iterations; nothing is decided');
      expect(seconds).toBeLessThan(15);
    },
  );
});
