import {expect} from '@jest/globals';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {readMetricFiles} from '../../../src/metrics/inspect/files.js';
import {goalChance, playTruth} from '../../../src/local/plan/chances.js';
import {measuredMetrics} from '../../../src/local/plan/measured-metrics.js';
import {plannedRun} from '../../../src/local/plan/planned-run.js';
import {metricReader} from '../../../src/local/run/world.js';
import {readExperimentResource} from '../../../src/engine/experiment-resource.js';
import {parseTruth, plainTruth} from '../../../src/engine/simulate/truth.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {type PlanOptions, planLaunch} from '../../../src/local/plan/plan.js';
import {publishedSchema} from '../../support/published-schema.js';

/** An experiment of two versions, cheap to play. */
export function canary(over: {spec?: object; criteria?: object; duration?: object; strategy?: object} = {}) {
  return {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'canary', namespace: 'default'},
    spec: {
      target: 'default/app',
      strategy: {testingPattern: 'Canary', ...over.strategy},
      criteria: {
        requestCount: 'iter8-system/request-count',
        objectives: [{metric: 'iter8-system/error-rate', upperLimit: '0.02'}],
        strength: {confidence: 0.95, policy: 'provenSafe'},
        ...over.criteria,
      },
      duration: {intervalSeconds: 12, iterationsPerLoop: 6, ...over.duration},
      versionInfo: {baseline: {name: 'current'}, candidates: [{name: 'candidate'}]},
      ...over.spec,
    },
  };
}

const problemsOfPlan = publishedSchema('plan.v1.json');

interface Asked extends Partial<Omit<PlanOptions['flags'], 'truth'>> {
  readonly truth?: readonly string[];
  readonly iterationsToPlay?: number;
}

/** The plan, which fits its published schema, of a resource, or of a file with it and its Metrics. */
export async function planOf(
  resource: object,
  {truth = [], traffic = '200rps', iterationsToPlay, ...flags}: Asked = {},
  more: readonly object[] = [],
) {
  const text = JSON.stringify({apiVersion: 'v1', kind: 'List', items: [resource, ...more]});
  const {experiment, metrics} = await readMetricFiles([{name: 'exp.yaml', text}]);
  const {source} = experiment ?? parseExperiment({});
  const {signal} = new AbortController();
  const plan = await planLaunch({
    flags: {truth, traffic, ...flags},
    resource: source,
    metrics,
    signal,
    iterationsToPlay,
  });
  expect(problemsOfPlan(JSON.parse(JSON.stringify(plan)))).toEqual([]);
  return plan;
}

/** The share of quick runs that come to what is wanted. */
export async function goalShare(
  resource: object,
  told: readonly string[],
  {runs, goal}: {runs: number; goal: 'promote' | 'stop'},
) {
  const experiment = readExperimentResource(resource as JsonObject);
  const run = plannedRun(experiment, await measuredMetrics(experiment, metricReader([])));
  const truths = experiment.spec.versions.map(({name}) => {
    const text = told.find((one) => one.startsWith(`${name}:`));
    return text === undefined ? plainTruth(name) : parseTruth(text);
  });
  const {signal} = new AbortController();
  return goalChance(goal, await playTruth(run, truths, {runs, seed: 'quick', isWhole: false, signal})).share;
}
