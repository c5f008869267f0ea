import {MemoryStore} from '../../engine/memory-store.js';
import {toObservations} from '../../engine/observations.js';
import type {Ports} from '../../engine/ports.js';
import type {Observations} from '../../analysis/observations.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import type {Experiment, Weight} from '../../experiment/model.js';
import {realClock} from '../../load/clock.js';
import {fullNameOf, type Metric} from '../../metrics/metric.js';
import {parseMetric} from '../../metrics/parse-metric.js';
import type {QueryDeps} from '../../metrics/query.js';
import {queryAll} from '../../metrics/query-all.js';
import {builtinMetrics} from '../../metrics/ready-made/ready-made.js';
import {collectMetrics, type MetricReader, referencesOf} from '../../metrics/references.js';
import {queriedVersions} from '../../metrics/version.js';
import {runItems} from '../../tasks/run-items.js';
import {judgedHistogram} from './judged-histogram.js';
import {initialWeights, type Traffic} from './traffic.js';

/** What a run without a cluster stands on. */
export interface RunWorld {
  readonly resource: JsonObject;
  /** Of the file; the built-in ones are always there. */
  readonly metrics: readonly Metric[];
  readonly traffic: Traffic;
  readonly queries: QueryDeps;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
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
    queryMetrics: async (experiment, signal) => {
      const references = referencesOf(experiment.spec.criteria);
      const collected = await collectMetrics(references, {namespace: experiment.namespace}, read);
      if (collected.kind !== 'collected') throw new Error(collected.reason);
      return observe(experiment, collected, world, signal);
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
    runAction: ({items, key}, experiment, report, signal) =>
      runItems({items, context: {experiment, action: key, env: world.env}}, report, signal),
    sleep: (until, signal) =>
      realClock.sleep(
        Math.max(0, until.getTime() - world.now().getTime()),
        signal ?? new AbortController().signal,
      ),
    now: world.now,
  };
}

/** What is not answered by then has no value this time; an interval is the limit too. */
const LONGEST_QUERY_MS = 4500;
/** For all queries of an iteration together, on top of the longest one. */
const GRACE_MS = 250;

async function observe(
  experiment: Experiment,
  {metrics, sampleSizes}: {metrics: ReadonlyMap<string, Metric>; sampleSizes: ReadonlyMap<string, string>},
  {traffic, queries, now}: RunWorld,
  signal: AbortSignal | undefined,
): Promise<Observations> {
  const startedAt = experiment.status.startTime ?? now();
  const histograms = [...traffic.results()].map(
    ([version, result]) => [version, judgedHistogram(result)] as const,
  );
  const timeoutMs = Math.min(LONGEST_QUERY_MS, experiment.spec.duration.intervalSeconds * 1000);
  const context = {
    timeoutMs,
    elapsedSeconds: (now().getTime() - startedAt.getTime()) / 1000,
    histograms: new Map(histograms),
  };
  const limit = AbortSignal.timeout(timeoutMs + GRACE_MS);
  const ended = signal ? AbortSignal.any([signal, limit]) : limit;
  const results = await queryAll({metrics, versions: queriedVersions(experiment), context}, queries, ended);
  return byStatusName(experiment, toObservations(results, sampleSizes, now()));
}

/** v2alpha1 keeps metrics in the status under the names of the criteria, all others as `namespace/name`. */
function byStatusName({source}: Experiment, observations: Observations): Observations {
  const copied = new Field(source).get('status', 'metrics').items();
  const names = copied.map((entry): [string, string] => {
    const metadata = entry.get('metricObj', 'metadata');
    return [
      `${metadata.get('namespace').text() ?? ''}/${metadata.get('name').text() ?? ''}`,
      entry.get('name').text() ?? '',
    ];
  });
  const statusNames = new Map(names);
  return new Map([...observations].map(([name, observed]) => [statusNames.get(name) ?? name, observed]));
}
