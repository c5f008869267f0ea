import {isObject, type Json, type JsonObject} from '../../../src/experiment/json.js';
import {BUILTIN_KINDS} from '../../../src/local/apiserver/kinds/builtin.js';
import {objectOf, objectsOf, textOf, valueAt} from '../../../src/local/apiserver/object.js';

/** Groups that are defined for a run alone. */
const OWN_GROUP = /^test-recorded\./;

/** Knative's kinds are served embedded without a definition, and on a real server not at all. */
const COMPARED = BUILTIN_KINDS.filter(({group}) => !group.endsWith('knative.dev'));

/**
 * What is kept of a body: of discovery the kinds that are served embedded, of OpenAPI the fields of a kind that is there for
 * tests alone, of everything else all.
 *
 * @returns undefined when nothing of it is kept
 */
export function shorten(path: string, body: Json): Json | undefined {
  if (!isObject(body)) return body;
  if (path.startsWith('/openapi/v3/')) return /\/test-recorded\./.test(path) ? ownFields(body) : undefined;
  if (path.startsWith('/openapi/v3')) return {paths: knownPaths(objectOf(body.paths))};
  if (/^\/apis?(\?|$)/.test(path)) return {...body, items: objectsOf(body.items).flatMap(knownGroup)};
  if (body.kind === 'APIResourceList') return {...body, resources: knownResources(body)};
  if (/\/customresourcedefinitions(\?limit=\d+)?$/.test(path) && 'items' in body) return undefined;
  return body;
}

function knownPaths(paths: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(paths).filter(([path]) => isKnownPath(path)));
}

function isKnownPath(path: string): boolean {
  const [root, first = '', second = ''] = path.split('/');
  const [group, version] = root === 'api' ? ['', first] : [first, second];
  return OWN_GROUP.test(group) || COMPARED.some((kind) => kind.group === group && kind.version === version);
}

function knownGroup(group: JsonObject): JsonObject[] {
  const name = textOf(valueAt(group, 'metadata', 'name'));
  const versions = objectsOf(group.versions).flatMap((version) => {
    const isServed = ({resource}: JsonObject) => isKnown(name, textOf(version.version), textOf(resource));
    const resources = objectsOf(version.resources).filter(isServed);
    return resources.length === 0 ? [] : [{...version, resources}];
  });
  return versions.length === 0 ? [] : [{...group, versions}];
}

function knownResources({groupVersion, resources}: JsonObject): JsonObject[] {
  const [version = '', group = ''] = textOf(groupVersion).split('/').reverse();
  return objectsOf(resources).filter(({name}) => isKnown(group, version, textOf(name).split('/')[0] ?? ''));
}

function isKnown(group: string, version: string, plural: string): boolean {
  const isWanted = (kind: (typeof COMPARED)[number]) =>
    kind.group === group && kind.version === version && kind.plural === plural;
  return OWN_GROUP.test(group) || COMPARED.some(isWanted);
}

function ownFields(document: JsonObject): JsonObject {
  const schemas = Object.entries(objectOf(valueAt(document, 'components', 'schemas')));
  const own = schemas.filter(([name]) => /\.Widget$/.test(name));
  return Object.fromEntries(own.map(([name, schema]) => [name, valueAt(schema, 'properties', 'spec')]));
}
