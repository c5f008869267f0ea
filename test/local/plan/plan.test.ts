import {describe, expect, it} from '@jest/globals';
import {repeatSimulation} from '../../../src/engine/simulate/simulate.js';
import {chanceToShow} from '../../../src/analysis/planning/needs.js';
import {parseTruth} from '../../../src/engine/simulate/truth.js';
import {canary, planOf} from './support.js';

const START = new Date(0);
const shareOf = (
  verdicts: readonly {readonly version: string | null; readonly share: number}[],
  version: string,
) => verdicts.find((one) => one.version === version)?.share ?? 0;

describe('the chances of a plan', () => {
  const truths = ['candidate:error-rate=0.012,rps=200', 'current:error-rate=0.01,rps=200'];

  it('are those of run --simulate --repeat with the same truths and seed, to the last run', async () => {
    const counts = await repeatSimulation({resource: canary(), truths: truths.map((one) => parseTruth(one)), seed: 'x', start: START}, 40);
    const plan = await planOf(canary(), {truth: truths, repeat: 40, seed: 'x'});
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
    const runs = 100;
    const whole = await repeatSimulation({resource, truths: told.map((one) => parseTruth(one)), seed: 'whole', start: START}, runs);
    const plan = await planOf(resource, {truth: told, traffic: '50rps'});
    const simulated = (whole.find(({version}) => version === 'candidate')?.count ?? 0) / runs;
    const planned = shareOf(plan.scenarios[0]!.verdicts, 'candidate');
    const error = Math.sqrt((simulated * (1 - simulated) + 0.01) / runs + (planned * (1 - planned)) / plan.scenarios[0]!.runs);
    expect(Math.abs(planned - simulated)).toBeLessThan(4 * error);
    expect(simulated).toBeGreaterThan(0.02);
    expect(simulated).toBeLessThan(0.999);
  }, 60_000); // prettier-ignore

  it('never fall with more traffic, but by chance', async () => {
    const chances: number[] = [];
    for (const traffic of ['20rps', '60rps', '180rps', '540rps']) {
      const {scenarios} = await planOf(canary(), {truth: ['candidate:error-rate=0.01'], traffic});
      chances.push(scenarios[0]!.goalChance!.share);
    }
    for (const [index, chance] of chances.slice(1).entries())
      expect(chance).toBeGreaterThan(chances[index]! - 0.06);
    expect(chances[3]! - chances[0]!).toBeGreaterThan(0.5);
  });

  it('come with the requests that show it as often: the formula agrees with what is played', async () => {
    const resource = canary({criteria: {strength: {confidence: 0.95, policy: 'provenSafe', looks: 1}}, strategy: {deploymentPattern: 'FixedSplit'}});
    const told = ['candidate:error-rate=0.01'];
    const {objectives} = await planOf(resource, {truth: told});
    const needed = objectives[0]!.needs.find(({power, toShow}) => power === 0.8 && toShow === 'kept')!.requests!;
    const traffic = `${(needed * 2) / (5 * 12)}rps`;
    const {scenarios} = await planOf(resource, {truth: told, traffic});
    const truth = {kind: 'share', value: 0.01} as const;
    const chance = chanceToShow({truth, limit: 0.02, side: 'below', tail: 0.05}, needed);
    expect(Math.abs(scenarios[0]!.goalChance!.share - chance)).toBeLessThan(0.05);
  }); // prettier-ignore
});

describe('what a plan tells to change', () => {
  it('is enough: with each change alone the experiment can decide', async () => {
    const {remedies, canDecide} = await planOf(canary(), {traffic: '20rps'});
    expect(canDecide).toBe(false);
    expect(remedies.length).toBeGreaterThanOrEqual(3);
    for (const {changes} of remedies) {
      const [{field, to}] = changes as [(typeof changes)[0]];
      const [key] = field.split('.').slice(-1);
      const isTraffic = field === '--traffic';
      const resource = isTraffic ? canary() : canary({duration: {[key!]: Number(to)}});
      const {scenarios} = await planOf(resource, {traffic: isTraffic ? to : '20rps', seed: 'another'});
      const least = Math.min(...scenarios.flatMap(({goalChance, isRequired}) => (isRequired ? [goalChance!.upper] : [])));
      expect(least).toBeGreaterThan(0.8);
    }
  }, 60_000); // prettier-ignore

  it('is the limit too, where what is to be detected is within it', async () => {
    const {remedies, objectives} = await planOf(canary(), {'baseline-error': '0.2%', detect: '2%'});
    expect(objectives[0]!.needs.find(({toShow}) => toShow === 'broken')!.requests).toBeNull();
    const limits = remedies.flatMap(({changes}) => changes.filter(({field}) => field === 'spec.criteria.objectives[0].upperLimit'));
    expect(limits.length).toBeGreaterThan(0);
    for (const {to} of limits) expect([Number(to) > 0.002, Number(to) < 0.02]).toEqual([true, true]);
  }, 60_000); // prettier-ignore

  it('is nothing where the experiment can decide', async () => {
    const plan = await planOf(canary(), {traffic: '400/s'});
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
    ['a percentile from a query', on('p95-latency'), [query('p95-latency', {})], 'spec.criteria.objectives[0].metric'],
    ['no limit', canary({criteria: {objectives: []}}), [], 'spec.criteria.objectives'],
    ['a single iteration', canary({duration: {iterationsPerLoop: 1}}), [], 'spec.duration.iterationsPerLoop'],
    ['weights that leave the candidate without traffic', canary({strategy: {weights: {maxCandidateWeight: 0}}}), [], 'spec.strategy.weights.maxCandidateWeight'],
    ['more samples than ever come', canary({criteria: {strength: {policy: 'provenSafe', minimumSamples: 1e6}}}), [], 'spec.criteria.strength.minimumSamples'],
    ['a mean with too few looks', canary({criteria: {objectives: [{metric: 'sales', upperLimit: 50}], strength: {policy: 'provenSafe', looks: 2}}}), [], 'spec.criteria.strength.looks'],
    ['a limit of zero errors', canary({criteria: {objectives: [{metric: 'iter8-system/error-rate', upperLimit: 0}]}}), [], 'spec.criteria.objectives[0].upperLimit'],
  ])('is %s', async (_what, resource, metrics, field) => {
    const {obstacles, canDecide, scenarios} = await planOf(resource, {traffic: '20rps'}, metrics);
    expect([canDecide, obstacles.map((one) => one.field)]).toEqual([false, [field]]);
    const promoted = scenarios.find(({goal}) => goal === 'promote');
    expect(promoted?.goalChance?.share ?? 0).toBe(0); // played, it never is
  }); // prettier-ignore

  it('is not a metric whose file says all, a percentile that is a histogram_quantile too', async () => {
    const body = {
      params: [
        {name: 'query', value: 'histogram_quantile(0.95, sum(rate(latency_bucket[${elapsedTime}s])) by (le))'},
      ],
    };
    const plan = await planOf(on('p95-latency'), {}, [query('p95-latency', body)]);
    expect(plan.obstacles).toEqual([]);
  });
});
