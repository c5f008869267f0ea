import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {Field} from '../../../src/experiment/field.js';
import {formatExact} from '../../../src/experiment/quantity.js';
import {builtinValue} from '../../../src/metrics/builtin/builtin.js';
import {joinHistograms, parseHistograms, type VersionHistogram} from '../../../src/metrics/builtin/histogram.js';
import {percentile} from '../../../src/metrics/builtin/percentile.js';

/** The worked example of the specification: 40 requests, in milliseconds. */
const BUCKETS: [number, number, number][] = [
  [5.105, 6, 3], [6, 7, 1], [7, 8, 8], [8, 9, 2], [9, 10, 4], [11, 12, 3], [12, 14, 1], [14, 16, 3], [16, 18, 3],
  [18, 20, 3], [20, 25, 7], [25, 25.721395, 2],
]; // prettier-ignore

function stored(codes: Record<string, unknown>, over: Record<string, unknown> = {}) {
  const Data = BUCKETS.map(([start, end, Count]) => ({Start: start / 1000, End: end / 1000, Count}));
  const DurationHistogram = {Count: 40, Max: 0.025721395, Sum: 0.541547363, Data, ...over};
  return new Field({data: {v1: {DurationHistogram, RetCodes: codes}}} as never, ['status']);
}

const histogramOf = (block: Field): VersionHistogram => parseHistograms(block).get('v1')!;

function exact(name: string, histogram: VersionHistogram): string {
  const outcome = builtinValue({name}, histogram);
  return outcome.kind === 'value' ? formatExact(outcome.value) : outcome.reason;
}

describe('builtinValue', () => {
  const histogram = histogramOf(stored({200: 40}));

  it.each([
    ['request-count', '40'],
    ['error-count', '0'],
    ['error-rate', '0'],
    ['mean-latency', '13.538684075'],
    ['latency-min', '5.105'],
    ['latency-max', '25.721395'],
  ])('of the worked example: %s is exactly %s', (name, expected) => {
    expect(exact(name, histogram)).toBe(expected);
  });

  it.each([
    ['latency-50th-percentile', 11.67],
    ['latency-75th-percentile', 19.33],
    ['latency-90th-percentile', 23.57],
    ['latency-95th-percentile', 25.0],
    ['latency-99th-percentile', 25.58],
  ])('of the worked example: %s is %d ms', (name, expected) => {
    expect(Number(exact(name, histogram))).toBeCloseTo(expected, 2);
  });

  it('of the worked example: the standard deviation is that of the buckets filled evenly', () => {
    const values = BUCKETS.flatMap(([start, end, count]) =>
      Array.from({length: 1000 * count}, (_, index) => start + ((end - start) * (index + 0.5)) / (1000 * count)),
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Number(exact('latency-stddev', histogram))).toBeCloseTo(Math.sqrt(variance), 4);
  });

  it('tells the sums behind a mean in milliseconds, where they were collected', () => {
    const told = histogramOf(stored({200: 40}, {SumOfSquares: 0.0085, SumOfCubes: 0.00015}));
    expect(builtinValue({name: 'mean-latency'}, told)).toMatchObject({
      sums: {count: 40, sum: expect.closeTo(541.547363, 9), squares: 8500, cubes: expect.closeTo(150_000, 6)},
    });
    expect(builtinValue({name: 'mean-latency'}, histogram)).not.toHaveProperty('sums');
    expect(builtinValue({name: 'error-rate'}, told)).not.toHaveProperty('sums');
  });

  it('counts codes from 400 on as errors, and failures without a code as requests alone', () => {
    const mixed = histogramOf(stored({200: 30, 404: 4, 503: 5, [-1]: 1}));
    expect(['error-count', 'error-rate'].map((name) => exact(name, mixed))).toEqual(['9', '0.225']);
  });

  it('reads numbers that were stored as text', () => {
    const text = histogramOf(stored({200: '40'}, {Count: '40', Sum: '0.541547363'}));
    expect(exact('mean-latency', text)).toBe('13.538684075');
  });

  it('has the two counts and nothing else when there were no requests', () => {
    const empty = histogramOf(stored({}, {Count: 0, Sum: 0, Max: 0, Data: []}));
    expect(['request-count', 'error-count'].map((name) => exact(name, empty))).toEqual(['0', '0']);
    for (const name of [
      'error-rate',
      'mean-latency',
      'latency-50th-percentile',
      'latency-max',
      'latency-stddev',
    ]) {
      expect(exact(name, empty)).toBe('no request has been answered yet');
    }
  });

  it('of several collections knows the powers if each of them did, but for empty ones', () => {
    const powers = {SumOfSquares: 0.25, SumOfCubes: 0.125};
    const [told, untold] = [histogramOf(stored({200: 40}, powers)), histogram];
    const empty = histogramOf(stored({}, {Count: 0, Sum: 0, Max: 0, Data: []}));
    expect(joinHistograms([told, empty, told]).powers).toEqual({squares: 0.5, cubes: 0.25});
    expect(joinHistograms([told, untold]).powers).toBeUndefined();
    expect(joinHistograms([empty]).powers).toBeUndefined();
  });

  it('knows no other names', () => {
    expect(exact('nosuch', histogram)).toBe('there is no built-in metric nosuch');
    expect(exact('constructor', histogram)).toBe('there is no built-in metric constructor');
  });

  it('says where in the status a number is none', () => {
    expect(() => parseHistograms(stored({200: 'many'}))).toThrow(
      'status.data.v1.RetCodes.200: expected a number, got "many"',
    );
    expect(parseHistograms(new Field(undefined))).toEqual(new Map());
  });
});

