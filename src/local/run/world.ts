import {localActions, type LocalActionsWorld} from '../../engine/local-actions.js';
import {MemoryStore} from '../../engine/memory-store.js';
import type {Ports} from '../../engine/ports.js';
import {queryMetrics} from '../../engine/query-metrics.js';
import type {VersionHistogram} from '../../metrics/builtin/histogram.js';
import {judgedHistogram} from '../../metrics/builtin/judged-histogram.js';
import type {JsonObject} from '../../experiment/json.js';
import type {Weight} from '../../experiment/model.js';
import {realClock} from '../../load/clock.js';
import {versionHistogram} from '../../load/stored-result.js';
import {fullNameOf, type Metric} from '../../metrics/metric.js';
import {parseMetric} from '../../metrics/parse-metric.js';
import type {QueryDeps} from '../../metrics/query.js';
import {builtinMetrics} from '../../metrics/ready-made/ready-made.js';
import {collectMetrics, type MetricReader} from '../../metrics/references.js';
import {initialWeights, NO_TRAFFIC, type Traffic} from './traffic.js';

/** What a run without a cluster stands on. */
export interface RunWorld {
  readonly resource: JsonObject;
  /** Of the file; the built-in ones are always there. */
  readonly metrics: readonly Metric[];
  readonly traffic: Traffic;
  readonly queries: QueryDeps;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly onTaskOutput?: LocalActionsWorld['onOutput'];
}

/** Metrics of a file; the built-in ones are always there. */
export function metricReader(metrics: readonly Metric[]): MetricReader {
  const builtin = builtinMetrics().map((resource) => parseMetric(resource));
  const byName = new Map([...builtin, ...metrics].map((metric) => [fullNameOf(metric), metric]));
  return (namespace, name) => Promise.resolve(byName.get(`${namespace}/${name}`));
}

/** The engine's ports in one process: the resource in memory, our own traffic, tasks as child processes. */
export function runPorts(world: RunWorld): Ports {
  const store = new MemoryStore(world.resource);
  const read = metricReader(world.metrics);
  let weights: readonly Weight[] | undefined;
  return {
    readExperiment: store.readExperiment,
    writeStatus: store.writeStatus,
    acquireTarget: () => Promise.resolve({kind: 'acquired'}),
    releaseTarget: () => Promise.resolve(),
    readMetricResources: (references, {namespace}) => collectMetrics(references, {namespace}, read),
    queryMetrics: (experiment, signal) => {
      const {queries, now} = world;
      const histograms = histogramsOf(world.traffic);
      return queryMetrics(experiment, {queries, now, ...(histograms && {histograms})}, signal);
    },
    observeWeights: ({spec}) => {
      weights ??= initialWeights(
        spec.versions.map(({name}) => name),
        spec.deploymentPattern,
      );
      return Promise.resolve({kind: 'observed', weights});
    },
    setWeights: (next) => {
      world.traffic.setWeights(next);
      weights = next;
      return Promise.resolve();
    },
    runAction: localActions({
      env: world.env,
      readSecret: world.queries.readSecret,
      ...(world.onTaskOutput && {onOutput: world.onTaskOutput}),
    }),
    sleep: (until, signal) =>
      realClock.sleep(
        Math.max(0, until.getTime() - world.now().getTime()),
        signal ?? new AbortController().signal,
      ),
    now: world.now,
  };
}

/** @returns undefined where there is no traffic: tasks may have collected something */
function histogramsOf(traffic: Traffic): ReadonlyMap<string, VersionHistogram> | undefined {
  if (traffic === NO_TRAFFIC) return undefined;
  return new Map(
    [...traffic.results()].map(
      ([version, result]) => [version, judgedHistogram(versionHistogram(result))] as const,
    ),
  );
}
