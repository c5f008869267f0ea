import {describe, expect, it} from '@jest/globals';
import {repeatSimulation} from '../../../src/engine/simulate/simulate.js';
import {chanceToShow, requestsFor} from '../../../src/analysis/planning/needs.js';
import {parseTruth} from '../../../src/engine/simulate/truth.js';
import {canary, goalShare, planOf} from './support.js';

const START = new Date(0);
/** Iterations that are played, where chances need not be exact. */
const FEW = 600;

describe('the chances of a plan', () => {
  const truths = ['candidate:error-rate=0.012,rps=200', 'current:error-rate=0.01,rps=200'];

  it('are those of run --simulate --repeat with the same truths and seed, to the last run', async () => {
    const counts = await repeatSimulation({resource: canary(), truths: truths.map((one) => parseTruth(one)), seed: 'x', start: START}, 15);
    const plan = await planOf(canary(), {truth: truths, repeat: 15, seed: 'x'});
    const planned = plan.scenarios[0]!.verdicts.map(({outcome, version, count}) => ({outcome, version: version ?? undefined, count}));
    expect(planned).toEqual(counts);
  }); // prettier-ignore

  it.each([
    ['with strength', canary(), truths],
    ['where the last value decides', canary({criteria: {strength: {}}}), ['candidate:error-rate=0.019,rps=200']],
    ['of a percentile', canary({criteria: {objectives: [{metric: 'iter8-system/latency-95th-percentile', upperLimit: 30}]}}), ['candidate:latency=20±5,rps=30', 'current:rps=30']],
    ['of a mean', canary({duration: {iterationsPerLoop: 8}, criteria: {objectives: [{metric: 'sales', upperLimit: 20.5}]}}), ['candidate:sales=20±5,rps=20', 'current:sales=20±5,rps=20']],
    ['of a multiple of the baseline', canary({criteria: {objectives: [{metric: 'iter8-system/error-rate', relativeUpperLimit: 2}]}}), ['candidate:error-rate=0.02', 'current:error-rate=0.02']],
  ])('are within chance of those when many are played quickly: %s', async (_what, resource, told) => {
    const [runs, quickRuns] = [20, 200];
    const simulation = {resource, truths: told.map((one) => parseTruth(one)), seed: 'whole', start: START};
    const counts = await repeatSimulation(simulation, runs);
    const simulated = (counts.find(({version}) => version === 'candidate')?.count ?? 0) / runs;
    const played = await goalShare(resource, told, {runs: quickRuns, goal: 'promote'});
    const variance = (share: number) => share * (1 - share) + 0.01;
    const error = Math.sqrt(variance(simulated) / runs + variance(played) / quickRuns);
    expect(Math.abs(played - simulated)).toBeLessThan(4 * error);
    expect(simulated).toBeGreaterThan(0.02);
    expect(simulated).toBeLessThan(0.999);
  }, 60_000); // prettier-ignore

  it('never fall with more traffic, but by chance', async () => {
    const chances: number[] = [];
    for (const rps of [20, 60, 180, 540]) {
      const told = [`candidate:error-rate=0.01,rps=${rps}`, `current:rps=${rps}`];
      chances.push(await goalShare(canary(), told, {runs: 150, goal: 'promote'}));
    }
    for (const [index, chance] of chances.slice(1).entries())
      expect(chance).toBeGreaterThan(chances[index]! - 0.1);
    expect(chances[3]! - chances[0]!).toBeGreaterThan(0.5);
  });

  it('come with the requests that show it as often: the formula agrees with what is played', async () => {
    const resource = canary({criteria: {strength: {confidence: 0.95, policy: 'provenSafe', looks: 1}}, strategy: {deploymentPattern: 'FixedSplit'}});
    const question = {truth: {kind: 'share', value: 0.01}, limit: 0.02, side: 'below', tail: 0.05, dependence: 'checked'} as const;
    const needed = requestsFor(question, 0.8)!;
    const rps = (needed * 2) / (5 * 12); // half of it, in five intervals of 12 s
    const told = [`candidate:error-rate=0.01,rps=${rps}`, `current:rps=${rps}`];
    const share = await goalShare(resource, told, {runs: 300, goal: 'promote'});
    expect(Math.abs(share - chanceToShow(question, needed))).toBeLessThan(0.07);
  }); // prettier-ignore
});

