import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import Replay from '../../../src/commands/replay.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {askPrometheus} from '../../../src/operate/replay/prometheus/ask.js';
import {type Backend, prometheusAnswer, startBackend} from '../../metrics/support/backend.js';
import {runCommand} from '../../support/run-command.js';
import {BEGIN, counted, ERROR_RATE, REQUESTS, unkept} from './support/counted-shop.js';

/** Requests a second to each version, and which share of them fails. */
const RATE = 20;
const FAILING: Readonly<Record<string, number>> = {'shop-v1': 0.005, 'shop-v2': 0.015};

let backend: Backend;

/** Counters that grow evenly since the begin, asked as of a time. */
function answerAt(url: string): string | undefined {
  const {searchParams} = new URL(url, 'http://host');
  const query = searchParams.get('query') ?? '';
  const [, revision = ''] = /version="([^"]+)"/.exec(query) ?? [];
  const elapsed = Number(searchParams.get('time')) - BEGIN.getTime() / 1000;
  if (elapsed <= 0) return undefined;
  return String(query.includes('errors_total') ? FAILING[revision] : RATE * elapsed);
}

beforeEach(async () => {
  backend = await startBackend(({url = ''}, response) => {
    const value = answerAt(url);
    response.setHeader('content-type', 'application/json');
    response.end(value === undefined ? '{"data": {"result": []}}' : prometheusAnswer(value));
  });
});

afterEach(() => backend.close());

const NOW = new Date('2026-11-22T12:00:00Z');

const replay = (resource: JsonObject, ...argv: readonly string[]) =>
  runCommand(Replay, ['-f', 'run.json', '--prometheus-url', backend.url, ...argv], {
    files: {'run.json': JSON.stringify(resource), token: 'very-secret\n'},
    now: NOW,
  });

const lastOf = (out: string) => out.trimEnd().split('\n').at(-1);

const asked = () => backend.seen.map(({url}) => new URL(url, backend.url));

describe('the values of a Prometheus', () => {
  it('are asked for as of each iteration, over the time since the begin', async () => {
    const {out, exitCode} = await replay(unkept());
    expect(lastOf(out)).toBe('As written, v2 would have been promoted at iteration 10.');
    expect(exitCode).toBe(0);
    expect(asked().map(({pathname}) => pathname)).toEqual(Array.from({length: 40}, () => '/api/v1/query'));
    const times = [...new Set(asked().map(({searchParams}) => Number(searchParams.get('time'))))];
    expect(times).toEqual(Array.from({length: 10}, (_, index) => BEGIN.getTime() / 1000 + 60 * index));
    expect(asked().at(-1)?.searchParams.get('query')).toContain('[540s]');
  });

  it('have numbers of samples, so that they can be judged by a confidence', async () => {
    const {out} = await replay(unkept(), '--confidence', '0.95');
    expect(lastOf(out)).toMatch(
      /^With provenSafe at 95 % instead of the last value, v2 would have been promoted at iteration \d/,
    );
    expect(out).toMatch(/0\.015 \(0\.\d+ to 0\.0\d+\) satisfied/);
    expect(lastOf(out)).toContain('; by its own rules, v2 would have been promoted at iteration 10.');
    expect(out).not.toContain('Missing');
  });

  it('are asked for from a time to another, by Metrics beside the experiment, without any status', async () => {
    const files = [unkept({status: {}}), REQUESTS, ERROR_RATE].map((one) => JSON.stringify(one)).join('\n');
    const range = ['--since', '2026-11-22T10:00:00Z', '--until', '2026-11-22T10:03:00Z'];
    const {out, exitCode} = await runCommand(Replay, ['-f', 'all', '--prometheus-url', backend.url, ...range], {
      files: {all: files},
      now: NOW,
    });
    expect(lastOf(out)).toContain('the run would have gone on after iteration 4, where the recording ends');
    expect(out).toMatch(/^4 +10:03:00 +v1 +– +0\.005 satisfied +v2$/m);
    expect(exitCode).toBe(8);
  });

  it('go to the address that is given, also where it names the queries themselves', async () => {
    await runCommand(Replay, ['-f', 'run.json', '--prometheus-url', `${backend.url}/prefix/api/v1/query`], {
      files: {'run.json': JSON.stringify(unkept())},
      now: NOW,
    });
    expect(new Set(asked().map(({pathname}) => pathname))).toEqual(new Set(['/prefix/api/v1/query']));
  });

  it('are read with the secret of the metric, which is never shown', async () => {
    const secured = counted('error-rate', 'errors_total{version="$revision"}', {
      authType: 'Bearer',
      secret: 'token',
      headerTemplates: [{name: 'Authorization', value: 'Bearer ${token}'}],
    });
    const status = {startTime: BEGIN.toISOString(), metrics: [{name: 'shop/error-rate', metricObj: secured}]};
    const {out, err} = await replay(unkept({status}), '--secret', 'token=token');
    expect(backend.seen[0]?.headers.authorization).toBe('Bearer very-secret');
    expect(out + err).not.toContain('very-secret');
    expect(out).toContain('0.015');
  });

  it('fill in the iterations that are lost; what else the recording lacks stays so', async () => {
    const recording = {resource: unkept(), looks: [], lost: ['nothing is left of 1-10'], gaps: ['no rollbacks']};
    const range = {url: backend.url, since: undefined, until: undefined};
    const readSecret = () => Promise.reject(new Error('no metric has a secret'));
    const {signal} = new AbortController();
    const world = {metrics: [], readSecret, extraCertificates: undefined, now: NOW, signal};
    const {looks, lost, gaps} = await askPrometheus(recording, unkept(), range, world);
    expect([looks.length, lost, gaps]).toEqual([10, [], ['no rollbacks']]);
  });

  it('are not asked for beyond the present', async () => {
    const {out, exitCode} = await replay(
      unkept({status: {...(unkept().status as JsonObject), startTime: '2026-11-22T11:58:30Z'}}),
    );
    expect(lastOf(out)).toContain('would have gone on after iteration 2');
    expect(exitCode).toBe(8);
  });
});

describe('a Prometheus', () => {
  it('that is not there is an error of its own', async () => {
    await backend.close();
    const {err, exitCode} = await replay(unkept());
    expect(err).toMatch(/error: the Prometheus at 127\.0\.0\.1:\d+ cannot be asked: /);
    expect(exitCode).toBe(9);
  });

  it('that nobody queries is an error', async () => {
    const resource = counted('error-rate', 'up', {urlTemplate: 'http://elsewhere/query'});
    const status = {startTime: BEGIN.toISOString(), metrics: [{name: 'shop/error-rate', metricObj: resource}]};
    const {err, exitCode} = await replay(unkept({status}));
    expect(err).toContain('no metric of the experiment queries a Prometheus');
    expect(exitCode).toBe(2);
  });

  it('cannot be asked for a run whose begin nobody knows', async () => {
    const status = {...(unkept().status as JsonObject), startTime: undefined};
    const {err, exitCode} = await replay(unkept({status}));
    expect(err).toContain('error: the experiment has not begun\nhint: say when its run began: --since');
    expect(exitCode).toBe(2);
  });
});
