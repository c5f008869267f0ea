import type {Json, JsonObject} from '../../../experiment/json.js';
import type {Group, Registry} from '../kinds/registry.js';
import {apiVersionOf, type ResourceType, type Subresource, VERBS} from '../kinds/resource-type.js';

export function verbsOf(type: ResourceType): readonly string[] {
  return type.isReview ? ['create'] : VERBS;
}

export function subresourceVerbs(subresource: Subresource): readonly string[] {
  return subresource === 'log' ? ['get'] : ['get', 'patch', 'update'];
}

/** `/apis` */
export function groupList(registry: Registry): JsonObject {
  const groups = registry.groups().filter(({name}) => name !== '');
  return {kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupOf)};
}

/** `/apis/GROUP`; undefined for a group that is not served. */
export function groupDocument(registry: Registry, name: string): JsonObject | undefined {
  const group = registry.groups().find((one) => one.name === name && name !== '');
  return group && {kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group)};
}

function groupOf({name, versions}: Group): JsonObject {
  const described = versions.map((version) => ({groupVersion: `${name}/${version}`, version}));
  return {name, versions: described, preferredVersion: described[0]};
}

/** `/api` */
export function coreVersions(address: string): JsonObject {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{clientCIDR: '0.0.0.0/0', serverAddress: address}],
  };
}

/** `/apis/GROUP/VERSION`; undefined for one that is not served. */
export function resourceList(registry: Registry, group: string, version: string): JsonObject | undefined {
  const types = registry.types.filter((type) => type.group === group && type.version === version);
  const [first] = types;
  if (!first) return undefined;
  const resources = types.flatMap((type) => [
    resourceOf(type),
    ...type.subresources.map((one) => subresourceOf(type, one)),
  ]);
  return {kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersionOf(first), resources};
}

function resourceOf(type: ResourceType): Json {
  const {plural, singular, isNamespaced, kind, shortNames, categories} = type;
  return {
    name: plural,
    singularName: singular,
    namespaced: isNamespaced,
    kind,
    verbs: verbsOf(type),
    ...(shortNames.length > 0 && {shortNames}),
    ...(categories.length > 0 && {categories}),
    ...(!type.isReview && {storageVersionHash: Buffer.from(type.storage).toString('base64').slice(0, 11)}),
  };
}

function subresourceOf({plural, isNamespaced, kind}: ResourceType, subresource: Subresource): Json {
  return {
    name: `${plural}/${subresource}`,
    singularName: '',
    namespaced: isNamespaced,
    kind: subresource === 'scale' ? 'Scale' : kind,
    ...(subresource === 'scale' && {group: 'autoscaling', version: 'v1'}),
    verbs: subresourceVerbs(subresource),
  };
}