describe('what a plan tells to change', () => {
  it('is enough: with each change alone the experiment can decide', async () => {
    const {remedies, canDecide} = await planOf(canary(), {traffic: '60rps', iterationsToPlay: FEW});
    expect(canDecide).toBe(false);
    expect(remedies.length).toBeGreaterThanOrEqual(3);
    for (const {changes} of remedies) {
      const [{field, to}] = changes as [(typeof changes)[0]];
      const key = field.split('.').at(-1)!;
      const rps = field === '--traffic' ? Number.parseFloat(to) : 60;
      const resource = field === '--traffic' ? canary() : canary({duration: {[key]: Number(to)}});
      for (const [goal, rate] of [['promote', 0.01], ['stop', 0.04]] as const) {
        const told = [`candidate:error-rate=${rate},rps=${rps}`, `current:error-rate=0.01,rps=${rps}`];
        expect(await goalShare(resource, told, {runs: 60, goal})).toBeGreaterThan(0.65);
      }
    }
  }, 60_000); // prettier-ignore

  it('is the limit too, where what is to be detected is within it', async () => {
    const {remedies, objectives} = await planOf(canary(), {'baseline-error': '0.2%', detect: '2%', iterationsToPlay: FEW});
    expect(objectives[0]!.needs.find(({toShow}) => toShow === 'broken')!.requests).toBeNull();
    const limits = remedies.flatMap(({changes}) => changes.filter(({field}) => field === 'spec.criteria.objectives[0].upperLimit'));
    expect(limits.length).toBeGreaterThan(0);
    for (const {to} of limits) expect([Number(to) > 0.002, Number(to) < 0.02]).toEqual([true, true]);
  }, 60_000); // prettier-ignore

  it('is nothing where the experiment can decide', async () => {
    const plan = await planOf(canary(), {traffic: '400/s', iterationsToPlay: FEW});
    expect([plan.canDecide, plan.remedies, plan.obstacles]).toEqual([true, [], []]);
  });
});

