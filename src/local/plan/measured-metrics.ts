import {bareName} from '../../experiment/metric-reference.js';
import {CURRENT_API_VERSION} from '../../experiment/convert/conversion.js';
import {Field} from '../../experiment/field.js';
import type {Experiment} from '../../experiment/model.js';
import {promqlOf, quantileShare} from '../../experiment/promql/quantile-query.js';
import {type Statistic, statisticOf} from '../../experiment/statistic.js';
import {MEAN_LATENCY} from '../../engine/simulate/synthetic-version.js';
import type {Metric} from '../../metrics/metric.js';
import {parseMetric} from '../../metrics/parse-metric.js';
import {collectMetrics, type MetricReader, referencesOf} from '../../metrics/references.js';
import {Iter8Error} from '../../errors.js';

/** A metric of the criteria, as far as it matters to how sure a verdict can be. */
export interface MeasuredMetric {
  /** As written in the criteria. */
  readonly reference: string;
  /** `namespace/name`. */
  readonly name: string;
  readonly units: string | undefined;
  readonly statistic: Statistic;
  /** Whether it says itself how many observations a value has; without that, `criteria.requestCount` may. */
  readonly isCounted: boolean;
  /** Of a percentile: whether anybody knows how many observations are above a limit. */
  readonly tellsAbove: boolean;
  /** Of a mean of latencies: whether it comes with the sums of their powers, as the built-in one does. */
  readonly tellsSums: boolean;
  /** Whether neither the file nor iter8ctl has it, so that it is taken for one that says all. */
  readonly isUnseen: boolean;
}

/**
 * What the criteria measure.
 *
 * @param read Metrics of the file and those that are built in
 * @throws Iter8Error INVALID for a reference, or a chain of sampleSize, that makes no sense
 */
export async function measuredMetrics(
  {spec, namespace}: Experiment,
  read: MetricReader,
): Promise<readonly MeasuredMetric[]> {
  const unseen = new Map<string, Metric>();
  for (;;) {
    const all: MetricReader = async (space, name) => (await read(space, name)) ?? unseen.get(`${space}/${name}`);
    const collected = await collectMetrics(referencesOf(spec.criteria), {namespace}, all);
    if (collected.kind === 'missing') {
      unseen.set(collected.name, standIn(collected.name));
      continue;
    }
    if (collected.kind !== 'collected') throw new Iter8Error('INVALID', collected.reason);
    const {names, metrics, sampleSizes} = collected;
    return [...names].map(([reference, name]) =>
      measured(metrics.get(name) ?? standIn(name), {
        reference,
        isCounted: sampleSizes.has(name),
        isUnseen: unseen.has(name),
      }),
    );
  }
}

function standIn(fullName: string): Metric {
  const [namespace, name] = [fullName.slice(0, fullName.indexOf('/')), bareName(fullName)];
  const metadata = {name, namespace};
  return parseMetric({apiVersion: CURRENT_API_VERSION, kind: 'Metric', metadata, spec: {}});
}

function measured(
  {namespace, name, units, source, resource}: Metric,
  {reference, isCounted, isUnseen}: Pick<MeasuredMetric, 'reference' | 'isCounted' | 'isUnseen'>,
): MeasuredMetric {
  const spec = new Field(resource).get('spec');
  const hasHistogram = quantileShare(promqlOf(spec.value) ?? '') !== undefined;
  const tellsAll = isUnseen || source.kind === 'builtin' || hasHistogram;
  return {
    reference,
    name: `${namespace}/${name}`,
    units,
    statistic: statisticOf(name, spec),
    isCounted: isCounted || tellsAll,
    tellsAbove: tellsAll,
    tellsSums: source.kind === 'builtin' && MEAN_LATENCY.test(name),
    isUnseen,
  };
}
