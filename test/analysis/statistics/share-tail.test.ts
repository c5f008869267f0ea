import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import './support/seeded.js';
import type {LimitedShare} from '../../../src/analysis/statistics/count-course.js';
import {MANY_LOOKS} from '../../../src/analysis/statistics/dependence.js';
import {errorTail, type Pace} from '../../../src/analysis/statistics/error-tail.js';
import type {LookTime} from '../../../src/analysis/statistics/group-sequential.js';
import {estimateProportion} from '../../../src/analysis/statistics/proportion.js';
import {MOST_COUNTED} from '../../../src/analysis/statistics/share-tail.js';
import {evenTimes} from './support/looks.js';

interface Run {
  /** Requests that each look adds. */
  readonly added: readonly number[];
  readonly share: LimitedShare;
  readonly error: number;
  readonly pace: Pace;
}

const sideOf = fc.constantFrom<LimitedShare['side']>('below', 'above');
const anyRun: fc.Arbitrary<Run> = fc.record({
  added: fc.array(fc.integer({min: 1, max: 60}), {minLength: 1, maxLength: 9}),
  share: fc.record({
    limit: fc.oneof(
      fc.double({min: 0.003, max: 0.15, noNaN: true}),
      fc.double({min: 0.85, max: 0.997, noNaN: true}),
    ),
    side: sideOf,
  }),
  error: fc.double({min: 0.002, max: 0.2, noNaN: true}),
  pace: fc.constantFrom<Pace>('quick', 'patient'),
});

function looksOf(added: readonly number[]): LookTime[] {
  let information = 0;
  return evenTimes(added.length).map((time, index) => ({time, information: (information += added[index]!)}));
}

const tailOf = (looks: readonly LookTime[], {added, share, error, pace}: Run) =>
  errorTail(looks, error, added.length, {pace, share});

/** Whether bounds with that tail show a share on its side of the limit. */
function isShown({limit, side}: LimitedShare, samples: number, sum: number, tail: number): boolean {
  const {lower, upper} = estimateProportion([{samples, sum}], 'checked').bounds(tail);
  return side === 'below' ? upper <= limit : lower > limit;
}

/** Each count that some requests can have, with its probability: one request after the other. */
function addRequests(chances: readonly number[], requests: number, limit: number): number[] {
  let now = [...chances];
  for (let request = 0; request < requests; request += 1) {
    now = [...now, 0].map((chance, count) => chance * (1 - limit) + (now[count - 1] ?? 0) * limit);
  }
  return now;
}

/** Probabilities, at the limit, that a look shows it, and of the likeliest count that the last one could have shown too. */
function enumerate(run: Run) {
  const {added, share} = run;
  const looks = looksOf(added);
  let [chances, shown, next] = [[1], 0, 1];
  looks.forEach(({information}, index) => {
    const tail = tailOf(looks.slice(0, index + 1), run);
    chances = addRequests(chances, added[index]!, share.limit);
    const showing = chances.map((_, count) => isShown(share, information, count, tail));
    shown += chances.reduce((sum, chance, count) => sum + (showing[count] ? chance : 0), 0);
    chances = chances.map((chance, count) => (showing[count] ? 0 : chance));
    next = chances[share.side === 'below' ? showing.lastIndexOf(true) + 1 : firstOr(showing, chances.length) - 1]!;
  });
  return {shown, next};
}

const firstOr = (showing: readonly boolean[], otherwise: number) => {
  const first = showing.indexOf(true);
  return first < 0 ? otherwise : first;
};

