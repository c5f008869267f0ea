import type {JsonObject} from '../../experiment/json.js';
import {baselineOf, type Experiment} from '../../experiment/model.js';
import {fullNameOf} from '../../metrics/metric.js';
import {type CollectedMetrics, type MetricProblem, referencesOf} from '../../metrics/references.js';
import {abortBeforeRun} from './abort.js';
import {carryOut} from './actions.js';
import type {Effect} from './effects.js';
import {failExperiment, type Failure, stageMarks} from './failure.js';
import type {StepInput} from './input.js';
import {warningMark, writeStatus} from './marks.js';
import {progressJson, progressOf} from './progress.js';
import {recommendation} from './recommendation.js';
import {versionNames} from './versions.js';
import {hasSplit, movesTraffic, retryOrFail, waitAfterFailure, weightsJson} from './weights.js';
import {pauseIfWished} from './wishes.js';

/** Stage Initializing: start action, copies of the metrics, a first look at the weights. */
export function prepare(input: StepInput): readonly Effect[] {
  return (
    abortBeforeRun(input) ??
    pauseIfWished(input) ??
    carryOut(input, {key: 'start', instance: 'start', handler: 'Start'}) ??
    copyMetrics(input) ??
    beginRunning(input)
  );
}

function copyMetrics(input: StepInput): readonly Effect[] | undefined {
  const {experiment, observations} = input;
  const references = referencesOf(experiment.spec.criteria);
  if (references.length === 0 || hasCopies(experiment)) return undefined;
  const answer = observations.metricResources;
  if (!answer) return [{kind: 'readMetricResources', references}];
  if (answer.kind !== 'collected') return failExperiment(input, failureOf(answer));
  return [writeStatus(input, {metrics: copies(experiment, answer)})];
}

/** v2alpha1 has its copies in the spec. */
function hasCopies({source}: Experiment): boolean {
  const {spec, status} = source as Readonly<Record<'spec' | 'status', JsonObject | undefined>>;
  return [spec?.metrics, status?.metrics].some((metrics) => Array.isArray(metrics) && metrics.length > 0);
}

const METRIC_FAILURES = {
  missing: {reason: 'MetricUnavailable', verb: 'find'},
  unreadable: {reason: 'MetricsUnreadable', verb: 'load'},
  invalid: {reason: 'MetricsUnreadable', verb: 'load'},
} as const;

function failureOf({kind, name, reason: cause}: MetricProblem): Failure {
  const {reason, verb} = METRIC_FAILURES[kind];
  return {reason, message: `Unable to ${verb} metric ${name}: ${cause}`};
}

/** By full name, or in v2alpha1 as referenced. */
function copies({dialect}: Experiment, {metrics, names}: CollectedMetrics): readonly JsonObject[] {
  const references = new Map([...names].map(([reference, name]) => [name, reference]));
  return [...metrics.values()].map((metric) => {
    const name = fullNameOf(metric);
    return {name: dialect === 'v2alpha1' ? (references.get(name) ?? name) : name, metricObj: metric.resource};
  });
}

function beginRunning(input: StepInput): readonly Effect[] {
  const {experiment, observations} = input;
  const waiting = waitAfterFailure(input, progressOf(experiment));
  if (waiting) return waiting;
  if (hasSplit(experiment) && !observations.weights) return [{kind: 'observeWeights'}];
  const answer = observations.weights;
  if (answer?.kind === 'invalid') {
    const message = `Specification of version weightObjectRef invalid: ${answer.reason}`;
    return failExperiment(input, {reason: 'InvalidExperiment', message});
  }
  if (answer?.kind === 'failed' && movesTraffic(experiment)) return retryOrFail(input, answer.reason);
  const fields = {
    stage: 'Running',
    progress: progressJson({attempts: 0, versions: versionNames(experiment)}),
    ...recommendation(experiment, baselineOf(experiment)?.name),
    ...(answer?.kind === 'observed' && {currentWeightDistribution: weightsJson(answer.weights)}),
  };
  const isUnmovable = movesTraffic(experiment) && answer?.kind === 'observed' && answer.weights.length === 0;
  return [writeStatus(input, fields, ...(isUnmovable ? [NO_ROUTER] : []), ...stageMarks(input, 'Running'))];
}

const NO_ROUTER = warningMark(
  'TrafficNotControlled',
  'No version has a weightObjRef: the experiment runs as FixedSplit and leaves traffic as it is',
);
