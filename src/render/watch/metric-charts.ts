import {isUpperLimit, limitKinds, type LimitKind} from '../../analysis/limits.js';
import {exactPercent} from '../../analysis/proof-words.js';
import {proofsOverTime} from '../../analysis/proofs-over-time.js';
import type {Experiment, Objective} from '../../experiment/model.js';
import {type Quantity, quantityToNumber} from '../../experiment/quantity.js';
import {type BoundedPoint, boundedPoints, iterationTimes, sharePoints} from '../bounded-points.js';
import type {Chart} from './chart.js';
import {scaleOf} from './charts.js';
import type {CriterionView, ReadingView} from './criteria.js';
import {limitText, unitsText} from './criteria-words.js';

/** A chart of a metric for one version, on the scale of all versions. */
export interface MetricChart extends Chart {
  /** undefined: it is the value. */
  readonly title: string | undefined;
}

/** The value over time; of a percentile that is to be proven also the share of observations above each limit. */
export function metricCharts(
  experiment: Experiment,
  criterion: CriterionView,
  reading: ReadingView,
): readonly MetricChart[] {
  const {rule, units, versions} = criterion;
  const objective = rule.kind === 'objective' ? rule.objective : undefined;
  const times = iterationTimes(experiment);
  const proofs = ({version}: ReadingView) => (objective ? proofsOverTime(experiment, objective, version) : []);
  const allowed = versions.flatMap(proofs).at(-1)?.proof.share?.allowed;
  const isShare = objective !== undefined && allowed !== undefined;
  const value = {
    title: undefined,
    limits: limitsOfValue(criterion, reading),
    course: (each: ReadingView) => boundedPoints(each.history, isShare ? [] : proofs(each), times),
  };
  const shares = isShare
    ? limitKinds(objective).map((kind): Drawing => {
        const title = shareTitle(objective, kind, {allowed, units});
        return {title, limits: [allowed * 100], course: (each) => sharePoints(proofs(each), kind, times)};
      })
    : [];
  return [value, ...shares].flatMap((drawing) => chartOf(drawing, versions, reading));
}

interface Drawing {
  readonly title: string | undefined;
  readonly limits: readonly number[];
  readonly course: (reading: ReadingView) => readonly BoundedPoint[];
}

/** With room for what is known in the end: at first bounds are too wide to draw a value beside them. */
function chartOf(
  {title, limits, course}: Drawing,
  all: readonly ReadingView[],
  reading: ReadingView,
): MetricChart[] {
  const numbers = all.map(course).map((points) => {
    const {lower, upper} = points.findLast(({bounds}) => bounds !== undefined)?.bounds ?? {};
    return [...points.map(({value}) => value), lower, upper].filter((number) => number !== undefined);
  });
  const [points, scale] = [course(reading), scaleOf([...numbers, limits])];
  return points.length > 1 && scale ? [{title, points, scale, limits}] : [];
}

function limitsOfValue({rule}: CriterionView, {bound}: ReadingView): readonly number[] {
  if (rule.kind !== 'objective') return [];
  const {upperLimit, lowerLimit} = rule.objective;
  const limits: readonly (Quantity | undefined)[] = [upperLimit ?? bound?.limit, lowerLimit];
  return limits.flatMap((limit) => (limit ? [quantityToNumber(limit)] : []));
}

interface Share {
  readonly allowed: number;
  readonly units: string | undefined;
}

/** `observations above 150 ms, in percent: at most 5 %`. */
function shareTitle(objective: Objective, kind: LimitKind, {allowed, units}: Share): string {
  const limit = objective[kind];
  const above = [limit ? limitText(limit) : '', unitsText(units)].filter(Boolean).join(' ');
  return `observations above ${above}: ${isUpperLimit(kind) ? 'at most' : 'at least'} ${exactPercent(allowed)}`;
}
