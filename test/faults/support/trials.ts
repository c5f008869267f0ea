import type {JsonObject} from '../../../src/experiment/json.js';
import type {Random} from '../../../src/metrics/mock/random.js';
import {weightReference} from '../../cluster/support/routers.js';

/** What c is like; b always takes 10 ms, and 50 are allowed. */
export type Truth = 'good' | 'bad' | 'unknown';

/** An experiment of b against c whose truth is known. */
export interface Trial {
  /** Of its metric and its router too. */
  readonly name: string;
  readonly truth: Truth;
  readonly rollsBack: boolean;
  readonly target: string;
}

export const ITERATIONS = 4;
export const INTERVAL_SECONDS = 1;
/** Percent that a version gets which nothing is known of, to be seen by. */
export const EXPLORATION = 5;
export const NAMESPACE = 'default';

const API = 'iter8.tools/v2alpha2';
const LIMIT = 50;
const LATENCIES: Readonly<Record<Truth, number | undefined>> = {good: 20, bad: 100, unknown: undefined};

/** One to three; of three, two want the same target. */
export function drawTrials(random: Random): readonly Trial[] {
  const count = 1 + Math.floor(3 * random());
  return Array.from({length: count}, (_, index) => {
    const truth = (['good', 'good', 'bad', 'unknown'] as const)[Math.floor(4 * random())] ?? 'good';
    const rollsBack = truth === 'bad' && random() < 0.5;
    return {name: `trial-${index}`, truth, rollsBack, target: `${NAMESPACE}/app-${index % 2}`};
  });
}

/** Milliseconds; undefined: nobody knows. */
export function latencyOf({truth}: Trial, version: string): number | undefined {
  return version === 'b' ? 10 : LATENCIES[truth];
}

export function metricOf({name}: Trial, backend: string): JsonObject {
  return {
    apiVersion: API,
    kind: 'Metric',
    metadata: {name, namespace: NAMESPACE},
    spec: {
      type: 'Gauge',
      provider: 'test',
      urlTemplate: `${backend}/${name}`,
      params: [{name: 'version', value: '$name'}],
      jqExpression: '.latency',
    },
  };
}

/** @param finishFile gets a line from each of the two tasks of the finish action */
export function experimentOf({name, target, rollsBack}: Trial, finishFile: string): JsonObject {
  const version = (version: string, index: number) => ({
    name: version,
    weightObjRef: {...weightReference(name, index)},
  });
  return {
    apiVersion: API,
    kind: 'Experiment',
    metadata: {name, namespace: NAMESPACE},
    spec: {
      target,
      strategy: {
        testingPattern: 'Canary',
        deploymentPattern: 'Progressive',
        weights: {maxCandidateWeight: 100, maxCandidateWeightIncrement: 40},
        actions: {finish: ['first', 'second'].map((word) => ({run: `echo ${word} >> '${finishFile}'`}))},
      },
      criteria: {objectives: [{metric: name, upperLimit: String(LIMIT), rollback_on_failure: rollsBack}]},
      duration: {intervalSeconds: INTERVAL_SECONDS, iterationsPerLoop: ITERATIONS},
      versionInfo: {baseline: version('b', 0), candidates: [version('c', 1)]},
    },
  };
}
