import type {FieldPath} from '../field.js';
import type {JsonObject} from '../json.js';
import type {Experiment, Objective, Reward, Spec} from '../model.js';
import {compact, limitValue, type Loss, nonEmpty} from './conversion.js';

/** The spec that v1alpha1 and v1alpha2 come down to, with the defaults of the old engine written out. */
export function legacySpec({spec}: Experiment): JsonObject {
  const {target, testingPattern, deploymentPattern, duration, weights} = spec;
  return compact({
    target: target === '' ? undefined : target,
    strategy: compact({
      testingPattern,
      deploymentPattern,
      weights: {
        maxCandidateWeight: wholePercent(weights.maxCandidateWeight),
        maxCandidateWeightIncrement: wholePercent(weights.maxCandidateWeightIncrement),
      },
    }),
    criteria: legacyCriteria(spec),
    duration: {...duration, intervalSeconds: wholeSeconds(duration.intervalSeconds)},
    versionInfo: versionInfo(spec),
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
  const rewards = criteria.rewards.filter(({preferredDirection}) => preferredDirection !== undefined);
  const objectives = criteria.objectives.filter(isAbsolute);
  const judged = [...rewards, ...objectives].map(({metric}) => metric);
  const relative = criteria.objectives.filter((objective) => !isAbsolute(objective)).map(({metric}) => metric);
  const indicators = [...new Set([...criteria.indicators, ...relative])].filter((name) => !judged.includes(name));
  const converted = compact({
    rewards: nonEmpty(rewards.map(rewardItem)),
    indicators: nonEmpty(indicators),
    objectives: nonEmpty(objectives.map(objectiveItem)),
  });
  return Object.keys(converted).length > 0 ? converted : undefined;
}

/** Only limits that are numbers have a counterpart; what is held against the baseline has not. */
export function isAbsolute({relativeLimit}: Objective): boolean {
  return relativeLimit === undefined;
}

function rewardItem({metric, preferredDirection}: Reward): JsonObject {
  return compact({metric, preferredDirection});
}

function objectiveItem({metric, upperLimit, lowerLimit, rollbackOnFailure}: Objective): JsonObject {
  return compact({
    metric,
    upperLimit: upperLimit && limitValue(upperLimit),
    lowerLimit: lowerLimit && limitValue(lowerLimit),
    rollback_on_failure: rollbackOnFailure || undefined,
  });
}

function versionInfo({versions}: Spec): JsonObject | undefined {
  const named = (role: string) => versions.filter((version) => version.role === role).map(({name}) => ({name}));
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
      'the old engine made its own routing rules; name the object and field that hold the weight of each version in versionInfo, as weightObjRef',
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

/** What to say of a limit that depends on the baseline. */
export function relativeLimitReason(metric: string): string {
  return `a limit relative to the baseline has no counterpart; ${metric} is only shown, as an indicator: write an objective with a limit of its own`;
}

/** What to say of a reward whose direction nobody wrote down. */
export function rewardReason(metric: string): string {
  return `left out, since whether higher or lower is better is not known: write criteria.rewards: [{metric: ${metric}, preferredDirection: High}], or Low`;
}

/** What to say of a metric that an experiment uses, or only defines. */
export function metricReason(metric: string, {namespace, spec}: Experiment): string {
  const {objectives, rewards, indicators} = spec.criteria;
  const isUsed = [...[...objectives, ...rewards].map((use) => use.metric), ...indicators].includes(metric);
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
