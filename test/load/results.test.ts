import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {compactBuckets} from '../../src/load/buckets.js';
import {Field} from '../../src/experiment/field.js';
import type {Json} from '../../src/experiment/json.js';
import {BUILTIN_FORMULAS} from '../../src/metrics/builtin/builtin.js';
import {parseHistograms} from '../../src/metrics/builtin/histogram.js';
import {percentile} from '../../src/metrics/builtin/percentile.js';
import {Recorder} from '../../src/load/recorder.js';
import {storedResult, versionHistogram} from '../../src/load/stored-result.js';
import type {VersionResult} from '../../src/load/version-result.js';

function recorded(latencies: readonly number[], status = 200): VersionResult {
  const recorder = new Recorder();
  for (const latency of latencies) recorder.record(latency, {kind: 'answer', status, bytes: 10});
  return recorder.result();
}

const latencies = fc.array(fc.double({min: 1e-6, max: 60, noNaN: true}), {minLength: 1, maxLength: 400});

describe('what is recorded', () => {
  it('keeps exact sums and extremes', () => {
    const [counts, powers] = [
      {count: 4, answered: 4, bytes: 40},
      {squares: 30, cubes: 100},
    ];
    expect(recorded([1, 2, 3, 4])).toMatchObject({...counts, sum: 10, powers, min: 1, max: 4});
  });

  it('counts by code, transport errors apart', () => {
    const recorder = new Recorder();
    for (const status of [200, 204, 302, 404, 503, 503]) recorder.record(0.01, {kind: 'answer', status, bytes: 0});
    recorder.record(0.001, {kind: 'failure', reason: 'connection refused'});
    const result = recorder.result();
    expect(Object.fromEntries(result.transportErrors)).toEqual({'connection refused': 1});
    expect(storedResult(result).RetCodes).toEqual({200: 1, 204: 1, 302: 1, 404: 1, 503: 2, '-1': 1});
  });

  it('has latencies of answers only, however quickly the others failed', () => {
    const recorder = new Recorder();
    recorder.record(0.2, {kind: 'answer', status: 200, bytes: 0});
    for (let index = 0; index < 9; index += 1)
      recorder.record(0.001, {kind: 'failure', reason: 'connection closed'});
    const result = recorder.result();
    expect(result).toMatchObject({count: 10, answered: 1, sum: 0.2, min: 0.2, max: 0.2});
    expect(result.buckets).toEqual([{start: 0.2, end: 0.2, count: 1}]);
    expect(storedResult(result).DurationHistogram).toMatchObject({Count: 1, Sum: 0.2});
  });

  it('counts what waits for its answer only for that look', () => {
    const recorder = new Recorder();
    expect(recorder.result(2)).toMatchObject({
      count: 2,
      answered: 0,
      transportErrors: new Map([['no answer yet', 2]]),
    });
    expect(recorder.result()).toMatchObject({count: 0, transportErrors: new Map()});
  });

  it('has no extremes and no buckets before the first request', () => {
    expect(new Recorder().result()).toMatchObject({count: 0, min: undefined, max: undefined, buckets: []});
    const {DurationHistogram} = storedResult(new Recorder().result());
    const [counts, powers] = [
      {Count: 0, Max: 0, Sum: 0, Data: []},
      {SumOfSquares: 0, SumOfCubes: 0},
    ];
    expect(DurationHistogram).toEqual({...counts, ...powers});
  });

  it('exports at most 100 buckets that hold every request between the smallest and the largest latency', () => {
    fc.assert(
      fc.property(latencies, (all) => {
        const {buckets, min, max} = recorded(all);
        expect(buckets.length).toBeLessThanOrEqual(100);
        expect(buckets.reduce((sum, {count}) => sum + count, 0)).toBe(all.length);
        expect(buckets[0]!.start).toBeCloseTo(min!, 12);
        expect(buckets.at(-1)!.end).toBeCloseTo(max!, 12);
      }),
    );
  });

  it('gives percentiles within 4 % of the exact ones for latencies from 1 to 500 ms', () => {
    const all = Array.from({length: 5000}, (_, index) => 0.001 * 500 ** (index / 4999));
    const {buckets} = recorded(all);
    for (const share of [0.5, 0.75, 0.9, 0.95, 0.99]) {
      const exact = all[Math.round(share * 4999)]!;
      expect(Math.abs(percentile(buckets, share)! / exact - 1)).toBeLessThan(0.04);
    }
  });
});

describe('the built-in metrics of a result', () => {
  const recorder = new Recorder();
  [0.01, 0.02, 0.03].forEach((latency) => recorder.record(latency, {kind: 'answer', status: 200, bytes: 0}));
  recorder.record(0.04, {kind: 'answer', status: 503, bytes: 0});
  const result = recorder.result();

  it.each([['request-count', 4], ['error-count', 1], ['error-rate', 0.25], ['mean-latency', 25], ['latency-max', 40]])(
    'give %s as %p', (name, value) => {
      expect(BUILTIN_FORMULAS[name]!(versionHistogram(result))).toBeCloseTo(value, 9);
    }); // prettier-ignore

  it('are the same once it has been stored and read again', () => {
    const read = parseHistograms(
      new Field({data: {v1: JSON.parse(JSON.stringify(storedResult(result))) as Json}}),
    );
    const {answered, ...stored} = versionHistogram(result);
    expect(answered).toBe(4);
    expect(read.get('v1')).toEqual(stored);
  });
});

describe('buckets', () => {
  it('stay as they are where they are few', () => {
    const short = [{start: 0.1, end: 0.2, count: 3}, {start: 0.2, end: 0.4, count: 1}]; // prettier-ignore
    expect(compactBuckets(short)).toEqual(short);
  });

  it('of 50 lists are joined to at most 100, with the percentiles in place', () => {
    const all = Array.from({length: 1000}, (_, index) => 0.005 + index * 0.0003);
    const one = recorded(all).buckets;
    const joined = Array.from({length: 49}, () => one).reduce(
      (sum, next) => compactBuckets([...sum, ...next]),
      one,
    );
    expect(joined.length).toBeLessThanOrEqual(100);
    expect(joined.reduce((sum, {count}) => sum + count, 0)).toBe(50_000);
    expect(Math.abs(percentile(joined, 0.95)! / all[949]! - 1)).toBeLessThan(0.04);
  });
});
