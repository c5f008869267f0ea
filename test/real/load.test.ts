import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {afterEach, describe, expect, it} from '@jest/globals';
import {startLoad} from '../../src/load/load.js';
import type {LoadOptions} from '../../src/load/options.js';
import type {VersionResult} from '../../src/load/version-result.js';
import {percentile} from '../../src/metrics/builtin/percentile.js';
import {httpServer, type TestServer} from '../support/servers.js';

const run = promisify(execFile);

/** What a tool says of its requests; latencies in milliseconds. */
interface Measured {
  readonly perSecond: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
}

let server: TestServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Answers after a time that repeats every 20 requests: 10 to 48 ms. */
async function serveSlowly(): Promise<string> {
  let count = 0;
  server = await httpServer((_request, response) => {
    setTimeout(() => response.end('ok'), 10 + 2 * (count++ % 20));
  });
  return server.url;
}

async function ours(url: string, options: Partial<LoadOptions>): Promise<Measured> {
  const targets = [{name: 'v', url}];
  const {versions, elapsedMs} = await startLoad({targets, ...options}, {signal: new AbortController().signal})
    .done;
  const result: VersionResult = versions.get('v')!;
  expect(result.transportErrors.size).toBe(0);
  const milliseconds = (share: number) => percentile(result.buckets, share)! * 1000;
  return {
    perSecond: result.count / (elapsedMs / 1000),
    mean: (result.sum / result.count) * 1000,
    p50: milliseconds(0.5),
    p95: milliseconds(0.95),
  };
}

async function hey(url: string, argv: string[]): Promise<Measured> {
  const {stdout} = await run('hey', [...argv, url]);
  return {
    perSecond: numberIn(stdout, /Requests\/sec:\s+([\d.]+)/),
    mean: 1000 * numberIn(stdout, /Average:\s+([\d.]+) secs/),
    p50: 1000 * numberIn(stdout, /50% in ([\d.]+) secs/),
    p95: 1000 * numberIn(stdout, /95% in ([\d.]+) secs/),
  };
}

async function wrk(url: string, argv: string[]): Promise<Measured> {
  const {stdout} = await run('wrk', [...argv, '--latency', url]);
  return {
    perSecond: numberIn(stdout, /Requests\/sec:\s+([\d.]+)/),
    mean: numberIn(stdout, /Latency\s+([\d.]+)ms/),
    p50: numberIn(stdout, /50%\s+([\d.]+)ms/),
    p95: numberIn(stdout, /90%\s+([\d.]+)ms/), // it names no 95 %
  };
}

/** Medians of three rounds in turns, so that a busy moment of the machine meets both alike and decides nothing. */
async function inTurns(
  ours: () => Promise<Measured>,
  theirs: () => Promise<Measured>,
): Promise<[Measured, Measured]> {
  const rounds: [Measured, Measured][] = [];
  for (let round = 0; round < 3; round += 1) rounds.push([await ours(), await theirs()]);
  return [medians(rounds.map(([mine]) => mine)), medians(rounds.map(([, other]) => other))];
}

function medians(rounds: readonly Measured[]): Measured {
  const median = (key: keyof Measured) => rounds.map((round) => round[key]).sort((a, b) => a - b)[1]!;
  return {perSecond: median('perSecond'), mean: median('mean'), p50: median('p50'), p95: median('p95')};
}

function numberIn(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`${String(pattern)} does not match ${text}`);
  return Number(found);
}

function report(what: string, measured: Record<string, Measured>): void {
  const rounded = Object.entries(measured).map(([tool, {perSecond, mean, p50, p95}]) => {
    return `${tool}: ${[perSecond, mean, p50, p95].map((value) => value.toFixed(2)).join(' ')}`;
  });
  process.stderr.write(`${what} (per second, mean, p50, p95 ms)\n  ${rounded.join('\n  ')}\n`);
}

describe('our load beside that of others on the same server', () => {
  it('has the rate and the latencies of hey at 100 requests a second', async () => {
    const url = await serveSlowly();
    const [mine, theirs] = await inTurns(
      () => ours(url, {qps: 100, timeMs: 3000, connections: 10}),
      () => hey(url, ['-z', '3s', '-c', '10', '-q', '10']),
    );
    report('100 a second over 10 connections', {ours: mine, hey: theirs});
    expect(Math.abs(mine.perSecond - 100)).toBeLessThan(2); // its end is the last answer, some 50 ms after its time
    expect(Math.abs(mine.mean - theirs.mean)).toBeLessThan(2);
    expect(Math.abs(mine.p50 - theirs.p50)).toBeLessThan(4);
    expect(Math.abs(mine.p95 - theirs.p95)).toBeLessThan(4);
  });

  it('is as fast as wrk where the server is what takes the time', async () => {
    const url = await serveSlowly();
    const [mine, theirs] = await inTurns(
      () => ours(url, {qps: 0, timeMs: 2000, connections: 10}),
      () => wrk(url, ['-t1', '-c10', '-d2s']),
    );
    report('as fast as 10 connections go (wrk: p90)', {ours: mine, wrk: theirs});
    expect(Math.abs(mine.perSecond / theirs.perSecond - 1)).toBeLessThan(0.05);
    expect(Math.abs(mine.mean - theirs.mean)).toBeLessThan(2);
    expect(Math.abs(mine.p50 - theirs.p50)).toBeLessThan(4);
  });

  it('keeps 2,000 requests a second', async () => {
    server = await httpServer((_request, response) => response.end('ok'));
    const mine = await ours(server.url, {qps: 2000, timeMs: 3000, connections: 20, warmUpMs: 500});
    report('2,000 a second, server in the same process', {ours: mine});
    expect(mine.perSecond * (3 / 2.5)).toBeGreaterThan(1990);
    expect(mine.perSecond * (3 / 2.5)).toBeLessThan(2010);
  });
});
