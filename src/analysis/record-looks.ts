import {lookUpMetric} from '../experiment/metric-reference.js';
import {type Experiment, type MetricInfo, type Objective, totalIterations} from '../experiment/model.js';
import {type Quantity, quantityToNumber} from '../experiment/quantity.js';
import type {Statistic} from '../experiment/statistic.js';
import {isSameSeries, type LookSeries, storedLooks, type StoredLook} from '../experiment/stored-looks.js';
import type {KnownAbove, Observations, Reading} from './observations.js';
import {requestsTo} from './request-counts.js';
import {isLook} from './statistics/looks.js';

/**
 * The looks of a run with what an iteration has observed.
 *
 * @returns undefined without `criteria.strength`; the earlier ones after an iteration that is no look
 */
export function recordLooks(
  experiment: Experiment,
  observations: Observations,
): readonly LookSeries[] | undefined {
  const {strength} = experiment.spec.criteria;
  if (!strength) return undefined;
  const earlier = storedLooks(experiment);
  const iteration = experiment.status.completedIterations + 1;
  if (!isLook(strength, iteration, totalIterations(experiment.spec))) return earlier;
  return measuresOf(experiment).reduce<readonly LookSeries[]>((all, measure) => {
    const reading = readingOf(experiment, observations, measure);
    const look = reading && lookAt(reading, measure, iteration);
    return look ? appendLook(all, measure, look) : all;
  }, earlier);
}

/** A metric of a version that the verdict rests on. */
interface Measure {
  /** As written in the criteria. */
  readonly metric: string;
  readonly version: string;
  readonly statistic: Statistic;
  /** Of a percentile: the limit above which observations are counted. */
  readonly above?: number | undefined;
}

function measuresOf(experiment: Experiment): Measure[] {
  const {objectives, rewards} = experiment.spec.criteria;
  const references = [
    ...objectives.flatMap((objective) => measuredObjective(experiment, objective)),
    ...rewards.slice(0, 1).map(({metric}) => ({metric, statistic: statisticIn(experiment, metric)})),
  ];
  const unique = references.filter((one, index) => references.findIndex((other) => isSame(one, other)) === index);
  return unique.flatMap((one) => experiment.spec.versions.map(({name}) => ({...one, version: name})));
}

function measuredObjective(experiment: Experiment, objective: Objective): Omit<Measure, 'version'>[] {
  const {metric} = objective;
  const statistic = statisticIn(experiment, metric);
  if (statistic.kind !== 'percentile') return [{metric, statistic}];
  return percentileLimits(objective).map((above) => ({metric, statistic, above}));
}

/** The limits above which the observations of a percentile are counted, in the metric's unit. */
export function percentileLimits({upperLimit, lowerLimit}: Objective): number[] {
  return [upperLimit, lowerLimit].flatMap((limit) => (limit ? [quantityToNumber(limit)] : []));
}

function isSame(one: {metric: string; above?: number | undefined}, other: typeof one): boolean {
  return one.metric === other.metric && one.above === other.above;
}

/** What the values of a metric are of single observations; `metric` as written in the criteria. */
export function statisticIn({status, namespace}: Experiment, metric: string): Statistic {
  return lookUpMetric(statisticsByName(status.metrics), metric, namespace) ?? {kind: 'mean'};
}

type Statistics = ReadonlyMap<string, Statistic | undefined>;

/** Of each list of metrics: an analysis asks for every objective of every version. */
const knownStatistics = new WeakMap<readonly MetricInfo[], Statistics>();

function statisticsByName(metrics: readonly MetricInfo[]): Statistics {
  const known = knownStatistics.get(metrics);
  if (known) return known;
  const byName = new Map(metrics.map(({name, statistic}) => [name, statistic]));
  knownStatistics.set(metrics, byName);
  return byName;
}

interface Counted {
  readonly value: Quantity;
  readonly samples: number;
  readonly sums?: Reading['sums'];
  readonly above?: Reading['above'];
}

function readingOf(experiment: Experiment, observations: Observations, measure: Measure): Counted | undefined {
  const {metric, version} = measure;
  const observation = lookUpMetric(observations, metric, experiment.namespace)?.get(version);
  if (observation?.kind !== 'value' || observation.uncounted !== undefined) return undefined;
  const samples = observation.sampleSize ?? requestsTo(version, experiment, observations);
  return samples === undefined || samples < 1 ? undefined : {...observation, samples};
}

function lookAt({value, samples, sums, above: counts}: Counted, {statistic, above}: Measure, iteration: number) {
  switch (statistic.kind) {
    case 'mean':
      return {iteration, ...meanSums(sums, {value, samples})};
    case 'proportion':
      return isShare(value) ? {iteration, samples, sum: Math.round(quantityToNumber(value) * samples)} : undefined;
    case 'percentile':
      return lookAbove(above === undefined ? undefined : counts?.get(above), samples, iteration);
    case 'count':
      return undefined; // a number of events is what it is
  }
}

/** A number of percent is none, and would be taken for a share that is far too large, or never wrong. */
export function isShare(value: Quantity): boolean {
  const share = quantityToNumber(value);
  return share >= 0 && share <= 1;
}

/** A request without an answer has no latency, so whoever knows the sums knows best how many there are. */
function meanSums(sums: Reading['sums'], {value, samples}: Pick<Counted, 'value' | 'samples'>) {
  if (!sums) return {samples, sum: quantityToNumber(value) * samples};
  const {count, sum, squares, cubes} = sums;
  return {samples: count, sum, squares, cubes};
}

/** A histogram counts itself what it stands on, since requests without an answer are in none. */
function lookAbove(known: KnownAbove | undefined, requests: number, iteration: number): StoredLook | undefined {
  if (known === undefined || (typeof known === 'object' && 'reason' in known)) return undefined;
  const {of, count, within} = typeof known === 'number' ? {of: requests, count: known} : known;
  const samples = Math.round(of);
  if (samples < 1) return undefined;
  const range = within && {least: Math.floor(within.least), most: Math.min(samples, Math.ceil(within.most))};
  return {iteration, samples, sum: Math.round(count), ...range};
}

function appendLook(
  all: readonly LookSeries[],
  {metric, version, above}: Measure,
  look: StoredLook,
): readonly LookSeries[] {
  const known = all.find((series) => isSameSeries(series, {metric, version, above}));
  if (!known) return [...all, {metric, version, ...(above !== undefined && {above}), looks: [look]}];
  const before = known.looks.filter(({iteration}) => iteration < look.iteration);
  return all.map((series) => (series === known ? {...known, looks: [...before, look]} : series));
}
