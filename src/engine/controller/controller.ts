import {setMaxListeners} from 'node:events';
import type {Cluster, ResourceKind} from '../../cluster/port.js';
import {outcomeOf} from '../../analysis/verdict.js';
import {Iter8Error} from '../../errors.js';
import type {JsonObject} from '../../experiment/json.js';
import type {Experiment} from '../../experiment/model.js';
import {GROUP} from '../../experiment/parse.js';
import type {QueryDeps} from '../../metrics/query.js';
import {errorWords, type Log} from '../../runtime/log.js';
import type {TrafficPolicy} from '../../traffic/policy.js';
import type {ActionPorts} from '../ports.js';
import {clusterPorts, type ControllerWorld} from './cluster-ports.js';
import {metricReader} from './cluster-readers.js';
import type {ControllerMetrics} from './controller-metrics.js';
import {EventRecorder} from './event-recorder.js';
import {ExperimentCache, type ExperimentId} from './experiment-cache.js';
import {leadWhenElected} from './leader.js';
import {LEASE_NAME} from './lease.js';
import {OldFinalizers} from './old-finalizers.js';
import {prunedFields} from './pruning.js';
import {isOver, Supervisor} from './supervisor.js';
import {targetKey, TargetLock} from './target-lock.js';
import {WorkerSlots} from './worker-slots.js';

export interface ControllerOptions {
  readonly cluster: Cluster;
  /** Undefined: all namespaces. */
  readonly namespace: string | undefined;
  readonly installNamespace: string;
  /** Experiments that are worked on at a time. */
  readonly workers: number;
  /** Whether it leads only while it holds the Lease; otherwise at once, and nobody else may run beside it. */
  readonly hasElection: boolean;
  /** Ours in the leader election; unique for each process. */
  readonly identity: string;
  readonly queries: QueryDeps;
  readonly traffic: TrafficPolicy;
  readonly actions: ActionPorts;
  readonly metrics: ControllerMetrics;
  readonly log: Log;
  readonly now: () => Date;
  /** Milliseconds that never go back. */
  readonly monotonic: () => number;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Whatever was begun when the controller is told to stop has this long to end. */
const DRAIN_MS = 10_000;

/** The engine for all Experiments of a cluster, on one of several processes. */
export class Controller {
  #isReady = false;

  constructor(private readonly options: ControllerOptions) {
    const {metrics} = options;
    metrics.observe('iter8_queue_depth', 'Experiments that are due and have no worker.', () => this.#depth());
    metrics.observe('iter8_running_experiments', 'Experiments that have not ended.', () => this.#running());
  }

  #depth: () => number = () => 0;
  #running: () => number = () => 0;

  /** As leader it has seen all experiments; as standby it only waits. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /**
   * Leads whenever it may, until the signal aborts; then ends what was begun and lets go of the Lease.
   *
   * @throws Iter8Error when the cluster has no CRDs of ours, or refuses what the engine needs
   */
  async run(signal: AbortSignal): Promise<void> {
    const kind = await requireCrd(this.options.cluster, signal);
    if (this.options.hasElection) await this.#leadWhenElected(kind, signal);
    else await this.#lead(kind, signal);
    this.#isReady = false;
  }

  async #leadWhenElected(kind: ResourceKind, signal: AbortSignal): Promise<void> {
    const {cluster, installNamespace, identity, log, now, monotonic, sleep, metrics} = this.options;
    const lease = {namespace: installNamespace, name: LEASE_NAME};
    const onProblem = (error: unknown) =>
      log('warning', 'the leader election has a problem', {error: errorWords(error)});
    this.#isReady = true;
    while (!signal.aborted) {
      log('info', 'waiting to lead', {identity});
      const options = {cluster, lease, identity, monotonic, now, sleep, onProblem};
      const end = await leadWhenElected(options, (leading) => this.#lead(kind, leading), signal);
      metrics.isLeader = false;
      if (end === 'lost') log('warning', 'no longer the leader: the Lease was lost');
    }
  }

  async #lead(kind: ResourceKind, signal: AbortSignal): Promise<void> {
    const {cluster, namespace, metrics, log} = this.options;
    log('info', 'leading');
    setMaxListeners(0, signal); // each run listens, and Node would warn of more than ten
    metrics.isLeader = true;
    this.#isReady = false;
    let isSynced = false;
    const finalizers = this.#oldFinalizers(kind, signal);
    const consider = (id: ExperimentId, resource: JsonObject | undefined) => {
      finalizers.consider(id, resource);
      supervisor.consider(id, resource);
    };
    const cache = new ExperimentCache(kind, (id, resource) => {
      if (!isSynced) return;
      consider(id, resource);
      if (resource && !isOver(resource)) return;
      cache.wake((other) => resource === undefined || targetKey(other) === targetKey(resource));
    });
    const world = this.#world(cache);
    const supervisor = this.#supervisor(world, signal);
    const onSynced = () => {
      isSynced = true;
      this.#isReady = true;
      cache.forEach(consider);
      log('info', 'all experiments are known', {experiments: cache.size, running: supervisor.size});
    };
    try {
      await cache.follow(cluster, {namespace}, {signal, onSynced});
    } finally {
      await this.#drain(world, supervisor);
    }
  }

  #oldFinalizers(kind: ResourceKind, signal: AbortSignal): OldFinalizers {
    const {cluster, sleep} = this.options;
    const onProblem = this.#warn('the finalizer of an old engine holds a deleted experiment');
    return new OldFinalizers({cluster, kind, sleep, onProblem}, signal);
  }

