import {Field} from '../experiment/field.js';
import {isObject, type JsonObject} from '../experiment/json.js';
import type {ResolvedPath} from './resolve.js';

/**
 * The percent that a Knative Service really gives to an entry of `spec.traffic`: that of its status, once the status tells
 * of the present spec. While a revision does not become ready, traffic stays where it was, whatever the spec says.
 *
 * @returns undefined while the status is still about an earlier spec, or for another place
 */
export function knativeWeight(object: JsonObject, {keys}: ResolvedPath): number | undefined {
  const [spec, traffic, index, percent] = keys;
  if (spec !== 'spec' || traffic !== 'traffic' || typeof index !== 'number' || percent !== 'percent')
    return undefined;
  const service = new Field(object);
  if (!isSettled(service)) return undefined;
  const target = service.get('spec', 'traffic').items()[index];
  const inForce = target && targetsOf(service).find((other) => isSameTarget(target, other));
  return inForce?.get('percent').integer() ?? 0;
}

/** Whether the controller has carried out the spec as far as it can. */
function isSettled(service: Field): boolean {
  const generation = service.get('metadata', 'generation').integer() ?? 0;
  const observed = service.get('status', 'observedGeneration').integer() ?? -1;
  const conditions = service.get('status', 'conditions').items();
  const routes = conditions.find((condition) => condition.get('type').value === 'RoutesReady');
  return observed >= generation && ['True', 'False'].includes(routes?.get('status').text() ?? 'Unknown');
}

/** `status.traffic`, where each entry names the revision that it stands for. */
export function targetsOf(service: Field): Field[] {
  return service.get('status', 'traffic').items();
}

/** Whether two entries of the traffic of a Service, one of its spec and one of its status, are the same one. */
export function isSameTarget(one: Field, other: Field): boolean {
  if (!isObject(one.value) || !isObject(other.value)) return false;
  if ((one.get('tag').text() ?? '') !== (other.get('tag').text() ?? '')) return false;
  const revision = one.get('revisionName').text();
  if (revision) return revision === other.get('revisionName').text();
  return other.get('latestRevision').boolean() === true;
}
