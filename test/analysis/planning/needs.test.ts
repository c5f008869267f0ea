import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {chanceOf} from '../../../src/analysis/planning/chance.js';
import {chanceToShow, type Question, requestsFor} from '../../../src/analysis/planning/needs.js';

const errors = (value: number, over: Partial<Question> = {}): Question => ({
  truth: {kind: 'share', value},
  ...{limit: 0.02, side: 'below', tail: 0.05, dependence: 'checked'},
  ...over,
});

describe('the requests that it takes', () => {
  it('to show that a version without errors keeps 2 % are the rule of three: ln 0.05 / ln 0.98', () => {
    expect(requestsFor(errors(0), 0.8)).toBe(Math.ceil(Math.log(0.05) / Math.log(0.98)));
  });

  it('are four times as many where requests may come in bursts, of which none was seen', () => {
    const [calm, wild] = [errors(0), errors(0, {dependence: 'estimated'})].map((one) => requestsFor(one, 0.8)!);
    expect(wild! / calm!).toBeCloseTo(4, 1);
  });

  it('for means are 30 at least, as few of them tell nothing', () => {
    const truth = {kind: 'mean', value: 20, deviation: 5, degrees: Infinity} as const;
    expect(requestsFor({...errors(0), truth, limit: 50}, 0.8)).toBe(30);
  });

  it('for means are those of the normal distribution: ((1.645 + 0.842) · 5 / 2)²', () => {
    const truth = {kind: 'mean', value: 48, deviation: 5, degrees: Infinity} as const;
    const needed = requestsFor({...errors(0), truth, limit: 50}, 0.8);
    expect(needed).toBe(Math.ceil(((1.64485 + 0.84162) * 5 / 2) ** 2)); // prettier-ignore
  });

  it('for means are the more the fewer looks tell how much they vary, and how long their tail is', () => {
    const question = (degrees: number, side: 'below' | 'above') => {
      const truth = {kind: 'mean', value: side === 'below' ? 48 : 52, deviation: 5, degrees} as const;
      return {...errors(0), truth, limit: 50, side};
    };
    const needed = [Infinity, 20, 5].map((looks) => requestsFor(question(looks, 'below'), 0.8)!);
    expect(needed).toEqual([...needed].sort((one, other) => one - other));
    expect(requestsFor(question(20, 'above'), 0.8)).toBeLessThan(needed[1]!);
  });

  it('beside a baseline with as many requests are twice those beside a number that is known', () => {
    const truth = {kind: 'mean', value: 48, deviation: 5, degrees: Infinity} as const;
    const question = {...errors(0), truth, tail: 0.001};
    const alone = requestsFor({...question, limit: 49}, 0.9)!;
    const baseline = {truth: {...truth, value: 49}, factor: 1, ratio: 1};
    expect(requestsFor({...question, limit: 0, baseline}, 0.9)! / alone).toBeCloseTo(2, 2);
  });

  it('do not exist at the limit, and on its other side', () => {
    for (const value of [0.02, 0.03]) expect(requestsFor(errors(value), 0.8)).toBeUndefined();
    expect(requestsFor(errors(0.01, {side: 'above'}), 0.8)).toBeUndefined();
  });

  it('are not one where the last value decides, though one request without an error keeps any limit', () => {
    expect(requestsFor(errors(0.01, {tail: 0.5}), 0.9)).toBeGreaterThan(100);
  });

  it('show it with at least that chance, and fewer do not by far', () => {
    const shares = fc.record({value: fc.double({min: 0.001, max: 0.4, noNaN: true}), multiple: fc.constantFrom(0.5, 0.7, 1.5, 2)});
    fc.assert(
      fc.property(shares, fc.constantFrom(0.8, 0.9), ({value, multiple}, power) => {
        const limit = value / multiple;
        const question = errors(value, {limit, side: multiple < 1 ? 'below' : 'above'});
        const requests = requestsFor(question, power)!;
        expect(chanceToShow(question, requests)).toBeGreaterThanOrEqual(power);
        // of a handful of requests one more may be the worse, since a share of them is coarse
        if (requests >= 20) expect(chanceToShow(question, Math.floor(requests / 2))).toBeLessThan(power);
      }),
      {numRuns: 40},
    );
  }); // prettier-ignore
});

describe('the interval of a chance', () => {
  it('is that of Clopper and Pearson: 8 of 10 is 0.444 to 0.975', () => {
    const {share, lower, upper} = chanceOf(8, 10);
    expect([share, lower, upper].map((one) => Number(one.toFixed(4)))).toEqual([0.8, 0.4439, 0.9748]);
  });
});
