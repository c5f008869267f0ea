import {isUpperLimit, limitKinds} from '../../analysis/limits.js';
import {type ProofAt, proofsOverTime} from '../../analysis/proofs-over-time.js';
import {historyOf, type Series} from '../../experiment/history.js';
import {lookUpMetric} from '../../experiment/metric-reference.js';
import type {Experiment, Objective} from '../../experiment/model.js';
import {formatExact, type Quantity, quantityToNumber} from '../../experiment/quantity.js';
import {
  type BoundedPoint,
  boundedPoints,
  type IterationTimes,
  iterationTimes,
  sharePoints,
} from '../bounded-points.js';

/** Lines over time, one for each version, and the limits that they should keep. */
export interface Chart {
  /** A metric as the status names it, or what is drawn else. */
  readonly title: string;
  readonly units: string | null;
  /** The least and the most that there is room for; undefined: as the values need. */
  readonly range: Range | undefined;
  readonly limits: readonly ChartLimit[];
  readonly lines: readonly ChartLine[];
  /** With which each bound is right; undefined: no point has bounds. */
  readonly confidence: number | undefined;
}

export type Range = readonly [least: number, most: number];

export interface ChartLimit {
  readonly kind: 'upper' | 'lower';
  readonly value: number;
}

export interface ChartLine {
  readonly version: string;
  /** In the order of time, one at least. */
  readonly points: readonly BoundedPoint[];
}

/** The share of the traffic first, then metrics with objectives, those that reward, and the others. */
export function chartsOf(experiment: Experiment): readonly Chart[] {
  const times = iterationTimes(experiment);
  const ranked = [...byMetric(historyOf(experiment).series)].map(([metric, byVersion]) => ({
    rank: rankOf(experiment, metric),
    charts: [chartOf({experiment, times, metric}, byVersion), ...shareCharts({experiment, times, metric})],
  }));
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .flatMap(({charts}) => charts)
    .filter(({lines}) => lines.some(({points}) => points.length > 1));
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

const PERCENT: Range = [0, 100];

interface Subject {
  readonly experiment: Experiment;
  readonly times: IterationTimes;
  /** undefined: the share of the traffic. */
  readonly metric: string | undefined;
}

function chartOf({experiment, times, metric}: Subject, byVersion: ReadonlyMap<string, Series>): Chart {
  const objectives = metric === undefined ? [] : objectivesOn(experiment, metric);
  const lines = linesOf(experiment, (version) => {
    const points = byVersion.get(version)?.points ?? [];
    return boundedPoints(points, proofsOfValue(experiment, objectives, version), times);
  });
  const confidence = confidenceOf(experiment, lines);
  if (metric === undefined) {
    return {title: 'Traffic', units: '%', range: PERCENT, limits: [], lines, confidence};
  }
  const units = experiment.status.metrics.find(({name}) => name === metric)?.units ?? null;
  return {title: metric, units, range: undefined, limits: valueLimits(objectives), lines, confidence};
}

function linesOf(
  {spec}: Experiment,
  pointsOf: (version: string) => readonly BoundedPoint[],
): readonly ChartLine[] {
  return spec.versions.flatMap(({name}): ChartLine[] => {
    const points = pointsOf(name);
    return points.length === 0 ? [] : [{version: name, points}];
  });
}

/** By the first objective that shows anything of the value itself. */
function proofsOfValue(experiment: Experiment, objectives: readonly Objective[], version: string) {
  const proofs = objectives.map((objective) => proofsOverTime(experiment, objective, version));
  return proofs.find((course) => course.some(({proof}) => proof.share === undefined)) ?? [];
}

function confidenceOf({spec}: Experiment, lines: readonly ChartLine[]): number | undefined {
  const hasBounds = lines.some(({points}) => points.some(({bounds}) => bounds !== undefined));
  return hasBounds ? spec.criteria.strength?.confidence : undefined;
}

/** Of a percentile that is to be proven: how much lies above each of its limits, which is what decides. */
function shareCharts({experiment, times, metric}: Subject): readonly Chart[] {
  if (metric === undefined || !experiment.spec.criteria.strength) return [];
  return objectivesOn(experiment, metric).flatMap((objective) =>
    limitKinds(objective).flatMap((kind) => {
      const proofs = (version: string) => proofsOverTime(experiment, objective, version);
      const lines = linesOf(experiment, (version) => sharePoints(proofs(version), kind, times));
      const allowed = allowedShare(experiment.spec.versions.flatMap(({name}) => proofs(name)));
      const limit = objective[kind];
      if (allowed === undefined || !limit) return [];
      const limits = [{kind: isUpperLimit(kind) ? 'upper' : 'lower', value: allowed * 100}] as const;
      const title = `${metric}: observations above ${formatExact(limit)}`;
      return [{title, units: '%', range: undefined, limits, lines, confidence: confidenceOf(experiment, lines)}];
    }),
  );
}

function allowedShare(proofs: readonly ProofAt[]): number | undefined {
  return proofs.find(({proof}) => proof.share !== undefined)?.proof.share?.allowed;
}

function valueLimits(objectives: readonly Objective[]): readonly ChartLimit[] {
  return objectives.flatMap(({upperLimit, lowerLimit}) => [
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
