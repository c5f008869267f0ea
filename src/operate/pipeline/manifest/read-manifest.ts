import {Iter8Error} from '../../../errors.js';
import type {FieldPath} from '../../../experiment/field.js';
import {isObject, type JsonObject} from '../../../experiment/json.js';
import {readResources} from '../../../experiment/reading/experiments.js';
import {apiVersionOf, kindOf, type Resource} from '../../../experiment/reading/resource.js';
import {positionAt, type SourceText} from '../../../experiment/reading/source.js';

/** An object that is to be released, and where it is written. */
export interface ManifestObject {
  readonly object: JsonObject;
  /** `file:line:column` of its name. */
  readonly where: string;
}

/**
 * All objects of a manifest, in the order in which they are written.
 *
 * @param namespace the only one that they may name
 * @throws Iter8Error INVALID with file:line:column for what is no object, has no name, or is of another namespace
 */
export async function readManifest(
  sources: readonly SourceText[],
  namespace: string,
): Promise<readonly ManifestObject[]> {
  const objects: ManifestObject[] = [];
  for (const source of sources) {
    for await (const resource of readResources(source)) objects.push(await checked(resource, namespace));
  }
  requireDifferent(objects);
  if (objects.length > 0) return objects;
  const names = sources.map(({name}) => name).join(', ');
  throw new Iter8Error('INVALID', `there is no object in ${names}`, 'name the file with the Deployment');
}

/** The second of two would undo the first. */
function requireDifferent(objects: readonly ManifestObject[]): void {
  const places = new Map<string, string>();
  for (const {object, where} of objects) {
    const [, group = ''] = apiVersionOf(object).split('/').reverse();
    const {name} = isObject(object.metadata) ? object.metadata : {};
    const key = JSON.stringify([group, kindOf(object), name]);
    const first = places.get(key);
    if (first !== undefined) {
      const problem = `${where}: ${kindOf(object)} ${JSON.stringify(name)} stands at ${first} already`;
      throw new Iter8Error('INVALID', problem, 'leave one of them out');
    }
    places.set(key, where);
  }
}

async function checked(resource: Resource, namespace: string): Promise<ManifestObject> {
  const {value} = resource;
  const metadata = isObject(value.metadata) ? value.metadata : {};
  const own = metadata.namespace ?? namespace;
  if (kindOf(value) === '' || apiVersionOf(value) === '') {
    throw await mistake(resource, [], 'an object needs apiVersion and kind');
  }
  if (typeof metadata.name !== 'string' || metadata.name === '') {
    throw await mistake(resource, ['metadata', 'name'], `this ${kindOf(value)} has no name`);
  }
  if (own !== namespace) {
    const problem = `${kindOf(value)} "${metadata.name}" is of namespace ${JSON.stringify(own)}, the pipeline works in "${namespace}"`;
    throw await mistake(resource, ['metadata', 'namespace'], problem, `choose the namespace with -n`);
  }
  return {object: value, where: await placeOf(resource, ['metadata', 'name'])};
}

async function mistake(resource: Resource, path: FieldPath, problem: string, hint = 'nothing was changed') {
  return new Iter8Error('INVALID', `${await placeOf(resource, path)}: ${problem}`, hint);
}

async function placeOf(resource: Resource, path: FieldPath): Promise<string> {
  const {offsetOf} = await import('../../../experiment/reading/yaml-text.js');
  return positionAt(resource.source, offsetOf(resource, path));
}
