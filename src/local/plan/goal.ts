import {isRelativeLimit, isUpperLimit, limitsOf} from '../../analysis/limits.js';
import type {Truth} from '../../engine/simulate/truth.js';
import {baselineOf, type Experiment, type Objective, testedVersions} from '../../experiment/model.js';
import type {MeasuredMetric} from './measured-metrics.js';
import {valueOf} from './true-value.js';

/** What ought to come out when versions are really like this; null: either is right, or nobody can say. */
export type Goal = 'promote' | 'stop' | null;

/** `open`: at a limit, or nobody can say. */
type Quality = 'good' | 'bad' | 'open';

/** What ought to come out of a run; at a limit neither verdict is wrong. */
export function goalOf(
  experiment: Experiment,
  metrics: readonly MeasuredMetric[],
  truths: readonly Truth[],
): Goal {
  const quality = new Map(truths.map((truth) => [truth.version, qualityOf(experiment, metrics, {truth, truths})]));
  const qualities = testedVersions(experiment).map(({name}) => quality.get(name) ?? 'open');
  if (qualities.every((one) => one === 'bad')) return 'stop';
  if (qualities.includes('open')) return null;
  if (experiment.spec.criteria.rewards.length === 0) return 'promote';
  return goalOfRewards(
    experiment,
    metrics,
    truths.filter(({version}) => quality.get(version) === 'good'),
  );
}

interface Compared {
  readonly truth: Truth;
  readonly truths: readonly Truth[];
}

function qualityOf(experiment: Experiment, metrics: readonly MeasuredMetric[], compared: Compared): Quality {
  const {objectives} = experiment.spec.criteria;
  const all = objectives.flatMap((objective) => qualitiesOf(experiment, objective, metrics, compared));
  if (all.includes('bad')) return 'bad';
  return all.includes('open') ? 'open' : 'good';
}

function qualitiesOf(
  experiment: Experiment,
  objective: Objective,
  metrics: readonly MeasuredMetric[],
  {truth, truths}: Compared,
): Quality[] {
  const metric = metrics.find(({reference}) => reference === objective.metric);
  const baseline = baselineOf(experiment)?.name;
  const reference = truths.find(({version}) => version === baseline);
  const value = metric && valueOf(metric, truth);
  return limitsOf(objective).flatMap(([kind, limit]): Quality[] => {
    const isRelative = isRelativeLimit(kind);
    if (isRelative && truth.version === baseline) return [];
    if (!metric || value === undefined) return ['open'];
    const base = isRelative ? reference && valueOf(metric, reference) : 1;
    if (base === undefined) return ['open'];
    const excess = (value - limit * base) * (isUpperLimit(kind) ? 1 : -1);
    return [Math.abs(excess) <= CLOSE * Math.abs(limit * base) ? 'open' : excess > 0 ? 'bad' : 'good'];
  });
}

/** Relative; what is closer was written as the same. */
const CLOSE = 1e-9;

function goalOfRewards(
  experiment: Experiment,
  metrics: readonly MeasuredMetric[],
  feasible: readonly Truth[],
): Goal {
  const [reward] = experiment.spec.criteria.rewards;
  const metric = metrics.find(({reference}) => reference === reward?.metric);
  const sign = reward?.preferredDirection === 'Low' ? -1 : 1;
  const ranked = feasible
    .map((truth) => ({truth, reward: metric && valueOf(metric, truth)}))
    .sort((a, b) => sign * ((b.reward ?? 0) - (a.reward ?? 0)));
  const [best, next] = ranked;
  if (!best || best.reward === next?.reward) return null;
  return best.truth.version === baselineOf(experiment)?.name ? 'stop' : 'promote';
}