describe('looks at a share of few requests', () => {
  it('err no more often than they may, all outcomes taken together, and no count more could be shown', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const {shown, next} = enumerate(run);
        expect(shown).toBeLessThanOrEqual(run.error * (1 + 1e-9));
        expect(shown + next).toBeGreaterThan(run.error * (1 - 1e-6));
      }),
      {numRuns: 150},
    );
  });

  it.each<[string, number[]]>([
    ['after looks that told nothing new', [1200, ...Array<number>(8).fill(0), 1500]],
    ['after looks that told next to nothing new', [1200, ...Array<number>(8).fill(3), 1500]],
    ['at once', [400, 400, 400, 700, 700]],
  ])('err no more often where counts become too many to follow %s', (_when, added) => {
    for (const side of ['below', 'above'] as const) {
      const run = {added, share: {limit: 0.04, side}, error: 0.05, pace: 'patient'} as const;
      const {shown} = enumerate(run);
      expect(shown).toBeLessThan(0.05);
      expect(shown).toBeGreaterThan(0.02);
    }
  });

  it('err nearly as often as they may where counts are many', () => {
    for (const side of ['below', 'above'] as const) {
      const run = {
        added: Array<number>(10).fill(120),
        share: {limit: 0.04, side},
        error: 0.05,
        pace: 'quick',
      } as const;
      expect(enumerate(run).shown).toBeGreaterThan(0.045);
    }
  });

  it('show 300 requests without an error to have less than 1 %, at the last of 15 looks only', () => {
    const run: Run = {
      added: Array<number>(15).fill(20),
      share: {limit: 0.01, side: 'below'},
      error: 0.05,
      pace: 'patient',
    };
    const looks = looksOf(run.added);
    const shown = looks.map(({information}, index) =>
      isShown(run.share, information, 0, tailOf(looks.slice(0, index + 1), run)),
    );
    expect(shown).toEqual([...Array<boolean>(14).fill(false), true]);
    expect(isShown(run.share, 300, 1, tailOf(looks, run))).toBe(false);
    expect(enumerate(run).shown).toBeCloseTo(0.99 ** 300, 12);
  });

  it('say the same of bad requests above a limit and of good ones below the rest', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const {limit, side} = run.share;
        const other = {limit: 1 - limit, side: side === 'below' ? 'above' : 'below'} as const;
        const looks = looksOf(run.added);
        const [tail, same] = [tailOf(looks, run), tailOf(looks, {...run, share: other})];
        expect(Math.abs(tail - same)).toBeLessThanOrEqual(1e-9 * tail);
      }),
      {numRuns: 60},
    );
  });

  it('spend what an earlier look could not', () => {
    const run: Run = {added: [10, 10], share: {limit: 0.14, side: 'below'}, error: 0.05, pace: 'quick'};
    expect(0.86 ** 10).toBeGreaterThan(0.05); // of the first look, at which nothing is shown
    expect(enumerate(run).shown).toBeCloseTo(0.86 ** 20, 12);
  });

  it.each<[string, readonly number[]]>([
    ['no more requests than at the look before', [0, 100, 0, 100, 0]],
    ['fewer requests than at the look before', [100, 100, -30, 100, 50]],
    ['parts of requests', [99.7, 100.2, 0.4, 100.6, 50.1]],
  ])('have a tail that is no more than the error with %s', (_why, added) => {
    for (const side of ['below', 'above'] as const) {
      const run: Run = {added, share: {limit: 0.01, side}, error: 0.05, pace: 'quick'};
      const looks = looksOf(added).filter(({information}) => information > 0);
      const tails = looks.map((_, index) => tailOf(looks.slice(0, index + 1), run));
      for (const tail of tails) expect(tail).toBeLessThanOrEqual(0.05);
      expect(tails.at(-1)).toBeGreaterThan(0.01);
    }
  });
});

describe('the tail of the normal course', () => {
  const looks = looksOf(Array<number>(6).fill(1000));
  const tails = (planned: number | 'anytime', share: LimitedShare) => [
    errorTail(looks, 0.05, planned, {share}),
    errorTail(looks, 0.05, planned),
  ];
  const few = {limit: MOST_COUNTED / 6000, side: 'below'} as const;

  it('is that of shares of many requests', () => {
    const [tail, normal] = tails(6, {...few, limit: few.limit * 1.001});
    expect(tail).toBe(normal);
    const [counted, near] = tails(6, few);
    expect(counted).not.toBe(near);
    expect(Math.abs(counted! / near! - 1)).toBeLessThan(0.1);
  });

  it.each([MANY_LOOKS, 'anytime'] as const)('is that of %s looks, whose requests may hang together', (planned) => {
    const [tail, normal] = tails(planned, few);
    expect(tail).toBe(normal);
  });

  it.each([0, 1, 1.5, -1])('is that of a limit which is no share: %d', (limit) => {
    const [tail, normal] = tails(6, {limit, side: 'above'});
    expect(tail).toBe(normal);
  });
});
