import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../src/experiment/json.js';
import type {Experiment} from '../../../src/experiment/model.js';
import {
  repeatSimulation,
  simulateExperiment,
  type SimulationOptions,
} from '../../../src/engine/simulate/simulate.js';
import {parseTruth} from '../../../src/engine/simulate/truth.js';
import {experiment} from '../support/experiment.js';
import {lineOf} from '../support/play.js';
import {tutorialSample} from '../support/tutorial.js';
import {START} from '../support/world.js';

const shop = (over: Parameters<typeof experiment>[0] = {}) =>
  experiment({
    objectives: [
      {metric: 'mean-latency', upperLimit: 50},
      {metric: 'error-rate', upperLimit: '0.01'},
    ],
    duration: {iterationsPerLoop: 12},
    ...over,
  });

const options = (truths: readonly string[], resource: JsonObject = shop(), seed = 'seed'): SimulationOptions => ({
  resource,
  truths: truths.map(parseTruth),
  seed,
  start: START,
});

async function simulate(...parameters: Parameters<typeof options>) {
  const written: Experiment[] = [];
  const {experiment: end} = await simulateExperiment({
    ...options(...parameters),
    onWrite: (one) => written.push(one),
  });
  return {end: end!, written};
}

describe('a simulated experiment', () => {
  it('promotes a good candidate of the tutorial, without running its tasks', async () => {
    const {end, written} = await simulate(['candidate:latency=1.3±0.5'], await tutorialSample());
    expect(lineOf(end)).toBe('Completed | 12 | ExperimentCompleted: Experiment completed successfully');
    expect(end.status.recommendedVersion).toBe('candidate');
    const percents = written.map(({status}) => status.weights[1]?.percent ?? 0);
    expect([...new Set(percents)]).toEqual([0, 5, 15, 25, 35, 45, 55, 65, 75, 85, 95, 100]);
    expect(end.source.status).toMatchObject({actions: {finish: {tasks: [{result: 'skipped'}]}}});
  });

  it.each([
    ['is slow', 'c:latency=90±20'],
    ['fails 1 of 7', 'c:error-rate=0.142'],
  ])('keeps the baseline when the candidate %s', async (_what, truth) => {
    const {end} = await simulate([truth]);
    expect(end.status.analysis.winner).toEqual({found: true, version: 'b'});
    expect(end.status.weights).toEqual([
      {version: 'b', percent: 100},
      {version: 'c', percent: 0},
    ]);
  });

  it('takes as long on its own clock as a real one', async () => {
    const {end} = await simulate([]);
    expect(end.status.lastUpdateTime!.getTime() - START.getTime()).toBe(11 * 20_000);
  });

  it('is the same again with the same seed, and another with another', async () => {
    const truths = ['c:error-rate=0.01'];
    const [one, again, other] = await Promise.all(
      ['1', '1', '2'].map(async (seed) => (await simulate(truths, shop(), seed)).end.source),
    );
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it('finds the better reward in an A/B test', async () => {
    const resource = shop({pattern: 'A/B', criteria: {rewards: [{metric: 'sales', preferredDirection: 'High'}]}});
    const {end} = await simulate(['b:sales=10±1', 'c:sales=12±1'], resource);
    expect(end.status.recommendedVersion).toBe('c');
  });

  it.each([1, 12])(
    'of BlueGreen with a healthy one among %d candidates ends with all traffic on it',
    async (count) => {
      const candidates = Array.from({length: count}, (_, index) => `c${index + 1}`);
      const best = candidates.at(-1)!;
      const isCanary = count === 1;
      const resource = shop({
        pattern: isCanary ? 'Canary' : 'A/B/N',
        deployment: 'BlueGreen',
        candidates,
        criteria: isCanary ? {} : {rewards: [{metric: 'sales', preferredDirection: 'High'}]},
      });
      const truths = ['b', ...candidates].map((name) => `${name}:sales=${name === best ? 20 : 10}±0.1,rps=500`);
      const {end} = await simulate(truths, resource);
      expect(end.status.failure).toBeUndefined();
      expect(end.status.weights.filter(({percent}) => percent > 0)).toEqual([{version: best, percent: 100}]);
    },
  );

  it('of Conformance judges the one version there is', async () => {
    const {end} = await simulate(['b:latency=90±5'], shop({pattern: 'Conformance', candidates: []}));
    expect(end.status.analysis.winner).toEqual({found: false, version: undefined});
  });

  it('begins anew, whatever the status of the resource', async () => {
    const {end} = await simulate([], {...shop(), status: {stage: 'Completed', completedIterations: 7}});
    expect(end.status.completedIterations).toBe(12);
  });

  it.each([
    [['x:latency=1'], 'experiment e has no version "x"', 'its versions are b, c'],
    [['c:sales=1'], 'nobody tells the metric sales of version b', "--truth 'b:sales=MEAN±DEVIATION'"],
  ])('is refused with the truths %j', async (truths, message, hint) => {
    const resource = shop({criteria: {indicators: message.includes('sales') ? ['sales'] : []}});
    await expect(simulate(truths, resource)).rejects.toMatchObject({
      message,
      hint: expect.stringContaining(hint),
    });
  });
});

describe('many simulations', () => {
  it('count the verdicts, and clear cases come out the same each time', async () => {
    expect(await repeatSimulation(options(['c:latency=90±20']), 20)).toEqual([
      {outcome: 'baselineWon', version: 'b', count: 20},
    ]);
  });

  it('of a candidate at the limit come out both ways, the more frequent one first', async () => {
    const counts = await repeatSimulation(options(['c:error-rate=0.01']), 40);
    expect(counts.map(({outcome}) => outcome).sort()).toEqual(['baselineWon', 'candidateWon']);
    expect(counts[0]!.count).toBeGreaterThanOrEqual(counts[1]!.count);
    expect(counts[0]!.count + counts[1]!.count).toBe(40);
  });

  it('end at once when they are stopped', async () => {
    expect(await repeatSimulation({...options([]), signal: AbortSignal.abort()}, 1000)).toEqual([]);
  });
});
