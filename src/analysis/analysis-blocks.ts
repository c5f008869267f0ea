import type {Json, JsonObject} from '../experiment/json.js';
import {lookUpMetric} from '../experiment/metric-reference.js';
import {formatCanonical} from '../experiment/quantity.js';
import {wholeSecondsText} from '../experiment/rfc3339.js';
import type {AnalysisResult} from './analyse.js';
import type {ObjectiveAssessment} from './assessments.js';
import {blockMessage, type BlockNotes} from './block-message.js';
import {findObservation, isStale} from './evidence.js';
import type {AnalysisInput} from './input.js';
import {latestReading, type Observation, type Reading} from './observations.js';
import type {Proof} from './proof.js';
import {limitFields, shownLimit} from './shown-proof.js';
import type {WinnerDecision} from './winner.js';

/** Characters of a reason in the status. */
const LONGEST_REASON = 120;

/**
 * The blocks of `status.analysis`, each with provenance, timestamp (`now` of the input, whole seconds), message and data:
 * the four of the original, and `objectiveAssessments` with the three-valued answers beside `versionAssessments`.
 *
 * @param provenance who made the analysis; the original puts its service URL there
 */
export function analysisBlocks(input: AnalysisInput, result: AnalysisResult, provenance: string): JsonObject {
  const origin = originOf(input.now, provenance);
  const {decision, plan} = result;
  const block = (notes: BlockNotes, data: JsonObject | readonly JsonObject[]): JsonObject => {
    return {...origin, message: blockMessage(notes), data};
  };
  const assessmentNotes = {warnings: assessmentWarnings(input, result)};
  return {
    aggregatedMetrics: block({errors: backendErrors(input)}, metricData(input)),
    versionAssessments: block(assessmentNotes, assessmentData(result, isSatisfied)),
    objectiveAssessments: block(assessmentNotes, assessmentData(result, assessmentJson)),
    winnerAssessment: winnerBlock(decision, input.now, provenance),
    weights: {
      ...block({infos: plan.notes}, weightData(result)),
      ...(input.experiment.spec.testingPattern === 'Conformance' ? {message: NO_WEIGHTS} : {}),
    },
  };
}

function originOf(now: Date, provenance: string): JsonObject {
  return {provenance, timestamp: wholeSecondsText(now)};
}

/** The block `winnerAssessment` alone, for a decision that replaces an earlier one. */
export function winnerBlock(decision: WinnerDecision, now: Date, provenance: string): JsonObject {
  const {found, winner, bestVersions, warnings, reason} = decision;
  return {
    ...originOf(now, provenance),
    message: blockMessage({warnings, infos: [reason]}),
    data: {winnerFound: found, ...(winner !== undefined && {winner}), bestVersions},
  };
}

const NO_WEIGHTS = 'weight computation is not applicable to a conformance experiment';

function mapValues<T>(map: ReadonlyMap<string, T>, change: (value: T) => Json): JsonObject {
  return Object.fromEntries([...map].map(([key, value]) => [key, change(value)]));
}

function metricData(input: AnalysisInput): JsonObject {
  return mapValues(input.observations, (byVersion) => ({
    data: mapValues(byVersion, (observation) => valueJson(input, observation)),
  }));
}

/** A stale value is not offered as `value`, which readers take for the present one. */
function valueJson(input: AnalysisInput, observation: Observation): JsonObject {
  const reading = latestReading(observation);
  const reason =
    observation.kind === 'unavailable' ? {unavailable: observation.reason.slice(0, LONGEST_REASON)} : {};
  return reading ? {...readingJson(reading, isStale(input, reading)), ...reason} : reason;
}

function readingJson({value, sampleSize, observedAt}: Reading, stale: boolean): JsonObject {
  return {
    [stale ? 'lastValue' : 'value']: formatCanonical(value),
    ...(sampleSize === undefined ? {} : {sampleSize: toInt32(sampleSize)}),
    observedAt: wholeSecondsText(observedAt),
  };
}

const LARGEST_INT32 = 2 ** 31 - 1;

function toInt32(count: number): number {
  return Math.min(LARGEST_INT32, Math.max(0, Math.floor(count)));
}

function backendErrors({observations}: AnalysisInput): string[] {
  return [...observations].flatMap(([metric, byVersion]) =>
    [...byVersion].flatMap(([version, observation]) => {
      if (observation.kind === 'value') return [];
      const words = `Error from metrics backend for metric: ${metric} and version: ${version}`;
      return [`${words} (${observation.reason})`];
    }),
  );
}

/** Empty without objectives, as in the original. */
function assessmentData(
  {assessments}: AnalysisResult,
  change: (assessment: ObjectiveAssessment) => JsonObject | boolean,
): JsonObject {
  const assessed = new Map([...assessments].filter(([, list]) => list.length > 0));
  return mapValues(assessed, (list) => list.map(change));
}

/** The CRD knows no third state: what is unknown is not true. */
function isSatisfied({state}: ObjectiveAssessment): boolean {
  return state === 'satisfied';
}

function assessmentJson(assessment: ObjectiveAssessment): JsonObject {
  const {state, value, limit, margin, samples, ageSeconds, proof, sentence} = assessment;
  return {
    state,
    ...(value && {value: formatCanonical(value)}),
    ...(limit && {limit: formatCanonical(limit)}),
    ...(margin && {margin: formatCanonical(margin)}),
    ...(samples !== undefined && {samples: toInt32(samples)}),
    ...(ageSeconds !== undefined && {ageSeconds: Math.floor(ageSeconds)}),
    ...(proof && proofJson(proof)),
    message: sentence,
  };
}

/** Of the limit that decides, and of each where there are several. */
function proofJson(proof: Proof): JsonObject {
  const limits = proof.limits.map(({kind, state, ...limit}) => ({
    limit: kind,
    state,
    ...limitFields(shownLimit(limit)),
  }));
  return {...limitFields(shownLimit(proof)), ...(limits.length > 0 && {limits})};
}

/** One for each unknown objective, in the original's words where it has any. */
function assessmentWarnings(input: AnalysisInput, {assessments}: AnalysisResult): string[] {
  const {objectives} = input.experiment.spec.criteria;
  return [...assessments].flatMap(([version, list]) =>
    objectives.flatMap(({metric}, index) => {
      const assessment = list[index];
      return assessment?.state === 'unknown' ? [unknownWords(input, metric, version, assessment.sentence)] : [];
    }),
  );
}

function unknownWords(input: AnalysisInput, metric: string, version: string, sentence: string): string {
  const {observations, experiment} = input;
  const ofVersion = `Value for ${metric} metric and ${version} version is`;
  if (!lookUpMetric(observations, metric, experiment.namespace)) {
    return `Aggregated metric object for ${metric} metric is unavailable.`;
  }
  const observation = findObservation(input, metric, version);
  if (!observation) return `${ofVersion} unavailable.`;
  return latestReading(observation) ? `${version}: ${sentence}` : `${ofVersion} None.`;
}

function weightData({plan}: AnalysisResult): readonly JsonObject[] {
  return plan.weights.map(({version, percent}) => ({name: version, value: percent}));
}
