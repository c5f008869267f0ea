import {describe, expect, it} from '@jest/globals';
import {proveObjective} from '../../src/analysis/proof.js';
import {ERRORS, looksAt, strengthInput, type StrengthSituation} from './support/strength-input.js';

/** What is shown of an objective of the candidate. */
function prove(situation: StrengthSituation, index = 0, version = 'c') {
  const input = strengthInput({metrics: {'error-rate': {}, 'p95-latency': {}, lat: {}}, ...situation});
  return proveObjective(input, input.experiment.spec.criteria.objectives[index]!, version);
}

const stateOf = (situation: StrengthSituation, index = 0) => prove(situation, index)?.state;

describe('an objective with an upper limit', () => {
  it.each([
    [0.001, 'satisfied'],
    [0.009, 'unknown'],
    [0.01, 'unknown'],
    [0.012, 'unknown'],
    [0.03, 'violated'],
  ])('at a share of %d, of 2500 requests, is %s', (share, state) => {
    expect(stateOf({looks: [looksAt('error-rate', 'c', {share})]})).toBe(state);
  });

  it('says how many requests are missing only while it is unknown', () => {
    const missing = (share: number) => prove({looks: [looksAt('error-rate', 'c', {share})]})?.missing;
    expect(missing(0.03)).toBeUndefined();
    expect(missing(0.012)).toBeGreaterThan(1000);
    expect(missing(0.01)).toBe(Infinity);
    expect(missing(0.0125)).toBeLessThan(missing(0.012)!);
  });

  it('is shown by 300 requests without an error, at the last of 15 looks only', () => {
    const seen = (count: number) =>
      stateOf({
        duration: {iterationsPerLoop: 15},
        looks: [looksAt('error-rate', 'c', {share: 0, each: 20, count})],
      });
    expect([13, 14, 15].map(seen)).toEqual(['unknown', 'unknown', 'satisfied']); // 0.99 ** 300 < 0.05
  });

  it('is shown by as many requests of a percentile, and by as many good ones of a share of good ones', () => {
    const [duration, each, count] = [{iterationsPerLoop: 15}, 20, 15];
    const slow = looksAt('p99-latency', 'c', {share: 0, each, count, above: 200});
    const percentile = {metric: 'p99-latency', upperLimit: '200'};
    const metrics = {'p99-latency': {}, 'le200ms-latency-percentile': {}};
    expect(stateOf({duration, metrics, objectives: [percentile], looks: [slow]})).toBe('satisfied');
    const good = looksAt('le200ms-latency-percentile', 'c', {share: 1, each, count});
    const share = {metric: 'le200ms-latency-percentile', lowerLimit: '0.99'};
    expect(stateOf({duration, metrics, objectives: [share], looks: [good]})).toBe('satisfied');
  });

  it('has bounds around the value, which are narrower with more requests', () => {
    const bounds = (each: number) => prove({looks: [looksAt('error-rate', 'c', {share: 0.02, each})]})!.bounds;
    const [few, many] = [bounds(500), bounds(50_000)];
    expect(few.lower).toBeLessThan(many.lower);
    expect(many.lower).toBeLessThan(0.02);
    expect(many.upper).toBeGreaterThan(0.02);
    expect(many.upper).toBeLessThan(few.upper);
  });

  it('is never called broken with bounds that still hold the limit', () => {
    const shares = Array.from({length: 60}, (_, index) => 0.012 + index / 1000);
    const proofs = shares.map((share) =>
      prove({looks: [looksAt('error-rate', 'c', {share, count: 2, each: 250})]})!,
    );
    const broken = proofs.filter(({state}) => state === 'violated');
    expect(broken.length).toBeGreaterThan(10);
    expect(broken.filter(({bounds}) => bounds.lower <= 0.01)).toEqual([]);
  });
});

describe('an objective whose limit no share exceeds', () => {
  it('has nothing to be proven: it is written in percent', () => {
    const objectives = [{metric: 'error-rate', upperLimit: '2'}];
    expect(prove({objectives, looks: [looksAt('error-rate', 'c', {share: 0.5})]})).toBeUndefined();
  });
});

