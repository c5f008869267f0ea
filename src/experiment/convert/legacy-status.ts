import {Field} from '../field.js';
import type {JsonObject} from '../json.js';
import type {Assessment, Experiment, MetricValue} from '../model.js';
import {formatExact} from '../quantity.js';
import {wholeSecondsText} from '../rfc3339.js';
import {compact} from './conversion.js';

/** Facts of an old status that the model does not hold. */
export interface LegacyTimes {
  /** When the engine first saw the experiment. */
  readonly initTime: Date | undefined;
  readonly endTime: Date | undefined;
  /** URL of the analysis service. */
  readonly analyticsUrl: string;
}

/** The status in the words of v2alpha2; undefined when no engine has written one. */
export function legacyStatus(experiment: Experiment, times: LegacyTimes): JsonObject | undefined {
  const {source, status} = experiment;
  if (!new Field(source).get('status').exists) return undefined;
  return compact({
    conditions: conditions(experiment, times),
    initTime: timeText(times.initTime),
    startTime: timeText(status.startTime),
    lastUpdateTime: timeText(status.lastUpdateTime ?? times.initTime),
    stage: status.stage,
    completedIterations: status.completedIterations,
    currentWeightDistribution: status.weights.map(({version, percent}) => ({name: version, value: percent})),
    analysis: analysis(experiment, times),
    versionRecommendedForPromotion: status.recommendedVersion,
    message: status.message,
  });
}

function timeText(time: Date | undefined): string | undefined {
  return time && wholeSecondsText(time);
}

function conditions(experiment: Experiment, {endTime}: LegacyTimes): JsonObject[] {
  const {status, source} = experiment;
  const old = new Field(source).get('status', 'conditions').items();
  const find = (type: string) => old.find((condition) => condition.get('type').text() === type);
  const completed = find('ExperimentCompleted');
  const since = completed?.get('lastTransitionTime').text();
  const isEnd = status.stage === 'Completed';
  return [
    compact({
      type: 'Completed',
      status: isEnd ? 'True' : 'False',
      ...(isEnd ? endWords(status.failure) : wordsOf(completed)),
      lastTransitionTime: timeText(endTime) ?? since,
    }),
    compact({
      type: 'Failed',
      status: status.failure === undefined ? 'False' : 'True',
      ...failureWords(status.failure),
      lastTransitionTime: status.failure === undefined ? timeText(experiment.createdAt) : since,
    }),
    targetAcquired(find('TargetsProvided')),
  ];
}

function endWords(failure: string | undefined): JsonObject {
  const message = failure === undefined ? 'Experiment completed successfully' : 'Experiment failed';
  return {reason: 'ExperimentCompleted', message};
}

function failureWords(failure: string | undefined): JsonObject {
  const [, reason, message] = /^(.*?)(?:: (.*))?$/s.exec(failure ?? '') ?? [];
  return {reason: reason === '' ? undefined : reason, message};
}

function wordsOf(condition: Field | undefined): JsonObject {
  return {reason: condition?.get('reason').text(), message: condition?.get('message').text()};
}

function targetAcquired(targets: Field | undefined): JsonObject {
  const isHeld = targets?.get('status').text() === 'True';
  return compact({
    type: 'TargetAcquired',
    status: isHeld ? 'True' : 'False',
    ...(isHeld ? {reason: 'TargetAcquired'} : wordsOf(targets)),
    lastTransitionTime: targets?.get('lastTransitionTime').text(),
  });
}

function analysis(experiment: Experiment, {initTime, analyticsUrl}: LegacyTimes): JsonObject | undefined {
  const {status} = experiment;
  const {winner, versionAssessments} = status.analysis;
  const block = (fields: JsonObject | undefined) =>
    fields &&
    compact({provenance: analyticsUrl, timestamp: timeText(status.lastUpdateTime ?? initTime), ...fields});
  const blocks = compact({
    aggregatedMetrics: block(aggregatedMetrics(experiment)),
    versionAssessments: block(versionAssessments && {data: mapValues(versionAssessments, booleansOf)}),
    objectiveAssessments: block(versionAssessments && threeValued(versionAssessments)),
    winnerAssessment: block(winner && {data: compact({winnerFound: winner.found, winner: winner.version})}),
  });
  return Object.keys(blocks).length > 0 ? blocks : undefined;
}

type Assessments = ReadonlyMap<string, readonly Assessment[]>;

function booleansOf(list: readonly Assessment[]): boolean[] {
  return list.map((assessment) => assessment === 'satisfied');
}

/** Where "not enough data" has to be told from "violated", our own addition to the status says it. */
function threeValued(assessments: Assessments): JsonObject | undefined {
  const hasUnknown = [...assessments.values()].some((list) => list.includes('unknown'));
  return hasUnknown ? {data: mapValues(assessments, (list) => list.map((state) => ({state})))} : undefined;
}

function mapValues<T>(map: ReadonlyMap<string, T>, change: (value: T) => JsonObject[string]): JsonObject {
  return Object.fromEntries([...map].map(([key, value]) => [key, change(value)]));
}

/** In the order in which the metrics are shown, also those without a value. */
function aggregatedMetrics({status}: Experiment): JsonObject | undefined {
  const values = status.analysis.aggregatedMetrics;
  if (!values) return undefined;
  const names = [...status.metrics.map(({name}) => name), ...values.keys()];
  const entries = [...new Set(names)].map((name) => [
    name,
    {data: mapValues(values.get(name) ?? new Map(), valueItem)},
  ]);
  return {data: Object.fromEntries(entries) as JsonObject};
}

function valueItem({value, sampleSize}: MetricValue): JsonObject {
  return compact({value: value && formatExact(value), sampleSize});
}
