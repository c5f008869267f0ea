import {describe, expect, it} from '@jest/globals';
import type {Setting} from '../../bench/verdict/grid.js';
import {type Played, findingsOf, intervals} from '../../bench/verdict/laws.js';
import {newTallies} from '../../bench/verdict/play.js';
import {curvesMarkdown, lawsMarkdown} from '../../bench/verdict/tables.js';
import {betaQuantile} from '../../src/analysis/statistics/beta.js';
import {setting} from './support/setting.js';

const interval = intervals(betaQuantile);

describe('the laws', () => {
  const played = (truth: number, ours: {promoted?: number; stopped?: number; looks?: number}): Played => {
    const tallies = newTallies();
    for (const rule of ['provenSafe', 'provenHarmful'] as const) Object.assign(tallies[rule], ours);
    return {point: {truth, others: 'alike'}, runs: 1000, tallies};
  };
  const findings = (own: Setting, ...curve: Played[]) => findingsOf({setting: own, curve, powers: []}, interval);

  it('are broken by errors that chance does not explain, at the point that has the most', () => {
    const found = findings(
      setting(),
      played(1, {promoted: 60}),
      played(1.1, {promoted: 80}),
      played(0.9, {stopped: 51}),
    );
    expect(found).toEqual([
      expect.objectContaining({law: 'falsePromotion', point: {truth: 1.1, others: 'alike'}, isKept: false}),
      expect.objectContaining({law: 'falseStop', point: {truth: 0.9, others: 'alike'}, isKept: true}),
    ]);
  });
  it('promise nothing for dependent data at few looks, or whose rate wanders', () => {
    const isPromised = (over: Partial<Setting>) => findings(setting(over), played(1.2, {}))[0]!.isRequired;
    expect(isPromised({dependence: 'correlated', looks: 49})).toBe(false);
    expect(isPromised({dependence: 'correlated', looks: 50})).toBe(true);
    expect(isPromised({dependence: 'wandering', looks: 50})).toBe(false);
  });
  it('want a clearly bad version to be seen by the second look', () => {
    const own = setting({requests: 1000, looks: 10});
    const delay = (looks: number) => findings(own, played(2, {looks})).find(({law}) => law === 'delay')!.isKept;
    expect([delay(2000), delay(2001)]).toEqual([true, false]);
  });
  it('want four fifths of the power where the test at the end has nine tenths', () => {
    const power = (stopped: number) =>
      findingsOf(
        {setting: setting(), curve: [], powers: [{end: 'stopped', played: played(2, {stopped})}]},
        interval,
      )[0]!;
    expect([power(790).isKept, power(700).isKept]).toEqual([true, false]);
  });
  it('promise no power where no test can have it, of few errors and of one bad mean in fifty looks, or knows the tail', () => {
    const isPromised = (end: 'promoted' | 'stopped', over: Partial<Setting>) =>
      findingsOf({setting: setting(over), curve: [], powers: [{end, played: played(2, {})}]}, interval)[0]!
        .isRequired;
    expect([1200, 1300].map((all) => isPromised('promoted', {requests: all / 50, looks: 50}))).toEqual([
      false,
      true,
    ]);
    expect(isPromised('stopped', {requests: 20, looks: 50})).toBe(true);
    const tenMeans = {metric: 'lookMeans', metrics: 10} as const;
    expect([49, 50].map((looks) => isPromised('stopped', {...tenMeans, looks}))).toEqual([true, false]);
    expect(isPromised('promoted', {...tenMeans, looks: 50})).toBe(true);
    const latency = {metric: 'latency', requests: 100} as const;
    expect([10, 11].map((looks) => isPromised('promoted', {...latency, looks}))).toEqual([false, true]);
  });
  it('are shown with their intervals, and what is broken stands out', () => {
    const text = lawsMarkdown(findings(setting(), played(1.1, {promoted: 80})));
    expect(text).toContain(
      '| error rate, 100 requests × 4 looks, independent |   1.1 | 8.0 (5.9–10.5) | **broken** |',
    );
  });
  it('come with the curves of every rule', () => {
    const text = curvesMarkdown({setting: setting(), curve: [played(0.5, {looks: 3456})], powers: []}, interval);
    expect(text).toMatch(/^### Error rate, 100 requests × 4 looks, independent/);
    expect(text).toMatch(/\| provenSafe +\| 3.5 \|/);
    expect(text).toContain('| Flagger, threshold 5');
  });
});
