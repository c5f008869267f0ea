import type {ResourceKind} from '../../../cluster/port.js';
import type {JsonObject} from '../../../experiment/json.js';
import {nameOf, namespaceOf, objectOf, valueAt} from '../../apiserver/object.js';
import type {AppOf} from '../app/behaviour.js';
import {appOfPodSpec} from '../app/container.js';
import {writeStatus} from '../conditions.js';
import {isOwnedBy} from '../owners.js';
import {dealWith, requireKind, type StandInOptions} from '../stand-in.js';
import {replicaSetOf, replicaSetStatus} from './objects.js';
import {deploymentStatus} from './status.js';

export interface DeploymentOptions extends StandInOptions {
  readonly appOf: AppOf;
}

interface Place {
  readonly deployments: ResourceKind;
  readonly replicaSets: ResourceKind;
  readonly signal: AbortSignal;
}

/**
 * Stands in for the controllers of Deployments, so that who waits for one goes on: `kubectl rollout status`,
 * `helm --wait`.
 *
 * Nothing runs. Images that the sample app stands for count as available at once, with a ReplicaSet and without Pods;
 * others never do. Earlier ReplicaSets are deleted, so there is nothing to roll back to.
 */
export class DeploymentStandIn {
  constructor(private readonly options: DeploymentOptions) {}

  /** Resolves when the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const {cluster} = this.options;
    try {
      const deployments = await requireKind(cluster, {group: 'apps', kind: 'Deployment'}, signal);
      const replicaSets = await requireKind(cluster, {group: 'apps', kind: 'ReplicaSet'}, signal);
      const settle = (object: JsonObject) => this.#settle(object, {deployments, replicaSets, signal});
      const release = () => Promise.resolve();
      await dealWith({group: 'apps', kind: 'Deployment', settle, release}, this.options, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #settle(deployment: JsonObject, place: Place): Promise<void> {
    const {cluster, appOf, now = () => new Date()} = this.options;
    const {deployments: kind, signal} = place;
    const podSpec = objectOf(valueAt(deployment, 'spec', 'template', 'spec'));
    const app = appOfPodSpec(podSpec, appOf);
    if (app.kind === 'app') await this.#settleReplicaSets(deployment, place);
    await writeStatus(deployment, deploymentStatus(deployment, app, now()), {cluster, kind, signal});
  }

  async #settleReplicaSets(deployment: JsonObject, {replicaSets: kind, signal}: Place): Promise<void> {
    const {cluster} = this.options;
    const value = replicaSetOf(deployment);
    const place = {namespace: namespaceOf(value), name: nameOf(value)};
    const current = await cluster.patch(kind, place, {kind: 'apply', value, force: true}, {signal});
    await writeStatus(current, replicaSetStatus(current), {cluster, kind, signal});
    const {items} = await cluster.list(kind, {namespace: place.namespace}, {signal});
    for (const old of items.filter((one) => isOwnedBy(one, deployment) && nameOf(one) !== place.name)) {
      await cluster.delete(kind, {...place, name: nameOf(old)}, {signal});
    }
  }
}
