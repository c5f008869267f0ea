import {PODS} from '../../../cluster/known-kinds.js';
import type {Cluster, ResourceKind, Selection} from '../../../cluster/port.js';
import {Field} from '../../../experiment/field.js';
import type {JsonObject} from '../../../experiment/json.js';
import type {ServiceVersion} from '../../../traffic/service-routing/service-routing.js';
import {DEPLOYMENT_KIND} from '../../install/kinds.js';
import {rollout} from '../../install/wait.js';
import {identityOf} from '../../stored-experiment.js';
import type {Sleep} from '../world.js';
import {podTrouble} from './pod-trouble.js';

/** How the Pods of a Deployment came up. */
export type Readiness = {readonly kind: 'ready'} | {readonly kind: 'notReady'; readonly reason: string};

interface ReadyOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly sleep: Sleep;
}

/**
 * Watches a Deployment and its Pods until all are available, or it is clear that they will not be, or time is up.
 *
 * @throws the signal's reason; what `Cluster.watch` throws
 */
export async function awaitReady(
  cluster: Cluster,
  version: ServiceVersion,
  {signal, timeoutMs, sleep}: ReadyOptions,
): Promise<Readiness> {
  const done = new AbortController();
  const stop = AbortSignal.any([signal, done.signal]);
  const sight = new Sight(version, () => done.abort());
  const limit = sleep(timeoutMs, stop).then(() => done.abort());
  try {
    await Promise.all([
      sight.follow(cluster, DEPLOYMENT_KIND, {fieldSelector: `metadata.name=${version.name}`}, stop),
      sight.follow(cluster, PODS, {labelSelector: selectorOf(version)}, stop),
    ]);
  } finally {
    done.abort();
    await limit;
  }
  signal.throwIfAborted();
  return sight.readiness ?? {kind: 'notReady', reason: `after ${timeoutMs / 1000} s ${sight.obstacle()}`};
}

/** What is known of a Deployment and its Pods. */
class Sight {
  /** undefined as long as it is not clear. */
  readiness: Readiness | undefined;
  #deployment: JsonObject | undefined;
  readonly #pods = new Map<string, JsonObject>();
  /** Of which not all objects have been told yet. */
  readonly #unknown = new Set<ResourceKind>([DEPLOYMENT_KIND, PODS]);

  constructor(
    private readonly version: ServiceVersion,
    private readonly onClear: () => void,
  ) {}

  async follow(cluster: Cluster, kind: ResourceKind, selection: Selection, stop: AbortSignal): Promise<void> {
    for await (const event of cluster.watch(kind, {namespace: cluster.namespace, ...selection}, stop)) {
      if (event.kind === 'interrupted' || event.kind === 'resumed') continue;
      if (event.kind === 'synced') this.#unknown.delete(kind);
      else this.#see(kind, event.object, event.kind === 'deleted');
      if (this.#unknown.size === 0) this.readiness ??= this.#judge();
      if (this.readiness) this.onClear();
    }
  }

  #see(kind: ResourceKind, object: JsonObject, isGone: boolean): void {
    if (kind === DEPLOYMENT_KIND) this.#deployment = isGone ? undefined : object;
    else if (isGone || !isOfDeployment(object, this.version.name)) this.#pods.delete(identityOf(object).name);
    else this.#pods.set(identityOf(object).name, object);
  }

  #judge(): Readiness | undefined {
    const progress = this.#progress();
    if (progress?.kind === 'done') return {kind: 'ready'};
    const final = this.#troubles().find(({isFinal}) => isFinal);
    if (final) return {kind: 'notReady', reason: final.reason};
    return progress?.kind === 'refused' ? {kind: 'notReady', reason: this.obstacle()} : undefined;
  }

  /** Pods say more than their Deployment does. */
  obstacle(): string {
    const progress = this.#progress();
    const ofDeployment = progress && 'reason' in progress ? progress.reason : 'the Deployment is not there';
    return this.#troubles()[0]?.reason ?? ofDeployment;
  }

  #progress() {
    return this.#deployment && rollout(new Field(this.#deployment));
  }

  #troubles() {
    return [...this.#pods.values()].flatMap((pod) => podTrouble(pod) ?? []);
  }
}

function selectorOf({labels}: ServiceVersion): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** By its ReplicaSet, which is called after the Deployment. */
function isOfDeployment(pod: JsonObject, deployment: string): boolean {
  const owners = new Field(pod).get('metadata', 'ownerReferences').items();
  return owners.some((owner) => (owner.get('name').text() ?? '').replace(/-[^-]+$/, '') === deployment);
}
