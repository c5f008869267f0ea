import type {KnownAbove, Reading} from '../../analysis/observations.js';
import type {CountAbove} from '../../analysis/replay/recording.js';
import {collectedHistograms} from '../../engine/collected.js';
import {countInHistogram} from '../../engine/counts-above.js';
import {copiedMetrics} from './copied-metrics.js';
import {metricNamed} from '../../experiment/metric-reference.js';
import type {Experiment} from '../../experiment/model.js';
import {type LookSeries, storedLooks} from '../../experiment/stored-looks.js';
import {builtinValue} from '../../metrics/builtin/builtin.js';

/** What `status.looks` says of a metric, by its name in the status. */
export class StoredCounts {
  readonly #series: readonly (LookSeries & {readonly name: string | undefined})[];

  constructor(experiment: Experiment) {
    const names = experiment.status.metrics.map(({name}) => name);
    this.#series = storedLooks(experiment).map((series) => ({
      ...series,
      name: metricNamed(names, series.metric, experiment.namespace),
    }));
  }

  /** What was counted at an iteration, as a reading has it; nothing where it was no look, or the metric is not judged. */
  counted(metric: string, version: string, iteration: number): Pick<Reading, 'sampleSize' | 'sums'> {
    const [series] = this.#of(metric, version);
    const look = series?.looks.find((one) => one.iteration === iteration);
    if (!look) return {};
    const {samples: count, sum, squares, cubes} = look;
    const hasSums = series?.above === undefined && squares !== undefined && cubes !== undefined;
    return {sampleSize: count, ...(hasSums && {sums: {count, sum, squares, cubes}})};
  }

  above(metric: string, version: string, limit: number, iteration: number): KnownAbove | undefined {
    const series = this.#of(metric, version).find(({above}) => above === limit);
    const look = series?.looks.find((one) => one.iteration === iteration);
    if (look?.least === undefined || look.most === undefined) return look?.sum;
    return {of: look.samples, count: look.sum, within: {least: look.least, most: look.most}};
  }

  #of(metric: string, version: string) {
    return this.#series.filter((series) => series.name === metric && series.version === version);
  }
}

/** Of a built-in mean, the sums behind it, by the histograms that a status holds. */
export function builtinSums(experiment: Experiment): (metric: string, version: string) => Pick<Reading, 'sums'> {
  const histograms = collectedHistograms(experiment);
  const {metrics} = copiedMetrics(experiment);
  return (name, version) => {
    const metric = metrics.get(name);
    if (metric?.source.kind !== 'builtin') return {};
    const outcome = builtinValue(metric, histograms.get(version));
    return outcome.kind === 'value' && outcome.sums ? {sums: outcome.sums} : {};
  };
}

/** How many observations are above a limit: by the histograms that a status holds, of any limit, else by its looks. */
export function countsAbove(experiment: Experiment, iteration: number): CountAbove {
  const stored = new StoredCounts(experiment);
  const histograms = collectedHistograms(experiment);
  const {metrics} = copiedMetrics(experiment);
  return (metric, version, limit) => {
    const isBuiltin = metrics.get(metric)?.source.kind === 'builtin';
    const counted = isBuiltin ? countInHistogram(histograms.get(version), limit) : undefined;
    return counted ?? stored.above(metric, version, limit, iteration);
  };
}