describe('an objective with two limits', () => {
  const both = {metric: 'error-rate', upperLimit: '0.5', lowerLimit: '0.2'};
  it.each([
    [0.35, 'satisfied'],
    [0.6, 'violated'],
    [0.1, 'violated'],
    [0.49, 'unknown'],
    [0.21, 'unknown'],
  ])('at a share of %d is %s', (share, state) => {
    expect(stateOf({objectives: [both], looks: [looksAt('error-rate', 'c', {share})]})).toBe(state);
  });

  it.each([
    [0.35, 'upperLimit', 'satisfied', 'satisfied'],
    [0.49, 'upperLimit', 'unknown', 'satisfied'],
    [0.21, 'lowerLimit', 'satisfied', 'unknown'],
    [0.1, 'lowerLimit', 'satisfied', 'violated'],
  ])('at a share of %d is decided by its %s: %s above, %s below', (share, kind, upper, lower) => {
    const proof = prove({objectives: [both], looks: [looksAt('error-rate', 'c', {share})]})!;
    expect(proof.limits.map((limit) => [limit.kind, limit.state])).toEqual([
      ['upperLimit', upper],
      ['lowerLimit', lower],
    ]);
    expect(proof.kind).toBe(kind);
  });

  it('lacks as much as the limit that lacks most', () => {
    const narrow = {metric: 'error-rate', upperLimit: '0.36', lowerLimit: '0.33'};
    const {missing, limits} = prove({objectives: [narrow], looks: [looksAt('error-rate', 'c', {share: 0.35})]})!;
    expect(missing).toBe(Math.max(...limits.map((limit) => limit.missing ?? 0)));
    expect(limits[1]!.missing).toBeLessThan(limits[0]!.missing!);
  });

  it('lacks nobody knows how much where one of them was never looked at', () => {
    const mixed = {metric: 'error-rate', upperLimit: '0.5', relativeUpperLimit: '1.5'};
    const proof = prove({objectives: [mixed], looks: [looksAt('error-rate', 'c', {share: 0.35})]})!;
    expect([proof.state, proof.missing, proof.limits.length]).toEqual(['unknown', Infinity, 1]);
  });
});

describe("a limit against the baseline's value", () => {
  const objectives = [{metric: 'error-rate', relativeUpperLimit: '1.5'}];
  const situation = (share: number, each = 2000): StrengthSituation => ({
    objectives,
    looks: [looksAt('error-rate', 'b', {share: 0.02, each}), looksAt('error-rate', 'c', {share, each})],
  });

  it.each([
    [0.02, 'satisfied'],
    [0.031, 'unknown'],
    [0.06, 'violated'],
  ])('at %d against 0.02, of which 1.5 times is allowed, is %s', (share, state) => {
    expect(stateOf(situation(share))).toBe(state);
  });

  it('has the bounds of the value itself, and those of its distance from the multiple, which decide', () => {
    const {bounds, distance, limits} = prove(situation(0.06))!;
    expect(bounds.lower).toBeGreaterThan(0.05);
    expect(bounds.upper).toBeLessThan(0.07);
    expect(distance!.lower).toBeGreaterThan(0);
    expect(distance!.upper).toBeLessThan(0.06);
    expect(limits).toEqual([]);
    expect(prove(situation(0.02))!.distance!.upper).toBeLessThan(0);
  });

  it('has nothing to be proven without looks at the baseline, or where the two were never looked at together', () => {
    const candidate = looksAt('error-rate', 'c', {share: 0.06});
    expect(prove({objectives, looks: [candidate]})).toBeUndefined();
    const baseline = looksAt('error-rate', 'b', {share: 0.02, count: 2});
    const apart = {...candidate, looks: candidate.looks.slice(2)};
    expect(prove({objectives, looks: [baseline, apart]})).toBeUndefined();
  });

  it('is judged by no later look than the last one at both', () => {
    const baseline = looksAt('error-rate', 'b', {share: 0.02, each: 2000, count: 2});
    const candidate = (count: number) => looksAt('error-rate', 'c', {share: 0.031, each: 2000, count});
    const proofOf = (count: number) => prove({objectives, looks: [baseline, candidate(count)]});
    expect(proofOf(5)).toEqual(proofOf(2));
  });

  it('has nothing to be proven of the baseline, which is as good as itself', () => {
    expect(prove(situation(0.02), 0, 'b')).toBeUndefined();
  });
});