  #warn(message: string): (id: ExperimentId, error: unknown) => void {
    return ({namespace, name}, error) =>
      this.options.log('warning', message, {experiment: `${namespace}/${name}`, error: errorWords(error)});
  }

  #world(cache: ExperimentCache): ControllerWorld {
    const {cluster, now, metrics, log} = this.options;
    const onProblem = (error: unknown) => log('warning', 'an event was not recorded', {error: errorWords(error)});
    return {
      ...this.options,
      cache,
      lock: new TargetLock(cluster, cache, now),
      events: new EventRecorder({cluster, now, onProblem}),
      readMetric: metricReader(cluster),
      inFlight: new Set(),
      onConflict: () => metrics.conflicts.inc(),
      onKept: this.#warn('the target of an experiment was not given back'),
      onUnavailable: ({cause}) => metrics.queryFailures.inc({cause}),
    };
  }

  #supervisor(world: ControllerWorld, signal: AbortSignal): Supervisor {
    const {workers, metrics, sleep, now} = this.options;
    const slots = new WorkerSlots(workers);
    const supervisor = new Supervisor({
      slots,
      cache: world.cache,
      portsOf: (id) => clusterPorts(id, world),
      runOptions: {
        onWrite: (experiment, events) =>
          events.forEach(({type, reason, message}) =>
            this.#tell(experiment, type, message === '' ? reason : `${reason}: ${message}`),
          ),
      },
      signal,
      sleep,
      now,
      onLag: (milliseconds) => metrics.iterationLag.observe(milliseconds / 1000),
      onEnd: (experiment) => metrics.verdicts.inc({outcome: outcomeOf(experiment)}),
      onFailure: (id, error, retryMs) => this.#failed(world, {id, error, retryMs}),
    });
    this.#depth = () => slots.depth;
    this.#running = () => supervisor.size;
    return supervisor;
  }

  #tell({namespace, name, status}: Experiment, type: 'Normal' | 'Warning', message: string): void {
    const fields = {
      experiment: `${namespace}/${name}`,
      stage: status.stage,
      iteration: status.completedIterations,
    };
    this.options.log(type === 'Warning' ? 'warning' : 'info', message, fields);
  }

  #failed(
    {cache, events}: ControllerWorld,
    {id, error, retryMs}: {readonly id: ExperimentId; readonly error: unknown; readonly retryMs: number},
  ): void {
    const {log, metrics} = this.options;
    const words = errorWords(error);
    metrics.runFailures.inc();
    log('error', 'a run stopped', {
      experiment: `${id.namespace}/${id.name}`,
      error: words,
      retrySeconds: retryMs / 1000,
    });
    const resource = cache.get(id);
    if (resource) events.record(resource, [{type: 'Warning', reason: 'RunStopped', message: words}]);
  }

  /** What was begun is let end, so that nothing of ours reaches the cluster once another one leads. */
  async #drain({inFlight, events}: ControllerWorld, supervisor: Supervisor): Promise<void> {
    const {sleep, log} = this.options;
    const limit = new AbortController();
    const ended = Promise.allSettled([supervisor.settled(), ...inFlight, events.settled()]);
    await Promise.race([ended, sleep(DRAIN_MS, limit.signal)]);
    limit.abort();
    if (inFlight.size > 0) log('warning', 'stopped with writes under way', {writes: inFlight.size});
  }
}

/** @throws Iter8Error NOT_FOUND without CRDs, INVALID when they would drop what the engine writes */
async function requireCrd(cluster: Cluster, signal: AbortSignal): Promise<ResourceKind> {
  const hint = 'install them with: iter8ctl install';
  const kind = await cluster.findKind({group: GROUP, kind: 'Experiment', version: 'v2alpha2'}, {signal});
  if (!kind) throw new Iter8Error('NOT_FOUND', `the cluster knows no Experiment of ${GROUP}/v2alpha2`, hint);
  const definitions = await cluster.findKind(
    {group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition'},
    {signal},
  );
  if (!definitions) throw new Iter8Error('NOT_FOUND', 'the cluster serves no CustomResourceDefinition', hint);
  const definition = await cluster.get(definitions, {name: `${kind.plural}.${GROUP}`}, {signal});
  const pruned = prunedFields(definition, kind.version);
  if (pruned.length === 0) return kind;
  const message = `the installed CustomResourceDefinition of Experiments would drop ${pruned.join(', ')}`;
  throw new Iter8Error('INVALID', message, 'bring it up to date with: iter8ctl install');
}
