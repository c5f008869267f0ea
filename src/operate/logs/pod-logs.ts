import {PODS} from '../../cluster/known-kinds.js';
import type {Cluster} from '../../cluster/port.js';
import {ACTION_LABEL, attemptOf, EXPERIMENT_LABEL} from '../../engine/jobs/job-name.js';
import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import type {Experiment} from '../../experiment/model.js';
import {parseLogLine, type TaskLogEvent} from '../../tasks/job/log-line.js';
import {identityOf} from '../stored-experiment.js';

export interface PodLogsOptions {
  readonly cluster: Cluster;
  readonly experiment: Experiment;
  /** Hears once why Pods cannot be read. */
  readonly onProblem: (reason: string) => Promise<void>;
}

/** What the Jobs of an experiment have logged, as far as their Pods are there and may be read. */
export class PodLogs {
  /** Lines that were taken, by the UID of the Pod. */
  readonly #taken = new Map<string, number>();
  #isForbidden = false;
  #isProblemTold = false;

  constructor(private readonly options: PodLogsOptions) {}

  /**
   * What is new since it was read last.
   *
   * @param instances of the actions that are of interest
   * @returns by the instance of the action; Jobs that were lost before those that replaced them
   */
  async read(
    instances: ReadonlySet<string>,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly TaskLogEvent[]>> {
    const pods = instances.size === 0 ? [] : await this.#podsOf(instances, signal);
    const logs = await Promise.all(pods.map((pod) => this.#textOf(pod, signal)));
    const events = new Map<string, TaskLogEvent[]>();
    for (const [place, pod] of pods.entries()) {
      const instance = instanceOf(pod);
      events.set(instance, [...(events.get(instance) ?? []), ...this.#newEvents(pod, logs[place] ?? '')]);
    }
    return events;
  }

  async #podsOf(instances: ReadonlySet<string>, signal: AbortSignal | undefined): Promise<readonly JsonObject[]> {
    const {cluster, experiment} = this.options;
    const {uid, namespace} = identityOf(experiment.source);
    if (uid === '') return [];
    const selection = {namespace, labelSelector: `${EXPERIMENT_LABEL}=${uid}`};
    const list = await this.#ifReadable(() => cluster.list(PODS, selection, {signal}), signal);
    const pods = list?.items.filter((pod) => instances.has(instanceOf(pod))) ?? [];
    return [...pods].sort((a, b) => attemptOf(a) - attemptOf(b));
  }

  #textOf(pod: JsonObject, signal: AbortSignal | undefined): Promise<string | undefined> {
    const {namespace, name} = identityOf(pod);
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/log`;
    return this.#ifReadable(() => this.options.cluster.getText(path, {signal}), signal);
  }

  /** Of whole lines only: the last one may still grow. */
  #newEvents(pod: JsonObject, log: string): readonly TaskLogEvent[] {
    const {uid} = identityOf(pod);
    const lines = log.split('\n').slice(0, -1);
    const taken = this.#taken.get(uid) ?? 0;
    this.#taken.set(uid, Math.max(taken, lines.length));
    return lines.slice(taken).flatMap((line) => {
      const event = parseLogLine(line);
      return event?.instance === instanceOf(pod) ? [event] : [];
    });
  }

  /** @returns undefined where it cannot be read: the status has the most important of it */
  async #ifReadable<T>(read: () => Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
    if (this.#isForbidden) return undefined;
    try {
      return await read();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof Iter8Error)) throw error;
      this.#isForbidden ||= error.code === 'FORBIDDEN';
      if (['FORBIDDEN', 'UNREACHABLE', 'TIMEOUT'].includes(error.code)) await this.#tellOnce(error.message);
      return undefined; // gone, or not begun
    }
  }

  async #tellOnce(reason: string): Promise<void> {
    if (this.#isProblemTold) return;
    this.#isProblemTold = true;
    await this.options.onProblem(reason);
  }
}

function instanceOf(pod: JsonObject): string {
  return new Field(pod).get('metadata', 'labels').get(ACTION_LABEL).text() ?? '';
}
