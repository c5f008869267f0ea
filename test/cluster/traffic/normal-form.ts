import {isList, isObject, type Json, type JsonObject} from '../../../src/experiment/json.js';
import {metadataOf, objectOf, objectsOf, textOf, withMembers, withMetadata} from '../../../src/local/apiserver/object.js'; // prettier-ignore

/** Lists whose order says nothing, and by what their members are told apart. */
const KEYS: Readonly<Record<string, (member: JsonObject) => string>> = {
  managedFields: (entry) =>
    [entry.manager, entry.operation, entry.subresource].map(textOf).filter(Boolean).join(' '),
  groups: ({metadata}) => textOf(objectOf(metadata).name),
  resources: ({resource, name}) => textOf(resource ?? name),
  subresources: ({subresource}) => textOf(subresource),
};

/** Who writes beside the requests of the recording, on a real server. */
const CONTROLLERS = ['kube-controller-manager', 'kube-apiserver'];
const CONTROLLED = ['Deployment', 'CustomResourceDefinition'];
const REVISION = 'deployment.kubernetes.io/revision';
const AGE = /^(\d+[smhd])+$/;

/**
 * An answer without what may differ from run to run: the order of lists that have none, ages, and what controllers of a
 * real server write some time later; and without the descriptions of columns, which nobody is shown.
 */
export function normalForm(body: Json, key = ''): Json {
  if (key === 'storageVersionHash') return '<hash>';
  if (isList(body)) return normalList(body, key);
  if (!isObject(body)) return body;
  const entries = Object.entries(namedGroups(withoutControllers(body)));
  return Object.fromEntries(entries.map(([name, value]) => [name, normalForm(value ?? null, name)]));
}

/** Of aggregated discovery, items are groups. */
function namedGroups(body: JsonObject): JsonObject {
  if (body.kind !== 'APIGroupDiscoveryList') return body;
  return withMembers(body, {groups: body.items ?? [], items: undefined});
}

function normalList(list: readonly Json[], key: string): Json {
  if (key === 'cells') return list.map((cell) => (AGE.test(textOf(cell)) ? '<age>' : cell));
  if (key === 'columnDefinitions') return objectsOf(list).map((column) => ({...column, description: ''}));
  if (key === 'verbs') return list.map(textOf).sort().join(' ');
  const keyOf = KEYS[key];
  return keyOf ? keyed(objectsOf(list), keyOf) : list.map((member) => normalForm(member));
}

function keyed(members: readonly JsonObject[], keyOf: (member: JsonObject) => string): JsonObject {
  const ours = members.filter(({manager}) => !CONTROLLERS.includes(textOf(manager)));
  return Object.fromEntries(ours.map((member) => [keyOf(member), normalForm(member)]));
}

/** An object as its owner wrote it: controllers add a status, and a number to Deployments. */
function withoutControllers(object: JsonObject): JsonObject {
  if (!CONTROLLED.includes(textOf(object.kind))) return object;
  const others = withMembers(objectOf(metadataOf(object).annotations), {[REVISION]: undefined});
  const annotations = Object.keys(others).length === 0 ? undefined : others;
  return withMetadata(withMembers(object, {status: undefined}), {annotations});
}
