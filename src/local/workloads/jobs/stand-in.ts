import type {ResourceKind} from '../../../cluster/port.js';
import type {JsonObject} from '../../../experiment/json.js';
import {startLoad} from '../../../load/load.js';
import type {LoadOptions} from '../../../load/options.js';
import {planLoad} from '../../../load/plan.js';
import {nameOf, namespaceOf, textOf, uidOf} from '../../apiserver/object.js';
import {writeStatus} from '../conditions.js';
import {dealWith, requireKind, type StandInOptions} from '../stand-in.js';
import {isFortio, planFortio} from './fortio.js';
import * as objects from './objects.js';
import {beginText, endText} from './report.js';

/** Where what Pods print is kept; that of the embedded API server, for one. */
export interface LogSink {
  append(namespace: string, pod: string, text: string): void;
  complete(namespace: string, pod: string): void;
}

export interface JobOptions extends StandInOptions {
  /** undefined: what Pods print is lost. */
  readonly logs?: LogSink | undefined;
  /** Which Jobs are dealt with, as `kubectl -l` takes it: those of others are to be left alone. */
  readonly labelSelector?: string | undefined;
}

interface RunningLoad {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/**
 * Stands in for Jobs and the Pods behind them: runs those that send load with fortio by our own load generator.
 *
 * It runs no containers. A Job with a container of fortio has that container's load sent, and other containers are
 * passed over; any other Job fails and says so. Volumes, retries, parallelism, deadlines, time to live, and suspending
 * a Job that runs have no effect.
 */
export class JobStandIn {
  /** By UID of the Job. */
  readonly #loads = new Map<string, RunningLoad>();

  constructor(private readonly options: JobOptions) {}

  /** Resolves when the signal aborts, and then no load runs any more. */
  async run(signal: AbortSignal): Promise<void> {
    const {cluster, labelSelector} = this.options;
    try {
      const jobs = await requireKind(cluster, {group: 'batch', kind: 'Job'}, signal);
      const pods = await requireKind(cluster, {group: '', kind: 'Pod'}, signal);
      const settle = (job: JsonObject) => this.#settle(job, {jobs, pods, signal});
      const release = (job: JsonObject) => this.#stop(uidOf(job));
      await dealWith({group: 'batch', kind: 'Job', labelSelector, settle, release}, this.options, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await Promise.all([...this.#loads.keys()].map((uid) => this.#stop(uid)));
    }
  }

  async #settle(job: JsonObject, place: Place): Promise<void> {
    if (objects.isOver(job) || objects.isSuspended(job) || this.#loads.has(uidOf(job))) return;
    const plan = planJob(job);
    if (plan.kind === 'refused') return this.#fail(job, plan.reason, place);
    const stop = new AbortController();
    const done = this.#runLoad(job, plan.options, {...place, signal: stop.signal}).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      if (!stop.signal.aborted) this.options.onProblem(`Job ${namespaceOf(job)}/${nameOf(job)}: ${reason}`);
    });
    this.#loads.set(uidOf(job), {stop, done});
  }

  async #runLoad(job: JsonObject, options: LoadOptions, {jobs, pods, signal}: Place): Promise<void> {
    const {cluster, logs} = this.options;
    const of = (kind: ResourceKind) => ({cluster, kind, signal});
    const value = objects.podOf(job);
    const [namespace, name] = [namespaceOf(value), nameOf(value)];
    const pod = await cluster.patch(pods, {namespace, name}, {kind: 'apply', value}, {signal});
    const runningPod = await writeStatus(pod, objects.podStatus('Running', pod, this.#now()), of(pods));
    const startedJob = await writeStatus(job, objects.startedStatus(job, this.#now()), of(jobs));
    logs?.append(namespace, name, beginText(options));
    const result = await startLoad(options, {signal}).done;
    if (signal.aborted) return; // the Pod is gone, and its log with it
    logs?.append(namespace, name, endText(result));
    logs?.complete(namespace, name);
    await writeStatus(runningPod, objects.podStatus('Succeeded', runningPod, this.#now()), of(pods));
    await writeStatus(startedJob, objects.completedStatus(startedJob, this.#now()), of(jobs));
  }

  async #fail(job: JsonObject, reason: string, {jobs, signal}: Place): Promise<void> {
    const status = objects.failedStatus(job, reason, this.#now());
    await writeStatus(job, status, {cluster: this.options.cluster, kind: jobs, signal});
  }

  #now(): Date {
    return this.options.now?.() ?? new Date();
  }

  async #stop(uid: string): Promise<void> {
    const load = this.#loads.get(uid);
    this.#loads.delete(uid);
    load?.stop.abort();
    await load?.done;
  }
}

interface Place {
  readonly jobs: ResourceKind;
  readonly pods: ResourceKind;
  readonly signal: AbortSignal;
}

type JobPlan =
  {readonly kind: 'load'; readonly options: LoadOptions} | {readonly kind: 'refused'; readonly reason: string};

const WHAT_RUNS = 'no containers are run here, only the load of fortio: image fortio/fortio, load [FLAGS] URL';

function planJob(job: JsonObject): JobPlan {
  const containers = objects.containersOf(job);
  const fortio = containers.find(isFortio);
  const images = containers.map(({image}) => textOf(image)).join(', ');
  if (!fortio) return {kind: 'refused', reason: `${images}: ${WHAT_RUNS}`};
  const plan = planFortio(fortio);
  if (plan.kind === 'unknown') return {kind: 'refused', reason: `${plan.command}: ${WHAT_RUNS}`};
  try {
    planLoad(plan.options);
    return plan;
  } catch (error) {
    return {kind: 'refused', reason: error instanceof Error ? error.message : String(error)};
  }
}
