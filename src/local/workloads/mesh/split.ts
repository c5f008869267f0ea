import type {JsonObject} from '../../../experiment/json.js';
import {nameOf, namespaceOf, objectOf, valueAt} from '../../apiserver/object.js';
import type {RunningPod} from '../pods/running-pods.js';
import {fullHost, type ServiceName} from './hosts.js';
import type {Routers, Rule} from './rules.js';

/** All that decides where a request goes. */
export interface MeshState extends Routers {
  readonly services: readonly JsonObject[];
  readonly pods: readonly RunningPod[];
}

/** A Pod as one of a Service. */
export interface Backend {
  readonly service: ServiceName;
  readonly pod: RunningPod;
}

/** The Pods among which a rule splits requests, with their weights; those without a Pod have a weight too. */
export interface RuleSplit {
  readonly backends: ReadonlyMap<string, Backend>;
  readonly weights: ReadonlyMap<string, number>;
}

/** In the place of the Pods of a destination that has none. */
export const NO_POD = '';

/** A destination's weight goes to its Pods evenly. */
export function splitOf({destinations}: Rule, state: MeshState): RuleSplit {
  const backends = new Map<string, Backend>();
  const weights = new Map<string, number>();
  const give = (id: string, weight: number) => weights.set(id, (weights.get(id) ?? 0) + weight);
  for (const {service, labels, weight} of destinations) {
    const pods = labels ? podsOf(service, labels, state) : [];
    if (pods.length === 0) give(NO_POD, weight);
    for (const pod of pods) {
      const id = `${fullHost(service)}/${pod.id}`;
      backends.set(id, {service, pod});
      give(id, weight / pods.length);
    }
  }
  return {backends, weights};
}

/** Pods that a Service selects and that have these labels too. */
export function podsOf(
  service: ServiceName,
  labels: JsonObject,
  {services, pods}: MeshState,
): readonly RunningPod[] {
  const object = services.find((one) => nameOf(one) === service.name && namespaceOf(one) === service.namespace);
  if (!object) return [];
  const wanted = [selectorOf(object), labels].flatMap((each) => Object.entries(each));
  if (wanted.length === 0) return [];
  return pods.filter(
    (pod) => pod.namespace === service.namespace && wanted.every(([key, value]) => pod.labels[key] === value),
  );
}

/** Empty for a Service that selects no Pods. */
export function selectorOf(service: JsonObject): JsonObject {
  return objectOf(valueAt(service, 'spec', 'selector'));
}
