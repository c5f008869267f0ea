import {Field} from '../field.js';
import {isObject, type Json, type JsonObject} from '../json.js';
import type {Experiment, Spec} from '../model.js';
import {actionLosses, checkActions, convertActions} from './actions.js';
import {
  compact,
  type Conversion,
  CURRENT_API_VERSION,
  exactLimit,
  listOf,
  type Loss,
  nonEmpty,
  objectOf,
  omit,
} from './conversion.js';
import {dotPath} from './field-path.js';
import {when} from './legacy-spec.js';
import {convertMetadata, metadataLosses} from './metadata.js';
import {metricLosses, URL_REASON, usesSharedPrometheus} from './metric.js';
import {bareNameLosses, DEFAULT_REQUEST_COUNT} from './metric-names.js';
import {convertStatus} from './v2alpha1-status.js';

/**
 * An Experiment of v2alpha1, in any of its early spellings, as v2alpha2. Fields that nobody knows stay where they are.
 *
 * @throws FieldError for the first field that holds another type than it must
 */
export function convertV2alpha1(experiment: Experiment): Conversion {
  const {source} = experiment;
  checkActions(new Field(source).get('spec', 'strategy', 'actions'));
  const resource = compact({
    ...source,
    apiVersion: CURRENT_API_VERSION,
    metadata: convertMetadata(source),
    spec: convertSpec(objectOf(source.spec), experiment.spec),
    status: convertStatus(source, experiment.status.stage),
  });
  return {resource, losses: losses(source, experiment.namespace)};
}

function convertSpec(spec: JsonObject, model: Spec): JsonObject {
  return compact({
    ...omit(spec, 'metrics', 'baseline', 'candidates'),
    strategy: convertStrategy(objectOf(spec.strategy), model),
    criteria: convertCriteria(objectOf(spec.criteria)),
    duration: {...omit(objectOf(spec.duration), 'maxIterations'), ...model.duration},
    versionInfo: convertVersionInfo(spec),
  });
}

function convertStrategy(strategy: JsonObject, model: Spec): JsonObject {
  const weights = omit(objectOf(strategy.weights), 'algorithm', 'weightDistribution');
  return compact({
    testingPattern: model.testingPattern,
    deploymentPattern: model.deploymentPattern,
    ...omit(strategy, 'type', 'handlers', 'testingPattern', 'deploymentPattern'),
    actions: convertActions(strategy),
    weights: {...weights, ...model.weights},
  });
}

function convertCriteria(criteria: JsonObject): JsonObject {
  const rewards = [...listOf(criteria.rewards), ...(isObject(criteria.reward) ? [criteria.reward] : [])];
  return compact({
    requestCount: criteria.requestCount ?? DEFAULT_REQUEST_COUNT,
    rewards: nonEmpty(rewards),
    ...omit(criteria, 'reward', 'rewards', 'requestCount'),
    objectives: criteria.objectives && listOf(criteria.objectives).map(convertObjective),
  });
}

function convertObjective(objective: Json): Json {
  if (!isObject(objective)) return objective;
  const {upperLimit, lowerLimit} = objective;
  return compact({...objective, upperLimit: exactLimit(upperLimit), lowerLimit: exactLimit(lowerLimit)});
}

/** Below `versionInfo` also what the Helm tutorial prints beside it. */
function convertVersionInfo(spec: JsonObject): Json | undefined {
  const info = objectOf(spec.versionInfo);
  const baseline = info.baseline ?? spec.baseline;
  const candidates = info.candidates ?? spec.candidates;
  const converted = compact({
    ...info,
    baseline: baseline && convertVersion(baseline),
    candidates: candidates && listOf(candidates).map(convertVersion),
  });
  return Object.keys(converted).length > 0 ? converted : undefined;
}

function convertVersion(version: Json): Json {
  if (!isObject(version)) return version;
  const variables = listOf(version.variables);
  const names = variables.map((variable) => objectOf(variable).name);
  const tags = Object.entries(objectOf(version.tags)).filter(([name]) => !names.includes(name));
  const reference = version.weightObjRef;
  return compact({
    ...omit(version, 'tags', 'weightObjRef'),
    variables: nonEmpty([...variables, ...tags.map(([name, value]) => ({name, value: textOf(value)}))]),
    weightObjRef: isObject(reference) ? convertReference(reference) : reference,
  });
}

function textOf(value: Json | undefined): Json | undefined {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? String(value)
    : value;
}

function convertReference(reference: JsonObject): JsonObject {
  const {fieldPath} = reference;
  return typeof fieldPath === 'string' ? {...reference, fieldPath: dotPath(fieldPath)} : reference;
}

function losses(source: JsonObject, namespace: string): Loss[] {
  const spec = objectOf(source.spec);
  const status = objectOf(source.status);
  return [
    ...metadataLosses(source),
    ...versionInfoLosses(spec),
    ...weightLosses(objectOf(spec.strategy)),
    ...actionLosses(objectOf(spec.strategy)),
    ...bareNameLosses(source, namespace),
    ...copiedMetricLosses(listOf(spec.metrics)),
    ...when(spec.metrics !== undefined && status.metrics !== undefined, ['spec', 'metrics'], TWO_COPIES),
    ...when(status.endTime !== undefined, ['status', 'endTime'], END_TIME),
  ];
}

const TWO_COPIES = 'left out: status.metrics has copies already';
const END_TIME = 'v2alpha2 has no such field; the end is when condition Completed became True';

function versionInfoLosses(spec: JsonObject): Loss[] {
  const info = objectOf(spec.versionInfo);
  return ['baseline', 'candidates'].flatMap((key) => {
    const isTaken = info[key] !== undefined && info[key] !== null;
    const reason = isTaken
      ? 'left out: versionInfo has one of its own'
      : 'stood beside versionInfo, where it means nothing; moved below it';
    return when(spec[key] !== undefined && spec[key] !== null, ['spec', key], reason);
  });
}

function weightLosses(strategy: JsonObject): Loss[] {
  return when(
    objectOf(strategy.weights).weightDistribution !== undefined,
    ['spec', 'strategy', 'weights', 'weightDistribution'],
    'has no counterpart; set the weights in the object that splits the traffic',
  );
}

/** The address of Prometheus is the same for all of them, so it is said once. */
function copiedMetricLosses(metrics: readonly Json[]): Loss[] {
  const copies = metrics.map((metric) => objectOf(objectOf(metric).metricObj));
  return [
    ...when(copies.some(usesSharedPrometheus), ['spec', 'metrics'], URL_REASON),
    ...copies.flatMap((copy, index) => metricLosses(copy, ['spec', 'metrics', index, 'metricObj', 'spec'])),
  ];
}
