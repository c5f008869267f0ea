import type {FieldPath} from '../field.js';
import type {JsonObject} from '../json.js';
import type {Experiment, Objective, Reward, Spec} from '../model.js';
import {readyMadeMetric} from './legacy-criteria.js';
import {compact, limitValue, type Loss, nonEmpty} from './conversion.js';

/** The spec that v1alpha1 and v1alpha2 come down to, with the defaults of the old engine written out. */
export function legacySpec({spec, namespace}: Experiment): JsonObject {
  const {target, testingPattern, deploymentPattern, duration, weights, finalSplit} = spec;
  return compact({
    target: target === '' ? undefined : target,
    strategy: compact({
      testingPattern,
      deploymentPattern,
      weights: {
        maxCandidateWeight: wholePercent(weights.maxCandidateWeight),
        maxCandidateWeightIncrement: wholePercent(weights.maxCandidateWeightIncrement),
        ...(finalSplit !== undefined && {finalSplit}),
      },
    }),
    criteria: legacyCriteria(spec),
    duration: {...duration, intervalSeconds: wholeSeconds(duration.intervalSeconds)},
    versionInfo: versionInfo(spec, namespace),
  });
}

/** A cap of less than 1 must not become 0, which would mean that no weight ever moves. */
function wholePercent(percent: number): number {
  return percent > 0 ? Math.min(100, Math.max(1, Math.floor(percent))) : 0;
}

function wholeSeconds(seconds: number): number {
  return Math.max(1, Math.floor(seconds));
}

function legacyCriteria({criteria}: Spec): JsonObject | undefined {
  const {objectives, minimumSamples} = criteria;
  const rewards = criteria.rewards.filter(({preferredDirection}) => preferredDirection !== undefined);
  const judged = [...rewards, ...objectives].map(({metric}) => metric);
  const indicators = [...new Set(criteria.indicators)].filter((name) => !judged.includes(name));
  const converted = compact({
    requestCount: criteria.requestCount,
    strength: minimumSamples === undefined ? undefined : {minimumSamples},
    rewards: nonEmpty(rewards.map(rewardItem)),
    indicators: nonEmpty(indicators),
    objectives: nonEmpty(objectives.map(objectiveItem)),
  });
  return Object.keys(converted).length > 0 ? converted : undefined;
}

function rewardItem({metric, preferredDirection}: Reward): JsonObject {
  return compact({metric, preferredDirection});
}

function objectiveItem(objective: Objective): JsonObject {
  const {metric, upperLimit, lowerLimit, relativeLimit, relativeLowerLimit, rollbackOnFailure} = objective;
  return compact({
    metric,
    upperLimit: upperLimit && limitValue(upperLimit),
    lowerLimit: lowerLimit && limitValue(lowerLimit),
    relativeUpperLimit: relativeLimit && limitValue(relativeLimit),
    relativeLowerLimit: relativeLowerLimit && limitValue(relativeLowerLimit),
    rollback_on_failure: rollbackOnFailure || undefined,
  });
}

/** The queries of ready-made metrics ask by the namespace of a version. */
function versionInfo({versions, criteria, target}: Spec, namespace: string): JsonObject | undefined {
  const value = target.includes('/') ? target.slice(0, target.indexOf('/')) : namespace;
  const variables = criteria.requestCount === undefined ? undefined : [{name: 'namespace', value}];
  const named = (role: string) =>
    versions.filter((version) => version.role === role).map(({name}) => compact({name, variables}));
  const [baseline] = named('baseline');
  const info = compact({baseline, candidates: nonEmpty(named('candidate'))});
  return Object.keys(info).length > 0 ? info : undefined;
}

/** Where the old formats keep what both of them know. */
export interface LegacyPaths {
  readonly service: FieldPath;
  readonly interval: FieldPath;
  readonly cap: FieldPath;
  readonly step: FieldPath;
}

/** What both old formats lose in the same way. */
export function legacySpecLosses({spec}: Experiment, paths: LegacyPaths): Loss[] {
  const {duration, weights, target, versions} = spec;
  return [
    ...when(
      target === '',
      [...paths.service, 'name'],
      'is missing: write what is experimented on into spec.target',
    ),
    ...when(
      !versions.some(({role}) => role === 'baseline'),
      [...paths.service, 'baseline'],
      'is missing: name the current version in spec.versionInfo.baseline.name',
    ),
    ...when(
      versions.length > 1,
      paths.service,
      'the old engine made its own routing rules, and iter8ctl create experiment -f makes them now; otherwise name the object and field that hold the weight of each version in versionInfo, as weightObjRef',
    ),
    ...when(
      !Number.isInteger(duration.intervalSeconds),
      paths.interval,
      `only whole seconds have a counterpart; written as ${wholeSeconds(duration.intervalSeconds)}`,
    ),
    ...percentLosses(weights.maxCandidateWeight, paths.cap),
    ...percentLosses(weights.maxCandidateWeightIncrement, paths.step),
  ];
}

function percentLosses(percent: number, path: FieldPath): Loss[] {
  const written = wholePercent(percent);
  return when(
    written !== percent,
    path,
    `only whole percentages from 0 to 100 have a counterpart; written as ${written}`,
  );
}

/** The loss if the condition holds. */
export function when(condition: boolean, path: FieldPath, reason: string): Loss[] {
  return condition ? [{path, reason}] : [];
}

/** What to say of versions that were to be deleted. */
export const CLEANUP =
  'an experiment deletes nothing: once it has ended, iter8ctl cleanup NAME deletes the versions that lost and have no traffic';

/** What to say of a reward whose direction nobody wrote down. */
export function rewardReason(metric: string): string {
  return `left out, since whether higher or lower is better is not known: write criteria.rewards: [{metric: ${metric}, preferredDirection: High}], or Low`;
}

/** What to say of a metric that an experiment uses, or only defines. */
export function metricReason(metric: string, {namespace, spec}: Experiment): string {
  const {objectives, rewards, indicators} = spec.criteria;
  const isUsed = [...[...objectives, ...rewards].map((use) => use.metric), ...indicators].includes(metric);
  const readyMade = readyMadeMetric(metric);
  if (isUsed && readyMade !== undefined) return `read as ${readyMade}, of: iter8ctl install --metrics istio`;
  const instead = isUsed ? `write a Metric ${metricAdvice(metric, namespace)}` : 'no criterion names it; left out';
  return `its query was written for the old engine: ${instead}`;
}

/** Names of the old metrics, such as `iter8_latency`, are mostly none that Kubernetes takes for a resource. */
function metricAdvice(metric: string, namespace: string): string {
  const name = metric
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (name === metric) return `${metric} in namespace ${namespace}`;
  return `${name} in namespace ${namespace} (no resource can be named ${metric}), and that name into the criteria`;
}