describe('percentile', () => {
  const bucket = fc
    .tuple(fc.integer({min: 0, max: 50}), fc.integer({min: 0, max: 20}), fc.integer({min: 0, max: 9}))
    .map(([start, width, count]) => ({start, end: start + width, count}));
  const buckets = fc.array(bucket, {minLength: 1, maxLength: 8}).filter((all) => all.some(({count}) => count > 0));

  it('of overlapping buckets is that of one observation after another spread evenly over each', () => {
    fc.assert(
      fc.property(buckets, fc.double({min: 0.02, max: 0.98, noNaN: true}), (all, share) => {
        const fine = 400;
        const values = all
          .flatMap(({start, end, count}) =>
            Array.from({length: count * fine}, (_, i) => start + ((end - start) * (i + 0.5)) / (count * fine)),
          )
          .sort((a, b) => a - b);
        const value = percentile(all, share)!;
        const below = values.filter((one) => one < value - 1e-9).length;
        const upTo = values.filter((one) => one <= value + 1e-9).length;
        const slack = fine * 0.02 + all.length;
        expect(below - slack).toBeLessThanOrEqual(share * values.length);
        expect(upTo + slack).toBeGreaterThanOrEqual(share * values.length);
      }),
      {numRuns: 60},
    );
  });

  it('does not depend on the order of buckets, nor on one being split in two', () => {
    fc.assert(
      fc.property(buckets, fc.double({min: 0, max: 1, noNaN: true}), (all, share) => {
        const split = all.flatMap(({start, end, count}) => {
          const middle = (start + end) / 2;
          return [{start, end: middle, count}, {start: middle, end, count}]; // prettier-ignore
        });
        const doubled = all.map((one) => ({...one, count: one.count * 2}));
        expect(percentile([...all].reverse(), share)).toBeCloseTo(percentile(all, share)!, 9);
        expect(percentile(split, share)).toBeCloseTo(percentile(doubled, share)!, 6);
      }),
    );
  });

  it('has none without observations, and is the point where all of them are', () => {
    expect(percentile([{start: 1, end: 2, count: 0}], 0.5)).toBeUndefined();
    expect(percentile([{start: 3, end: 3, count: 7}], 0.5)).toBe(3);
    expect(percentile([{start: 0, end: 4, count: 2}, {start: 2, end: 2, count: 6}], 0.5)).toBe(2); // prettier-ignore
  });
});
