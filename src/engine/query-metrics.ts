import type {Observations} from '../analysis/observations.js';
import {statisticIn} from '../analysis/record-looks.js';
import {Deadline} from '../cluster/api/deadline.js';
import {metricNamed} from '../experiment/metric-reference.js';
import type {Experiment} from '../experiment/model.js';
import type {VersionHistogram} from '../metrics/builtin/histogram.js';
import type {Unavailable} from '../metrics/outcome.js';
import type {QueryDeps} from '../metrics/query.js';
import {queryAll} from '../metrics/query-all.js';
import {queriedVersions} from '../metrics/version.js';
import {collectedHistograms} from './collected.js';
import {countsAboveIn} from './counts-above.js';
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
  const percentiles = percentilesOf(experiment, [...metrics.keys()]);
  const plan = {metrics, versions: queriedVersions(experiment), context, percentiles};
  const results = await queryAll(plan, queries, deadline.signal).finally(() => deadline.release());
  for (const outcome of [...results.values()].flatMap((byVersion) => [...byVersion.values()])) {
    if (outcome.kind === 'unavailable') onUnavailable?.(outcome);
  }
  const observations = toObservations(results, sampleSizes, now());
  return withCountsAbove(experiment, observations, countsAboveIn({metrics, results, histograms}));
}

/** Those that somebody wants proven. */
function percentilesOf(experiment: Experiment, names: readonly string[]): ReadonlySet<string> {
  const {strength, objectives} = experiment.spec.criteria;
  const wanted = strength
    ? objectives.flatMap(({metric}) => metricNamed(names, metric, experiment.namespace) ?? [])
    : [];
  return new Set(wanted.filter((name) => statisticIn(experiment, name).kind === 'percentile'));
}
