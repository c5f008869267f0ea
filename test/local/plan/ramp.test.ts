import {describe, expect, it} from '@jest/globals';
import {planRamps} from '../../../src/analysis/planning/ramp.js';
import {readExperimentResource} from '../../../src/engine/experiment-resource.js';
import {simulateExperiment} from '../../../src/engine/simulate/simulate.js';
import {parseTruth} from '../../../src/engine/simulate/truth.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {firstWeights} from '../../../src/local/plan/play.js';
import {canary} from './support.js';

/** Percent of the candidate after each iteration but the last, of a run that is too short to be decided. */
async function simulatedPercents(resource: JsonObject, rps: number): Promise<number[]> {
  const percents: number[] = [];
  const truths = ['candidate', 'current'].map((name) => parseTruth(`${name}:error-rate=0.019,rps=${rps}`));
  await simulateExperiment({
    ...{resource, truths, seed: 'ramp', start: new Date(0)},
    onWrite: ({status}) => {
      const {percent = 0} = status.weights.find(({version}) => version === 'candidate') ?? {};
      if (status.completedIterations > 0) percents[status.completedIterations - 1] = percent;
    },
  });
  return percents.slice(0, -1);
}

describe('the traffic that is planned', () => {
  it.each([
    ['as it is', {}, 50],
    ['with a single look', {looks: 1}, 50],
    ['with three looks', {looks: 3}, 50],
    ['with a minimum of samples', {minimumSamples: 50}, 5],
  ])('is that of a simulated run that stays undecided: %s', async (_what, strength, rps) => {
    const resource = canary({
      criteria: {strength: {confidence: 0.95, policy: 'provenSafe', ...strength}},
      duration: {iterationsPerLoop: 12},
    }) as JsonObject;
    const experiment = readExperimentResource(resource);
    const percents = await simulatedPercents(resource, rps);
    expect(percents).toHaveLength(11);
    const requests = percents.reduce((sum, percent) => sum + (percent / 100) * rps * 12, 0);
    const ramp = planRamps(experiment, {weights: firstWeights(experiment), trafficPerSecond: rps}).get(
      'candidate',
    )!;
    expect(ramp.percent).toBe(percents.at(-1));
    expect(Math.abs(ramp.requests.at(-1)! - requests)).toBeLessThan(0.05 * requests);
  });
});
