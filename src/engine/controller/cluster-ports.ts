import {ConflictError} from '../../cluster/conflict-error.js';
import type {Cluster} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import type {JsonObject} from '../../experiment/json.js';
import {collectMetrics, type MetricReader} from '../../metrics/references.js';
import type {TrafficPolicy} from '../../traffic/policy.js';
import {observeWeights, setWeights} from '../../traffic/traffic.js';
import type {ActionPorts, Ports, StatusToWrite} from '../ports.js';
import {queryMetrics, type QueryWorld} from '../query-metrics.js';
import {EventBudget} from './event-budget.js';
import type {EventRecorder} from './event-recorder.js';
import type {ExperimentCache, ExperimentId} from './experiment-cache.js';
import type {TargetLock} from './target-lock.js';

/** What all runs of a controller share. */
export interface ControllerWorld extends QueryWorld {
  readonly cluster: Cluster;
  readonly cache: ExperimentCache;
  readonly lock: TargetLock;
  readonly events: EventRecorder;
  readonly readMetric: MetricReader;
  readonly installNamespace: string;
  readonly traffic: TrafficPolicy;
  readonly actions: ActionPorts;
  /** What must not be cut off when the controller stops. */
  readonly inFlight: Set<Promise<unknown>>;
  readonly onConflict: () => void;
  /** The Lease of a target stays when its experiment has ended: the next one has to look whether it may take it over. */
  readonly onKept: (id: ExperimentId, error: unknown) => void;
}

/** The engine's ports for one run of an experiment in a cluster, but for the waiting, which the supervisor does. */
export function clusterPorts(id: ExperimentId, world: ControllerWorld): Omit<Ports, 'sleep'> {
  const {cluster, cache, lock, events, traffic, installNamespace} = world;
  const budget = new EventBudget();
  let isStale = false;
  const writeStatus = async ({resource, status, events: told}: StatusToWrite): Promise<JsonObject> => {
    try {
      const written = await cluster.replace(cache.kind, {...resource, status}, {subresource: 'status'});
      cache.note(written);
      events.record(written, told, budget);
      return written;
    } catch (error) {
      isStale = true; // also without an answer: it may have been written
      if (error instanceof ConflictError) world.onConflict();
      throw error;
    }
  };
  return {
    readExperiment: async (signal) => {
      const resource = isStale ? await readAgain(id, world, signal) : cache.get(id);
      isStale = false;
      if (!resource) throw gone(id);
      return resource;
    },
    writeStatus: (write) => tracked(world, writeStatus(write)),
    acquireTarget: (experiment, signal) => lock.acquire(experiment, signal),
    releaseTarget: (experiment, signal) =>
      lock.release(experiment, signal).catch((error: unknown) => {
        if (!signal?.aborted) world.onKept(id, error);
        throw error;
      }),
    readMetricResources: (references, {namespace}) =>
      collectMetrics(references, {namespace, installNamespace}, world.readMetric),
    queryMetrics: (experiment, signal) => queryMetrics(experiment, world, signal),
    observeWeights: (experiment, signal) => observeWeights(cluster, experiment, traffic, signal),
    setWeights: (weights, experiment, signal) =>
      tracked(world, setWeights(cluster, experiment, {weights, ...traffic}, signal)),
    ...world.actions,
    now: world.now,
  };
}

function tracked<T>({inFlight}: ControllerWorld, work: Promise<T>): Promise<T> {
  const done = () => inFlight.delete(work);
  inFlight.add(work);
  work.then(done, done);
  return work;
}

async function readAgain(
  id: ExperimentId,
  {cluster, cache}: ControllerWorld,
  signal: AbortSignal | undefined,
): Promise<JsonObject | undefined> {
  cache.note(await cluster.get(cache.kind, {namespace: id.namespace, name: id.name}, {signal}));
  return cache.get(id);
}

function gone({namespace, name}: ExperimentId): Iter8Error {
  return new Iter8Error('NOT_FOUND', `experiment ${namespace}/${name} is gone`);
}
