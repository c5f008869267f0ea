import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {compactBuckets} from '../../src/load/buckets.js';
import {Field} from '../../src/experiment/field.js';
import type {Json} from '../../src/experiment/json.js';
import {BUILTIN_FORMULAS} from '../../src/metrics/builtin/builtin.js';
import {parseHistograms} from '../../src/metrics/builtin/histogram.js';
import {percentile} from '../../src/metrics/builtin/percentile.js';
import {Recorder} from '../../src/load/recorder.js';
import {mergeStored, storedResult, versionHistogram} from '../../src/load/stored-result.js';
import {
  mergeResults,
  standardDeviation,
  statusClasses,
  type VersionResult,
} from '../../src/load/version-result.js';

function recorded(latencies: readonly number[], status = 200): VersionResult {
  const recorder = new Recorder();
  for (const latency of latencies) recorder.record(latency, {kind: 'answer', status, bytes: 10});
  return recorder.result();
}

const latencies = fc.array(fc.double({min: 1e-6, max: 60, noNaN: true}), {minLength: 1, maxLength: 400});

describe('what is recorded', () => {
  it('keeps exact sums, extremes and the deviation 1.29 of 1, 2, 3, 4', () => {
    const result = recorded([1, 2, 3, 4]);
    expect(result).toMatchObject({count: 4, sum: 10, sumOfSquares: 30, min: 1, max: 4, bytes: 40});
    expect(standardDeviation(result)).toBeCloseTo(1.2909944487358056, 12);
  });

  it('counts by code and class, transport errors apart', () => {
    const recorder = new Recorder();
    for (const status of [200, 204, 302, 404, 503, 503]) recorder.record(0.01, {kind: 'answer', status, bytes: 0});
    recorder.record(0.001, {kind: 'failure', reason: 'connection refused'});
    const result = recorder.result();
    expect(Object.fromEntries(statusClasses(result))).toEqual({'2xx': 2, '3xx': 1, '4xx': 1, '5xx': 2});
    expect(Object.fromEntries(result.transportErrors)).toEqual({'connection refused': 1});
    expect(storedResult(result).RetCodes).toEqual({200: 1, 204: 1, 302: 1, 404: 1, 503: 2, '-1': 1});
  });

  it('has no extremes and no buckets before the first request', () => {
    expect(new Recorder().result()).toMatchObject({count: 0, min: undefined, max: undefined, buckets: []});
    expect(storedResult(new Recorder().result()).DurationHistogram).toEqual({Count: 0, Max: 0, Sum: 0, Data: []});
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
    expect(read.get('v1')).toEqual(versionHistogram(result));
  });
});

describe('merging', () => {
  it('is as if all had been recorded together', () => {
    fc.assert(
      fc.property(latencies, latencies, (a, b) => {
        const merged = mergeResults(recorded(a), recorded(b, 500));
        const together = recorded([...a, ...b]);
        expect(merged).toMatchObject({
          count: together.count,
          min: together.min,
          max: together.max,
          bytes: together.bytes,
        });
        expect(merged.sum).toBeCloseTo(together.sum, 6);
        expect(merged.buckets.length).toBeLessThanOrEqual(100);
        expect(merged.buckets.reduce((sum, {count}) => sum + count, 0)).toBe(together.count);
        expect(Object.fromEntries(merged.byStatus)).toEqual({200: a.length, 500: b.length});
      }),
    );
  });

  it('adds Count, Sum and RetCodes of stored results, takes the larger Max and appends the buckets', () => {
    const bucket = (Start: number) => ({Start, End: Start + 0.001, Count: 2});
    const stored = (Max: number, codes: Record<string, number>, ...Data: ReturnType<typeof bucket>[]) => ({
      DurationHistogram: {Count: 2 * Data.length, Sum: 0.5, Max, Data},
      RetCodes: codes,
    });
    expect(
      mergeStored(
        stored(0.3, {200: 3, 404: 1}, bucket(0.1), bucket(0.2)),
        stored(0.2, {200: 1, '-1': 1}, bucket(0.1)),
      ),
    ).toEqual({
      DurationHistogram: {Count: 6, Sum: 1, Max: 0.3, Data: [bucket(0.1), bucket(0.1), bucket(0.2)]},
      RetCodes: {200: 4, 404: 1, '-1': 1},
    });
  });

  it('keeps the stored list short and the percentiles in place over 50 collections', () => {
    const all = Array.from({length: 1000}, (_, index) => 0.005 + index * 0.0003);
    const one = storedResult(recorded(all));
    const merged = Array.from({length: 49}, () => one).reduce(mergeStored, one).DurationHistogram;
    const buckets = merged.Data.map(({Start: start, End: end, Count: count}) => ({start, end, count}));
    expect(merged.Count).toBe(50_000);
    expect(buckets.length).toBeLessThanOrEqual(100);
    expect(Math.abs(percentile(buckets, 0.95)! / all[949]! - 1)).toBeLessThan(0.04);
  });

  it('leaves a short list of buckets as it is', () => {
    const short = [{start: 0.1, end: 0.2, count: 3}, {start: 0.2, end: 0.4, count: 1}]; // prettier-ignore
    expect(compactBuckets(short)).toEqual(short);
  });
});
