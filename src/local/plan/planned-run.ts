import {percentileLimits} from '../../analysis/record-looks.js';
import {bareName} from '../../experiment/metric-reference.js';
import type {Experiment} from '../../experiment/model.js';
import type {MeasuredMetric} from './measured-metrics.js';
import type {CountedMetric} from './quick-version.js';

/** An experiment that is ready to be played many times. */
export interface PlannedRun {
  /** With its metrics in the status, and nothing else there. */
  readonly experiment: Experiment;
  /** Each by its full name once. */
  readonly metrics: readonly MeasuredMetric[];
  /** What is drawn for each of the metrics, in their order. */
  readonly counted: readonly CountedMetric[];
}

/** Puts together what a run needs besides the truth. */
export function plannedRun(experiment: Experiment, measured: readonly MeasuredMetric[]): PlannedRun {
  const names = measured.map(({name}) => name);
  const metrics = measured.filter(({name}, index) => names.indexOf(name) === index);
  const copies = metrics.map(({name, units, statistic}) => ({name, units, statistic}));
  const counted = metrics.map(({name, statistic}) => ({
    name: bareName(name),
    share: statistic.kind === 'percentile' ? statistic.share : undefined,
    limits: statistic.kind === 'percentile' ? limitsOf(experiment, measured, name) : [],
  }));
  return {experiment: {...experiment, status: {...experiment.status, metrics: copies}}, metrics, counted};
}

function limitsOf({spec}: Experiment, measured: readonly MeasuredMetric[], name: string): number[] {
  const references = measured.filter((metric) => metric.name === name).map(({reference}) => reference);
  const limits = spec.criteria.objectives
    .filter(({metric}) => references.includes(metric))
    .flatMap(percentileLimits);
  return [...new Set(limits)];
}
