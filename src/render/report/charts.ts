import {historyOf, type Point, type Series} from '../../experiment/history.js';
import {lookUpMetric} from '../../experiment/metric-reference.js';
import type {Experiment} from '../../experiment/model.js';
import {parseQuantity, type Quantity, quantityToNumber} from '../../experiment/quantity.js';

/** Lines over time, one for each version, and the limits that they should keep. */
export interface Chart {
  /** A metric as the status names it; undefined: the share of the traffic in percent. */
  readonly metric: string | undefined;
  readonly units: string | null;
  readonly limits: readonly ChartLimit[];
  readonly lines: readonly ChartLine[];
}

export interface ChartLimit {
  readonly kind: 'upper' | 'lower';
  readonly value: number;
}

export interface ChartLine {
  readonly version: string;
  /** In the order of time, one at least. */
  readonly points: readonly ChartPoint[];
}

export interface ChartPoint {
  readonly atMs: number;
  readonly value: number;
}

/** The share of the traffic first, then metrics with objectives, those that reward, and the others. */
export function chartsOf(experiment: Experiment): readonly Chart[] {
  const ranked = [...byMetric(historyOf(experiment).series)].map(([metric, byVersion]) => ({
    rank: rankOf(experiment, metric),
    chart: chartOf(experiment, metric, byVersion),
  }));
  return ranked
    .filter(({chart}) => chart.lines.some(({points}) => points.length > 1))
    .sort((a, b) => a.rank - b.rank)
    .map(({chart}) => chart);
}

/** Metric → version → what was seen. */
function byMetric(all: readonly Series[]): ReadonlyMap<string | undefined, ReadonlyMap<string, Series>> {
  const found = new Map<string | undefined, Map<string, Series>>();
  for (const series of all) {
    const byVersion = found.get(series.metric) ?? new Map<string, Series>();
    found.set(series.metric, byVersion.set(series.version, series));
  }
  return found;
}

function chartOf(experiment: Experiment, metric: Chart['metric'], byVersion: ReadonlyMap<string, Series>): Chart {
  const lines = experiment.spec.versions.flatMap(({name}): ChartLine[] => {
    const points = (byVersion.get(name)?.points ?? []).flatMap(pointOf).sort((a, b) => a.atMs - b.atMs);
    return points.length === 0 ? [] : [{version: name, points}];
  });
  if (metric === undefined) return {metric, units: '%', limits: [], lines};
  const units = experiment.status.metrics.find(({name}) => name === metric)?.units ?? null;
  return {metric, units, limits: limitsOf(experiment, metric), lines};
}

/** What cannot be read is left out: nothing is decided by a drawing. */
function pointOf(point: Point): ChartPoint[] {
  const [atMs, quantity] = [Date.parse(point.at), parseQuantity(point.value)];
  const value = quantity ? quantityToNumber(quantity) : NaN;
  return Number.isNaN(atMs) || !Number.isFinite(value) ? [] : [{atMs, value}];
}

function limitsOf(experiment: Experiment, metric: string): readonly ChartLimit[] {
  return objectivesOn(experiment, metric).flatMap(({upperLimit, lowerLimit}) => [
    ...limit('upper', upperLimit),
    ...limit('lower', lowerLimit),
  ]);
}

function limit(kind: ChartLimit['kind'], quantity: Quantity | undefined): ChartLimit[] {
  const value = quantity ? quantityToNumber(quantity) : NaN;
  return Number.isFinite(value) ? [{kind, value}] : [];
}

function objectivesOn({spec, namespace}: Experiment, metric: string) {
  return spec.criteria.objectives.filter((objective) => means(objective.metric, metric, namespace));
}

/** Whether a reference in the criteria means a metric of the status. */
function means(reference: string, metric: string, namespace: string): boolean {
  return lookUpMetric(new Map([[metric, true]]), reference, namespace) ?? false;
}

function rankOf(experiment: Experiment, metric: string | undefined): number {
  if (metric === undefined) return 0;
  if (objectivesOn(experiment, metric).length > 0) return 1;
  const {rewards} = experiment.spec.criteria;
  return rewards.some((reward) => means(reward.metric, metric, experiment.namespace)) ? 2 : 3;
}