describe('a limit on a mean', () => {
  it('has wider bounds above it where third powers tell of a long tail', () => {
    const objectives = [{metric: 'lat', upperLimit: 20}];
    const look = {iteration: 1, samples: 400, sum: 4000, squares: 80_000};
    const upper = (more: object) => {
      const looks = [{metric: 'lat', version: 'c', looks: [{...look, ...more}]}];
      return prove({objectives, looks, strength: {looks: 1}})!.bounds.upper;
    };
    expect(upper({cubes: 2_400_000})).toBeGreaterThan(upper({}));
  });
});

describe('a limit on a mean of values that are all alike', () => {
  it('is not shown to be kept: nothing tells how much they may vary', () => {
    const looks = [1, 2, 3, 4].map((iteration) => ({iteration, samples: 25 * iteration, sum: 0}));
    const objectives = [{metric: 'lat', upperLimit: '0.01'}];
    expect(stateOf({objectives, looks: [{metric: 'lat', version: 'c', looks}]})).toBe('unknown');
  });
});

describe('a limit on a percentile', () => {
  const objectives = [{metric: 'p95-latency', upperLimit: 200, lowerLimit: 50}];
  const above = (high: number, low: number): StrengthSituation => ({
    objectives,
    looks: [
      looksAt('p95-latency', 'c', {share: high, above: 200}),
      looksAt('p95-latency', 'c', {share: low, above: 50}),
    ],
  });

  it('is held against the share of requests above each of its limits', () => {
    expect(stateOf(above(0.01, 0.6))).toBe('satisfied');
    expect(stateOf(above(0.1, 0.6))).toBe('violated');
    expect(stateOf(above(0.01, 0.02))).toBe('violated');
    expect(stateOf(above(0.049, 0.6))).toBe('unknown');
  });

  it('tells the share that is above, and the share that may be', () => {
    const {share, samples} = prove(above(0.1, 0.6))!;
    expect([share?.above, samples]).toEqual([0.1, 2500]);
    expect(share?.allowed).toBe(0.05);
  });

  it('lacks nobody knows how much with exactly the share above it that may be', () => {
    const proof = prove({objectives: [objectives[0]!], looks: [looksAt('p95-latency', 'c', {share: 0.05, above: 200})]});
    expect([proof?.state, proof?.missing]).toEqual(['unknown', Infinity]);
  }); // prettier-ignore

  it('is not proven by looks that counted above another limit', () => {
    expect(prove({objectives, looks: [looksAt('p95-latency', 'c', {share: 0, above: 300})]})).toBeUndefined();
  });
});

describe('several objectives', () => {
  const NINE = Array.from({length: 9}, (_, index) => ({metric: `other-${index}`, upperLimit: 1}));

  it('divide the error with which one is called broken, and not that with which one is called kept', () => {
    const count = (share: number, state: string, objectives: readonly {metric: string}[]) => {
      const states = Array.from({length: 60}, (_, index) =>
        stateOf({
          objectives: [...objectives],
          looks: [looksAt('error-rate', 'c', {share, each: 40 * (index + 1)})],
        }),
      );
      return states.indexOf(state as 'satisfied');
    };
    const [alone, among] = [[ERRORS], [ERRORS, ...NINE]];
    expect(count(0.02, 'violated', among)).toBeGreaterThan(count(0.02, 'violated', alone));
    expect(count(0.002, 'satisfied', among)).toBe(count(0.002, 'satisfied', alone));
    expect(count(0.002, 'satisfied', alone)).toBeGreaterThan(0);
  });
});

describe('nothing is to be proven', () => {
  const looks = [looksAt('error-rate', 'c', {share: 0.5})];
  it.each<[string, StrengthSituation]>([
    ['without looks', {}],
    ['of another version', {looks: [looksAt('error-rate', 'b', {share: 0.5})]}],
    ['of an objective without a limit', {objectives: [{metric: 'error-rate'}], looks}],
    ['where the last value decides', {strength: {policy: 'lastValue'}, looks}],
  ])('%s', (_what, situation) => {
    expect(prove(situation)).toBeUndefined();
  });
});
