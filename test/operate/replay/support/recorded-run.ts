import {simulateExperiment} from '../../../../src/engine/simulate/simulate.js';
import {parseTruth} from '../../../../src/engine/simulate/truth.js';
import type {JsonObject} from '../../../../src/experiment/json.js';
import type {Experiment} from '../../../../src/experiment/model.js';
import {experiment, type Sketch} from '../../../engine/support/experiment.js';
import {START} from '../../../engine/support/world.js';

/** Twelve iterations of a canary whose latency and errors are limited, every one of whose requests is counted. */
export function shop({criteria, ...over}: Sketch = {}): JsonObject {
  return experiment({
    objectives: [
      {metric: 'mean-latency', upperLimit: 50},
      {metric: 'error-rate', upperLimit: '0.02'},
    ],
    duration: {intervalSeconds: 12, iterationsPerLoop: 12},
    criteria: {requestCount: 'request-count', ...criteria},
    ...over,
  });
}

/** A run of the engine in simulated time, with each write of its status. */
export async function recordRun(
  truths: readonly string[],
  resource: JsonObject = shop(),
  seed = '1',
): Promise<readonly Experiment[]> {
  const written: Experiment[] = [];
  await simulateExperiment({
    resource,
    truths: truths.map((text) => parseTruth(text)),
    seed,
    start: START,
    onWrite: (one) => written.push(one),
  });
  return written;
}

export const sourcesOf = (written: readonly Experiment[]) => written.map(({source}) => source);
