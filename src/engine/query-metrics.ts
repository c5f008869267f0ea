import type {Observations} from '../analysis/observations.js';
import {Deadline} from '../cluster/api/deadline.js';
import type {Experiment} from '../experiment/model.js';
import type {VersionHistogram} from '../metrics/builtin/histogram.js';
import {countAbove} from '../metrics/builtin/percentile.js';
import type {Unavailable} from '../metrics/outcome.js';
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
  const plan = {metrics, versions: queriedVersions(experiment), context};
  const results = await queryAll(plan, queries, deadline.signal).finally(() => deadline.release());
  for (const outcome of [...results.values()].flatMap((byVersion) => [...byVersion.values()])) {
    if (outcome.kind === 'unavailable') onUnavailable?.(outcome);
  }
  return withCountsAbove(experiment, toObservations(results, sampleSizes, now()), (metric, version, limit) => {
    const buckets = metrics.get(metric)?.source.kind === 'builtin' ? histograms.get(version)?.buckets : undefined;
    return buckets && countAbove(buckets, limit / 1000);
  });
}
