import type {Observations, Uncounted} from '../analysis/observations.js';
import {statisticIn} from '../analysis/record-looks.js';
import {Deadline} from '../cluster/api/deadline.js';
import type {CountAbove} from '../experiment/count-above.js';
import {lookUpMetric} from '../experiment/metric-reference.js';
import type {Experiment} from '../experiment/model.js';
import type {VersionHistogram} from '../metrics/builtin/histogram.js';
import {countAbove} from '../metrics/builtin/percentile.js';
import type {QueryOutcome, Unavailable} from '../metrics/outcome.js';
import {countAboveLimit, scaleCountAbove} from '../metrics/prometheus/count-above.js';
import type {QueryDeps} from '../metrics/query.js';
import {queryAll} from '../metrics/query-all.js';
import {queriedVersions} from '../metrics/version.js';
import {collectedHistograms} from './collected.js';
import {toObservations, withCountsAbove} from './observations.js';
import {storedMetrics} from './stored-metrics.js';

export interface QueryWorld {
  readonly queries: QueryDeps;
  readonly now: () => Date;
  /** Of the built-in metrics, by version; undefined: what tasks have collected. */
  readonly histograms?: ReadonlyMap<string, VersionHistogram>;
  /** Where bare names are looked for after the metric's own namespace; undefined: `iter8-system`. */
  readonly installNamespace?: string;
  /** Told of each value that could not be had. */
  readonly onUnavailable?: (outcome: Unavailable) => void;
}

/** What is not answered by then has no value this time; an interval is the limit too. */
const LONGEST_QUERY_MS = 4500;
/** For all queries of an iteration together, on top of the longest one. */
const GRACE_MS = 250;

/** The value of every metric that was copied when the run began, for every version, by the names of the copies. */
export async function queryMetrics(
  experiment: Experiment,
  world: QueryWorld,
  signal?: AbortSignal,
): Promise<Observations> {
  const {queries, now, installNamespace, onUnavailable} = world;
  const {metrics, sampleSizes} = storedMetrics(experiment, installNamespace);
  const startedAt = experiment.status.startTime ?? now();
  const timeoutMs = Math.min(LONGEST_QUERY_MS, experiment.spec.duration.intervalSeconds * 1000);
  const elapsedSeconds = (now().getTime() - startedAt.getTime()) / 1000;
  const histograms = world.histograms ?? collectedHistograms(experiment);
  const context = {timeoutMs, elapsedSeconds, histograms};
  const deadline = new Deadline(timeoutMs + GRACE_MS, signal);
  const percentiles = percentilesOf(experiment, metrics.keys());
  const plan = {metrics, versions: queriedVersions(experiment), context, percentiles};
  const results = await queryAll(plan, queries, deadline.signal).finally(() => deadline.release());
  for (const outcome of [...results.values()].flatMap((byVersion) => [...byVersion.values()])) {
    if (outcome.kind === 'unavailable') onUnavailable?.(outcome);
  }
  return withCountsAbove(experiment, toObservations(results, sampleSizes, now()), (metric, version, limit) => {
    if (metrics.get(metric)?.source.kind !== 'builtin')
      return countInAnswer(results.get(metric)?.get(version), limit);
    return countInHistogram(histograms.get(version), limit / 1000);
  });
}

/** Those that somebody wants proven. */
function percentilesOf(experiment: Experiment, names: Iterable<string>): ReadonlySet<string> {
  const {strength, objectives} = experiment.spec.criteria;
  const byName = new Map([...names].map((name) => [name, name]));
  const wanted = strength
    ? objectives.flatMap(({metric}) => lookUpMetric(byName, metric, experiment.namespace) ?? [])
    : [];
  return new Set(wanted.filter((name) => statisticIn(experiment, name).kind === 'percentile'));
}

function countInHistogram(histogram: VersionHistogram | undefined, seconds: number): CountAbove | undefined {
  if (!histogram) return undefined;
  const {buckets, count, answered = count} = histogram;
  return {of: answered, count: countAbove(buckets, seconds)};
}

function countInAnswer(outcome: QueryOutcome | undefined, limit: number): CountAbove | Uncounted | undefined {
  if (outcome?.kind !== 'value' || !outcome.distribution) return undefined;
  const {distribution} = outcome;
  if (distribution.kind === 'unavailable') return {reason: distribution.reason};
  const {buckets, factor} = distribution;
  return scaleCountAbove(countAboveLimit(buckets, limit / factor), factor);
}