describe('what stands against any verdict', () => {
  const query = (name: string, spec: object) => ({
    ...{apiVersion: 'iter8.tools/v2alpha2', kind: 'Metric', metadata: {name, namespace: 'default'}},
    spec: {provider: 'prometheus', jqExpression: '.x', urlTemplate: 'http://127.0.0.1', ...spec},
  });
  const on = (metric: string, more: object = {}) =>
    canary({criteria: {objectives: [{metric, upperLimit: '0.5'}], requestCount: undefined, ...more}});

  it.each<[string, object, readonly object[], string]>([
    ['a metric that nobody counts', on('conversions'), [query('conversions', {})], 'Metric default/conversions: spec.sampleSize'],
    ['a percentile from a query', on('p95-latency', {requestCount: 'iter8-system/request-count'}), [query('p95-latency', {})], 'spec.criteria.objectives[0].metric'],
    ['no limit', canary({criteria: {objectives: []}}), [], 'spec.criteria.objectives'],
    ['a single iteration', canary({duration: {iterationsPerLoop: 1}}), [], 'spec.duration.iterationsPerLoop'],
    ['weights that leave the candidate without traffic', canary({strategy: {weights: {maxCandidateWeight: 0}}}), [], 'spec.strategy.weights.maxCandidateWeight'],
    ['more samples than ever come', canary({criteria: {strength: {policy: 'provenSafe', minimumSamples: 1e6}}}), [], 'spec.criteria.strength.minimumSamples'],
    ['a mean with too few looks', canary({criteria: {objectives: [{metric: 'sales', upperLimit: 50}], strength: {policy: 'provenSafe', looks: 2}}}), [], 'spec.criteria.strength.looks'],
    ['a multiple of a percentile', canary({criteria: {objectives: [{metric: 'iter8-system/latency-95th-percentile', relativeUpperLimit: 1.2}]}}), [], 'spec.criteria.objectives[0].relativeUpperLimit'],
    ['a limit of zero errors', canary({criteria: {objectives: [{metric: 'iter8-system/error-rate', upperLimit: 0}]}}), [], 'spec.criteria.objectives[0].upperLimit'],
  ])('is %s', async (_what, resource, metrics, field) => {
    const {obstacles, canDecide, scenarios} = await planOf(resource, {traffic: '20rps', iterationsToPlay: FEW}, metrics);
    expect([canDecide, obstacles.map((one) => one.field)]).toEqual([false, [field]]);
    const promoted = scenarios.find(({goal}) => goal === 'promote');
    expect(promoted?.goalChance?.share ?? 0).toBe(0); // played, it never is
  }); // prettier-ignore

  it('is not a mean that four looks or more tell of, whatever their requests', async () => {
    const objectives = [{metric: 'sales', upperLimit: 40}];
    for (const traffic of ['100rps', '200rps', '77rps']) {
      const strength = {policy: 'provenSafe'};
      const {obstacles, objectives: planned} = await planOf(canary({criteria: {objectives, strength}}), {traffic, repeat: 1});
      expect(obstacles).toEqual([]);
      const [need] = planned[0]!.needs;
      expect(need!.requests).toBeGreaterThanOrEqual(30);
      expect(need!.seconds).toBeGreaterThanOrEqual(4 * 12);
    }
  }); // prettier-ignore

  it('is a limit of 0 on a percentile, which no requests can show to be kept or broken', async () => {
    const objectives = [{metric: 'iter8-system/latency-95th-percentile', upperLimit: 0}];
    const {canDecide, objectives: planned} = await planOf(canary({criteria: {objectives}}), {repeat: 1});
    expect([canDecide, planned.flatMap(({needs}) => needs)]).toEqual([false, []]);
  });

  it('is a truth exactly at a limit, of which no verdict is wrong', async () => {
    const {canDecide, obstacles} = await planOf(canary(), {truth: ['candidate:error-rate=0.02'], repeat: 1});
    expect([canDecide, obstacles.map(({field}) => field)]).toEqual([false, ['--truth']]);
  });

  it('is a truth that leaves a metric untold', async () => {
    const resource = canary({
      criteria: {objectives: [{metric: 'sales', upperLimit: 50}], strength: undefined},
      duration: {iterationsPerLoop: 8},
    });
    const {scenarios, obstacles} = await planOf(resource, {
      truth: ['candidate:error-rate=0'],
      iterationsToPlay: FEW,
    });
    expect([scenarios[0]!.goal, obstacles.map(({field}) => field)]).toEqual([null, ['--truth']]);
  });

  it.each([
    ['error-count alone, with which no bad version is played', ['error-count'], 'no bad version could be played for error-count'],
    ['error-count too, of which nobody can say when it is good', ['error-rate', 'error-count'], 'no good version could be played for error-rate, error-count'],
  ])('is a limit on %s', async (_what, names, problem) => {
    const objectives = names.map((name) => ({metric: `iter8-system/${name}`, upperLimit: name === 'error-rate' ? '0.02' : 10}));
    const {canDecide, obstacles} = await planOf(canary({criteria: {objectives}}), {repeat: 1});
    expect(canDecide).toBe(false);
    expect(obstacles.map((one) => one.problem)).toEqual([expect.stringContaining(problem)]);
  }); // prettier-ignore

  it('is not a metric whose file says all, a percentile that is a histogram_quantile too', async () => {
    const body = {
      params: [
        {name: 'query', value: 'histogram_quantile(0.95, sum(rate(latency_bucket[${elapsedTime}s])) by (le))'},
      ],
    };
    const plan = await planOf(on('p95-latency'), {repeat: 1}, [query('p95-latency', body)]);
    expect(plan.obstacles).toEqual([]);
  });
});
