import {isDependenceEstimated} from '../../analysis/claims.js';
import {isRelativeLimit, isUpperLimit, type LimitKind, limitsOf} from '../../analysis/limits.js';
import {type Need, type ObjectivePlan, POWERS} from '../../analysis/planning/launch-plan.js';
import {type BaselineSide, distanceOf, type Question, requestsFor} from '../../analysis/planning/needs.js';
import {intervalsUntil} from '../../analysis/planning/ramp.js';
import {errorsOf, harmTail, safeTail} from '../../analysis/proof.js';
import {degreesOfLooks} from '../../analysis/statistics/dependence.js';
import type {Tested} from '../../analysis/statistics/error-tail.js';
import {isLook} from '../../analysis/statistics/looks.js';
import {FEWEST_TELLING_LOOKS} from '../../analysis/statistics/sample.js';
import type {Truth} from '../../engine/simulate/truth.js';
import {baselineOf, type Objective, totalIterations} from '../../experiment/model.js';
import {shareAbove} from '../../experiment/statistic.js';
import type {MeasuredMetric} from './measured-metrics.js';
import {looksWithData, type Prospect} from './obstacles.js';
import {testedVersion, type TruthToPlay} from './scenarios.js';
import {estimatedOf, valueOf} from './true-value.js';

/** What it takes to judge each limit of each objective. */
export function objectivePlans(prospect: Prospect, scenarios: readonly TruthToPlay[]): ObjectivePlan[] {
  return prospect.experiment.spec.criteria.objectives.flatMap((objective, index) => {
    const metric = prospect.metrics.find(({reference}) => reference === objective.metric);
    return limitsOf(objective).map(([kind, value]): ObjectivePlan => {
      const judgedBy = metric ? judgedByOf(prospect, metric) : 'nothing';
      const limit = {kind, value};
      const needs =
        metric && judgedBy !== 'events' ? needsOf({prospect, metric, objective, ...limit}, scenarios, index) : [];
      return {metric: objective.metric, limit, judgedBy, needs};
    });
  });
}

function judgedByOf({experiment}: Prospect, {statistic}: MeasuredMetric): ObjectivePlan['judgedBy'] {
  if (statistic.kind === 'count') return 'events';
  if (!experiment.spec.criteria.strength) return 'lastValue';
  return ({mean: 'mean', proportion: 'share', percentile: 'shareAbove'} as const)[statistic.kind];
}

/** One limit on one metric. */
interface LimitedMetric {
  readonly prospect: Prospect;
  readonly metric: MeasuredMetric;
  readonly objective: Objective;
  readonly kind: LimitKind;
  readonly value: number;
}

function needsOf(limited: LimitedMetric, scenarios: readonly TruthToPlay[], objective: number): Need[] {
  const required = scenarios.filter(({isRequired}) => isRequired);
  const good = required.find(({goal}) => goal === 'promote');
  const bad = required.find((one) => one.goal === 'stop' && (one.objective ?? objective) === objective);
  return [
    ...(good ? needsToShow(limited, good, 'kept') : []),
    ...(bad ? needsToShow(limited, bad, 'broken') : []),
  ];
}

function needsToShow(limited: LimitedMetric, {truths, objective}: TruthToPlay, toShow: Need['toShow']): Need[] {
  const {prospect, metric} = limited;
  const version = testedVersion(prospect.experiment);
  const truth = truths.find((one) => one.version === version);
  const value = truth && valueOf(metric, truth);
  const question = truth && questionOf(limited, truths, toShow);
  if (value === undefined || !question) return [];
  if (objective === undefined && distanceOf(question) <= 0) return []; // bad in another way, it may well keep this limit
  return POWERS.map((power) => needFor(prospect, question, {toShow, truth: value, power}));
}

function needFor(
  {experiment, ramps}: Prospect,
  question: Question,
  need: Pick<Need, 'toShow' | 'truth' | 'power'>,
): Need {
  const ramp = ramps.get(testedVersion(experiment) ?? '');
  const requests = requestsFor(question, need.power);
  const reached = ramp && requests !== undefined ? intervalsUntil(ramp, requests) : undefined;
  const intervals = reached === undefined ? undefined : Math.max(reached, leastIntervals(question));
  const {intervalSeconds} = experiment.spec.duration;
  return {
    ...need,
    requests: requests ?? null,
    seconds: intervals === undefined ? null : intervals * intervalSeconds,
    isReached: intervals !== undefined && intervals < totalIterations(experiment.spec),
  };
}

function leastIntervals({truth}: Question): number {
  return truth.kind === 'mean' && truth.degrees < Infinity ? FEWEST_TELLING_LOOKS : 0;
}

function questionOf(
  {prospect, metric, kind, value}: LimitedMetric,
  truths: readonly Truth[],
  toShow: Need['toShow'],
): Question | undefined {
  const {experiment} = prospect;
  const looks = looksWithData(prospect).length;
  const isEstimated = isDependenceEstimated(experiment, looks);
  const isToldByLooks = metric.statistic.kind === 'mean' && (isEstimated || !metric.tellsSums);
  const degrees = isToldByLooks ? degreesOfLooks(looks, isEstimated) : Infinity;
  const estimated = (version: string | undefined) => {
    const truth = truths.find((one) => one.version === version);
    return truth && estimatedOf(metric, truth, {limit: value, degrees});
  };
  const truth = estimated(testedVersion(experiment));
  const side = isUpperLimit(kind) === (toShow === 'kept') ? 'below' : 'above';
  const limit = metric.statistic.kind === 'percentile' ? shareAbove(metric.statistic.share) : value;
  const isShare = truth?.kind === 'share' && !isRelativeLimit(kind);
  const silentLooks = isToldByLooks || isEstimated ? FEWEST_TELLING_LOOKS - 1 : undefined;
  const tail = tailOf(prospect, toShow, {silentLooks, share: isShare ? {limit, side} : undefined});
  if (!truth || tail === undefined) return undefined;
  const question = {truth, side, tail, dependence: isEstimated ? 'estimated' : 'checked'} as const;
  if (!isRelativeLimit(kind)) return {...question, limit};
  const other = estimated(baselineOf(experiment)?.name);
  const baseline = other && {truth: other, factor: value, ratio: ratioOf(prospect)};
  return baseline && {...question, limit: 0, baseline};
}

/** Requests of the baseline for each of the candidate. */
function ratioOf({experiment, ramps}: Prospect): BaselineSide['ratio'] {
  const requests = (version: string | undefined) => ramps.get(version ?? '')?.requests.at(-1) ?? 0;
  const [own, other] = [requests(testedVersion(experiment)), requests(baselineOf(experiment)?.name)];
  return own > 0 && other > 0 ? other / own : 1;
}

/** The error that the last look has left, when all looks together are to have what was asked for; undefined: there is none. */
function tailOf({experiment, ramps}: Prospect, toShow: Need['toShow'], tested: Tested): number | undefined {
  const {spec} = experiment;
  const {strength} = spec.criteria;
  if (!strength) return 0.5;
  const iterations = totalIterations(spec);
  const requests = ramps.get(testedVersion(experiment) ?? '')?.requests ?? [];
  const looks = requests.flatMap((information, index) => {
    const isSeen = information > 0 && isLook(strength, index + 1, iterations);
    return isSeen ? [{time: (index + 1) / iterations, information}] : [];
  });
  if (looks.length === 0) return undefined;
  const errors = errorsOf(spec, strength);
  return toShow === 'kept' ? safeTail(looks, errors, tested) : harmTail(looks, errors, tested);
}
