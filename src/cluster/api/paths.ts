import type {ObjectName, ResourceKind} from '../port.js';

/** Parameters of a URL's query; undefined ones are left out. */
export type Query = Readonly<Record<string, string | undefined>>;

/** Path of the objects of a kind, of one namespace or of all. */
export function collectionPath(kind: ResourceKind, namespace: string | undefined): string {
  const inNamespace = kind.isNamespaced && namespace !== undefined ? ['namespaces', namespace] : [];
  return [groupVersionPath(kind), ...inNamespace.map(encodeURIComponent), kind.plural].join('/');
}

export function objectPath(kind: ResourceKind, {namespace, name}: ObjectName, subresource?: string): string {
  const parts = [collectionPath(kind, namespace), encodeURIComponent(name)];
  return [...parts, ...(subresource === undefined ? [] : [subresource])].join('/');
}

export function groupVersionPath({group, version}: {readonly group: string; readonly version: string}): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

export function withQuery(path: string, query: Query): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

/** As `apiVersion` fields have it. */
export function apiVersionOf({group, version}: {readonly group: string; readonly version: string}): string {
  return group === '' ? version : `${group}/${version}`;
}
