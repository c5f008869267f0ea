import type {JsonObject} from '../../../experiment/json.js';
import {metadataOf, nameOf, namespaceOf, objectOf, textOf, uidOf} from '../../apiserver/object.js';
import {controllerOf} from '../owners.js';

export const TEMPLATE_HASH = 'pod-template-hash';

/** A Pod of a Deployment, and where its app answers. */
export interface RunningPod {
  /** Its UID. */
  readonly id: string;
  readonly namespace: string;
  /** Name of its Deployment. */
  readonly workload: string;
  /** UID of its ReplicaSet: Pods of one template have it in common. */
  readonly template: string;
  readonly labels: JsonObject;
  readonly url: string;
}

/** The Pods that answer now. Who sends requests to them is told of each change before the Pod of the change is ended. */
export class RunningPods {
  readonly #byId = new Map<string, RunningPod>();
  #onChange: () => void = () => undefined;

  set onChange(tell: () => void) {
    this.#onChange = tell;
  }

  list(): readonly RunningPod[] {
    return [...this.#byId.values()];
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  add(pod: RunningPod): void {
    this.#byId.set(pod.id, pod);
    this.#onChange();
  }

  remove(id: string): void {
    if (this.#byId.delete(id)) this.#onChange();
  }
}

export function runningPod(pod: JsonObject, url: string): RunningPod {
  const labels = objectOf(metadataOf(pod).labels);
  const template = textOf(controllerOf(pod, 'ReplicaSet')?.uid);
  return {id: uidOf(pod), namespace: namespaceOf(pod), workload: workloadOf(pod), template, labels, url};
}

/** The Deployment of a Pod, whose ReplicaSet has the name of it and the hash; the Pod's own name without one. */
export function workloadOf(pod: JsonObject): string {
  const replicaSet = textOf(controllerOf(pod, 'ReplicaSet')?.name);
  const hash = textOf(objectOf(metadataOf(pod).labels)[TEMPLATE_HASH]);
  return replicaSet.endsWith(`-${hash}`) ? replicaSet.slice(0, -hash.length - 1) : replicaSet || nameOf(pod);
}
