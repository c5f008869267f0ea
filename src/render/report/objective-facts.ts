import {checkObjective, type Bound} from '../../analysis/objective.js';
import {Field} from '../../experiment/field.js';
import {lookUpMetric} from '../../experiment/metric-reference.js';
import {
  type Assessment,
  baselineOf,
  type Experiment,
  isCompleted,
  type MetricValue,
  type Objective,
  type Version,
} from '../../experiment/model.js';
import {formatExact, type Quantity} from '../../experiment/quantity.js';

/** How one version stands to one objective. Numbers are exact decimals in text, in the metric's unit. */
export interface ObjectiveFact {
  readonly version: string;
  /** `unknown`, too, while nothing was assessed. */
  readonly state: Assessment;
  readonly value: string | null;
  /** The limit that is broken, or the closer one. */
  readonly limit: {readonly kind: Bound['kind']; readonly value: string} | null;
  /** Distance to the limit; negative when it is broken. */
  readonly margin: string | null;
  /** The same in percent of the limit; null for a limit of 0. */
  readonly marginPercent: number | null;
  readonly samples: number | null;
  /** Of the value: at the end of the experiment, or now while it runs. */
  readonly ageSeconds: number | null;
  /** What the engine said of it; null: nothing. */
  readonly note: string | null;
}

/** One for each version, in their order. */
export function objectiveFacts(
  experiment: Experiment,
  objective: Objective,
  {index, now}: {readonly index: number; readonly now: Date},
): readonly ObjectiveFact[] {
  const baseline = baselineOf(experiment);
  const baselineValue = baseline && latest(experiment, objective, baseline)?.value;
  const judgedAt = isCompleted(experiment) ? (experiment.status.lastUpdateTime ?? now) : now;
  return experiment.spec.versions.map((version): ObjectiveFact => {
    const found = latest(experiment, objective, version);
    const recorded = recordedState(experiment, version, index);
    return {
      version: version.name,
      state: recorded ?? 'unknown',
      ...distance(objective, found?.value, baselineValue),
      samples: found?.sampleSize ?? recordedSamples(experiment, version, index),
      ageSeconds: found?.observedAt ? secondsBetween(found.observedAt, judgedAt) : null,
      note: recorded ? noteOf(experiment, version, index) : 'not assessed yet',
    };
  });
}

function latest(experiment: Experiment, {metric}: Objective, {name}: Version): MetricValue | undefined {
  const byMetric = experiment.status.analysis.aggregatedMetrics;
  return byMetric && lookUpMetric(byMetric, metric, experiment.namespace)?.get(name);
}

/** What a status says before the first iteration is left over from something else. */
function recordedState(experiment: Experiment, {name}: Version, index: number): Assessment | undefined {
  const {completedIterations, analysis} = experiment.status;
  if (completedIterations === 0 && !isCompleted(experiment)) return undefined;
  return analysis.versionAssessments?.get(name)?.[index];
}

function noteOf({status}: Experiment, {name}: Version, index: number): string | null {
  return status.analysis.assessmentMessages?.get(name)?.[index] ?? null;
}

/** A value that names no number of samples rests on as many as the engine counted requests. */
function recordedSamples({source}: Experiment, {name}: Version, index: number): number | null {
  const list = new Field(source).get('status', 'analysis', 'objectiveAssessments', 'data', name).items();
  return list[index]?.get('samples').integer() ?? null;
}

function distance(
  objective: Objective,
  value: Quantity | undefined,
  baselineValue: Quantity | undefined,
): Pick<ObjectiveFact, 'value' | 'limit' | 'margin' | 'marginPercent'> {
  const {bound} = checkObjective(objective, value, baselineValue);
  return {
    value: value ? formatExact(value) : null,
    limit: bound ? {kind: bound.kind, value: formatExact(bound.limit)} : onlyLimit(objective),
    margin: bound ? formatExact(bound.margin) : null,
    marginPercent: bound?.marginPercent ?? null,
  };
}

/** What a value would be held against, where there is no value. */
function onlyLimit({upperLimit, lowerLimit}: Objective): ObjectiveFact['limit'] {
  if (upperLimit) return {kind: 'upper', value: formatExact(upperLimit)};
  return lowerLimit ? {kind: 'lower', value: formatExact(lowerLimit)} : null;
}

function secondsBetween(earlier: Date, later: Date): number {
  return Math.max(0, Math.floor((later.getTime() - earlier.getTime()) / 1000));
}
