import type {ObjectName, ResourceKind} from '../../../cluster/port.js';
import type {JsonObject} from '../../../experiment/json.js';
import {isBeingDeleted, nameOf, namespaceOf, uidOf} from '../../apiserver/object.js';
import {writeStatus} from '../conditions.js';
import {isOwnedBy} from '../owners.js';
import {TEMPLATE_HASH, workloadOf} from '../pods/running-pods.js';
import {dealWith, requireKind, type StandInOptions} from '../stand-in.js';
import {isReady, podsOf, replicaSetOf, replicaSetStatus} from './objects.js';
import {deploymentStatus} from './status.js';

interface Place {
  readonly deployments: ResourceKind;
  readonly replicaSets: ResourceKind;
  readonly pods: ResourceKind;
  readonly signal: AbortSignal;
}

/**
 * Stands in for the controllers of Deployments and ReplicaSets: the present template has a ReplicaSet and its Pods, and
 * earlier ones go when all of these are ready. So who waits for a Deployment goes on: `kubectl rollout status`,
 * `helm --wait`.
 *
 * New Pods come all at once, whatever the strategy says, and earlier ReplicaSets are deleted, so there is nothing to roll
 * back to.
 */
export class DeploymentStandIn {
  #turn: Promise<void> = Promise.resolve();

  constructor(private readonly options: StandInOptions) {}

  /** Resolves when the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const {cluster} = this.options;
    try {
      const deployments = await requireKind(cluster, {group: 'apps', kind: 'Deployment'}, signal);
      const replicaSets = await requireKind(cluster, {group: 'apps', kind: 'ReplicaSet'}, signal);
      const pods = await requireKind(cluster, {group: '', kind: 'Pod'}, signal);
      await this.#dealWithAll({deployments, replicaSets, pods, signal});
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #dealWithAll(place: Place): Promise<void> {
    const settle = (name: ObjectName) => this.#inTurn(() => this.#settleNamed(name, place));
    const settleDeployment = (one: JsonObject) => settle({namespace: namespaceOf(one), name: nameOf(one)});
    const settleOwner = (pod: JsonObject) => settle({namespace: namespaceOf(pod), name: workloadOf(pod)});
    const released = () => Promise.resolve();
    const ofDeployments = {group: 'apps', kind: 'Deployment', settle: settleDeployment, release: released};
    const ofPods = {
      group: '',
      kind: 'Pod',
      labelSelector: TEMPLATE_HASH,
      settle: settleOwner,
      release: settleOwner,
    };
    const {signal} = place;
    await Promise.all([ofDeployments, ofPods].map((duties) => dealWith(duties, this.options, signal)));
  }

  /** A Deployment and its Pods are told of at the same time, and both mean the same Deployment. */
  #inTurn(task: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(task);
    this.#turn = done.catch(() => undefined); // told to whoever waits for it
    return done;
  }

  /** As it is now: what was told of it may be older than what a Pod of it led to since. */
  async #settleNamed(name: ObjectName, place: Place): Promise<void> {
    const deployment = await this.options.cluster.get(place.deployments, name, {signal: place.signal});
    if (!isBeingDeleted(deployment)) await this.#settle(deployment, place);
  }

  async #settle(deployment: JsonObject, place: Place): Promise<void> {
    const {cluster, now = () => new Date()} = this.options;
    const {deployments: kind, signal} = place;
    const {replicaSet, earlier} = await this.#settleReplicaSet(deployment, place);
    const pods = await this.#settlePods(replicaSet, place);
    const isComplete = pods.every(isReady);
    if (isComplete) await this.#removeAll(earlier, place);
    const before = isComplete ? [] : await this.#podsIn(earlier, place);
    await writeStatus(replicaSet, replicaSetStatus(replicaSet, pods), {cluster, kind: place.replicaSets, signal});
    await writeStatus(deployment, deploymentStatus(deployment, {pods, before}, now()), {cluster, kind, signal});
  }

  async #settleReplicaSet(deployment: JsonObject, {replicaSets: kind, signal}: Place): Promise<ReplicaSets> {
    const {cluster} = this.options;
    const value = replicaSetOf(deployment);
    const place = {namespace: namespaceOf(value), name: nameOf(value)};
    const replicaSet = await cluster.patch(kind, place, {kind: 'apply', value, force: true}, {signal});
    const {items} = await cluster.list(kind, {namespace: place.namespace}, {signal});
    const earlier = items.filter((one) => isOwnedBy(one, deployment) && nameOf(one) !== place.name);
    return {replicaSet, earlier};
  }

  /** Creates those that are missing and deletes those that are too many. */
  async #settlePods(replicaSet: JsonObject, place: Place): Promise<readonly JsonObject[]> {
    const {cluster} = this.options;
    const existing = await this.#podsIn([replicaSet], place);
    const wanted = podsOf(replicaSet);
    const pods: JsonObject[] = [];
    for (const pod of wanted) {
      const there = existing.find((one) => nameOf(one) === nameOf(pod));
      pods.push(there ?? (await cluster.create(place.pods, pod, {signal: place.signal})));
    }
    for (const pod of existing.filter((one) => !pods.includes(one))) {
      const name = {namespace: namespaceOf(pod), name: nameOf(pod)};
      await cluster.delete(place.pods, name, {signal: place.signal});
    }
    return pods;
  }

  async #podsIn(replicaSets: readonly JsonObject[], {pods, signal}: Place): Promise<readonly JsonObject[]> {
    const [first] = replicaSets;
    if (!first) return [];
    const selection = {namespace: namespaceOf(first), labelSelector: TEMPLATE_HASH};
    const {items} = await this.options.cluster.list(pods, selection, {signal});
    return items.filter((pod) => !isBeingDeleted(pod) && replicaSets.some((owner) => isOwnedBy(pod, owner)));
  }

  /** Their Pods go with them, as the server sees to it. */
  async #removeAll(replicaSets: readonly JsonObject[], {replicaSets: kind, signal}: Place): Promise<void> {
    for (const object of replicaSets) {
      const name = {namespace: namespaceOf(object), name: nameOf(object)};
      await this.options.cluster.delete(kind, name, {uid: uidOf(object), signal});
    }
  }
}

interface ReplicaSets {
  /** Of the present template. */
  readonly replicaSet: JsonObject;
  readonly earlier: readonly JsonObject[];
}
