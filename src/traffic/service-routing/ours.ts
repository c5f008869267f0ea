import {createHash} from 'node:crypto';
import {isDeepStrictEqual} from 'node:util';
import {objectOf} from '../../experiment/convert/conversion.js';
import {Field} from '../../experiment/field.js';
import type {Json, JsonObject} from '../../experiment/json.js';

const MANAGER = 'app.kubernetes.io/managed-by';

/** Names the Service that a router of ours is for. `uninstall` leaves alone what has it, since traffic hangs on it. */
export const ROUTES_LABEL = 'iter8.tools/routes';

/** Whether iter8ctl has made it, and so may take out of it what nobody uses any more. */
export function isOurs(object: JsonObject): boolean {
  return new Field(object).get('metadata', 'labels', MANAGER).value === 'iter8ctl';
}

export function nameOf(object: JsonObject): string {
  return new Field(object).get('metadata', 'name').requiredText();
}

export function namespaceOf(object: JsonObject): string {
  return new Field(object).get('metadata', 'namespace').text() ?? 'default';
}

/** Whether a host of Istio, in the namespace of a Service, is the Service. */
export function isHostOf(service: JsonObject, host: string | undefined): boolean {
  const name = nameOf(service);
  const long = `${name}.${namespaceOf(service)}`;
  return host === name || host === long || `${host ?? ''}.`.startsWith(`${long}.svc.`);
}

/** An object that is to be made for a Service, still without a spec. */
export function newObject(service: JsonObject, apiVersion: string, kind: string, name: string): JsonObject {
  const labels = {[MANAGER]: 'iter8ctl', [ROUTES_LABEL]: nameOf(service)};
  return {apiVersion, kind, metadata: {name, namespace: namespaceOf(service), labels}};
}

/** The same object with other fields in its spec. */
export function withSpec(object: JsonObject, fields: JsonObject): JsonObject {
  return {...object, spec: {...objectOf(object.spec), ...fields}};
}

/** The list with another item at a place of it. */
export function withItem(list: readonly Json[], index: number, item: JsonObject): readonly Json[] {
  return [...list.slice(0, index), item, ...list.slice(index + 1)];
}

/** Those that are not in the cluster as they must be. */
export function changedObjects(
  wanted: readonly JsonObject[],
  present: readonly JsonObject[],
): readonly JsonObject[] {
  return wanted.filter((object) => !present.some((other) => isDeepStrictEqual(object, other)));
}

/** Of Services and of subsets, with room for `-2`. */
const LONGEST_LABEL = 60;

/**
 * What a Service or a subset for a version is called: as the version, unless its name has dots, is too long, or begins with a
 * digit; then it ends in a hash, so that no two versions get the same.
 */
export function labelName(version: string): string {
  if (/^[a-z][a-z0-9-]*$/.test(version) && version.length <= LONGEST_LABEL) return version;
  const hash = createHash('sha256').update(version).digest('hex').slice(0, 8);
  const word = version.replace(/[^a-z0-9]+/g, '-').replace(/^(?![a-z])/, 'v');
  return `${word.slice(0, LONGEST_LABEL - hash.length - 1).replace(/-+$/, '')}-${hash}`;
}

/** The name, or the first of `name-2`, `name-3`, … that nothing else has. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  let free = name;
  for (let count = 2; isTaken(free); count += 1) free = `${name}-${count}`;
  return free;
}
