import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {analyse, type AnalysisResult} from '../../src/analysis/analyse.js';
import {planFinalWeights, recommendVersion} from '../../src/analysis/ending.js';
import type {AnalysisInput} from '../../src/analysis/input.js';
import {anyObservation, anySituation} from './support/any-situation.js';
import {buildInput, LATENCY, type Situation} from './support/build-input.js';

type AnySituation = typeof anySituation extends fc.Arbitrary<infer S> ? S : never;

function holdsForAll(check: (input: AnalysisInput, result: AnalysisResult, situation: AnySituation) => void) {
  fc.assert(
    fc.property(anySituation, (situation) => {
      const input = buildInput(situation);
      check(input, analyse(input), situation);
    }),
    {numRuns: 200},
  );
}

const movesTraffic = ({pattern, deployment}: Situation) =>
  pattern !== 'Conformance' && deployment !== 'FixedSplit';

const observed = ({weights = {}}: Situation, version: string) => weights[version] ?? 0;

function unknownVersions({assessments}: AnalysisResult): string[] {
  return [...assessments].filter(([, list]) => list.some(({state}) => state === 'unknown')).map(([name]) => name);
}

const byName = ({plan}: AnalysisResult): ReadonlyMap<string, number> =>
  new Map(plan.weights.map(({version, percent}) => [version, percent]));

describe('for any experiment and any observations', () => {
  it('weights are whole, from 0 up, 100 in total, one for each version in their order', () => {
    holdsForAll((_input, {plan}, situation) => {
      if (!movesTraffic(situation)) return;
      expect(plan.weights.map(({version}) => version)).toEqual(situation.versions);
      for (const {percent} of plan.weights) expect(Number.isInteger(percent) && percent >= 0).toBe(true);
      expect(plan.weights.reduce((sum, {percent}) => sum + percent, 0)).toBe(100);
    });
  });

  it('no candidate is above its cap, nor rises by more than the increment in Progressive', () => {
    holdsForAll((_input, {plan}, situation) => {
      if (!movesTraffic(situation)) return;
      const {max = 100, increment = 10} = situation.caps ?? {};
      for (const {version, percent} of plan.weights.slice(1)) {
        expect(percent).toBeLessThanOrEqual(max);
        if (situation.deployment !== 'Progressive') continue;
        expect(percent).toBeLessThanOrEqual(observed(situation, version) + increment);
      }
    });
  });

  it('a candidate that violates an objective gets no traffic', () => {
    holdsForAll((_input, {plan, assessments}, situation) => {
      if (!movesTraffic(situation)) return;
      for (const {version, percent} of plan.weights.slice(1)) {
        if (assessments.get(version)!.some(({state}) => state === 'violated')) expect(percent).toBe(0);
      }
    });
  });

  it('the same input gives the same result, and is left as it was', () => {
    fc.assert(
      fc.property(anySituation, (situation) => {
        const [one, other] = [buildInput(situation), buildInput(situation)];
        expect(analyse(one)).toEqual(analyse(other));
        expect(one).toEqual(other);
        expect(analyse(one)).toEqual(analyse(one));
      }),
    );
  });

  it('another order of the candidates gives the same weights by name, and the same winner', () => {
    fc.assert(
      fc.property(anySituation, fc.nat(), (situation, shift) => {
        if (!movesTraffic(situation) || situation.pattern === 'Canary') return;
        const [baseline = '', ...candidates] = situation.versions;
        const turn = shift % candidates.length;
        const versions = [baseline, ...candidates.slice(turn), ...candidates.slice(0, turn)];
        const weights = Object.fromEntries(Object.entries(situation.weights ?? {}).reverse());
        const [one, other] = [situation, {...situation, versions, weights}].map((s) => analyse(buildInput(s)));
        expect(byName(other!)).toEqual(byName(one!));
        expect(other!.decision.winner).toBe(one!.decision.winner);
      }),
    );
  });

  it('no version with an unknown objective wins, leads, is recommended, or rises above its part of exploration', () => {
    holdsForAll((input, result, situation) => {
      const {decision, plan} = result;
      const [baseline] = situation.versions;
      const part = Math.ceil((situation.rules?.explorationPercent ?? 10) / situation.versions.length);
      for (const version of unknownVersions(result)) {
        expect(decision.winner).not.toBe(version);
        expect(decision.bestVersions).not.toContain(version);
        if (version === baseline || !movesTraffic(situation)) continue;
        expect(recommendVersion(input.experiment, {kind: 'finished', decision})).not.toBe(version);
        const weight = plan.weights.find((entry) => entry.version === version)!.percent;
        expect(weight).toBeLessThanOrEqual(Math.max(observed(situation, version), part));
      }
    });
  });

  it('nobody wins by default: a winner satisfies at least one objective or has a known reward, and violates nothing', () => {
    holdsForAll((_input, {decision, assessments}, situation) => {
      expect(decision.found).toBe(decision.winner !== undefined);
      if (decision.winner === undefined) return;
      const list = assessments.get(decision.winner)!;
      expect(list.every(({state}) => state === 'satisfied')).toBe(true);
      if (list.length === 0) expect(situation.values).toHaveProperty(['default/reward', decision.winner]);
    });
  });

  it('only candidates are rolled back, and only for what is violated for certain', () => {
    holdsForAll((_input, {rollbackReasons, assessments}, situation) => {
      for (const {version} of rollbackReasons) {
        expect(situation.versions.slice(1)).toContain(version);
        expect(assessments.get(version)!.some(({state}) => state === 'violated')).toBe(true);
      }
    });
  });

  it('the end gives everything to one version', () => {
    holdsForAll((input, {decision}, situation) => {
      if (!movesTraffic(situation)) return;
      const percents = (kind: 'finished' | 'rolledBack') =>
        planFinalWeights(input.experiment, {kind, decision}).map(({percent}) => percent);
      expect([...percents('finished')].sort((a, b) => b - a)[0]).toBe(100);
      expect(percents('finished').reduce((sum, percent) => sum + percent, 0)).toBe(100);
      expect(percents('rolledBack')[0]).toBe(100);
    });
  });
});

it('over any run, a candidate with one objective that never becomes known is never promoted', () => {
  const iteration = fc.record({b: anyObservation, c: anyObservation});
  fc.assert(
    fc.property(fc.array(iteration, {minLength: 1, maxLength: 20}), (iterations) => {
      let weights: Record<string, number> = {b: 100, c: 0};
      for (const latencies of iterations) {
        const objectives = [LATENCY, {metric: 'default/never', upperLimit: 1}];
        const input = buildInput({objectives, weights, values: {'default/lat': latencies}});
        const {plan, decision} = analyse(input);
        weights = Object.fromEntries(plan.weights.map(({version, percent}) => [version, percent]));
        expect(weights.c).toBeLessThanOrEqual(5);
        expect(recommendVersion(input.experiment, {kind: 'finished', decision})).toBe('b');
      }
    }),
  );
});
