import type {Json, JsonObject} from '../../../experiment/json.js';
import type {Group, Registry} from '../kinds/registry.js';
import type {ResourceType} from '../kinds/resource-type.js';
import {subresourceVerbs, verbsOf} from './resource-lists.js';

/** Content type of a discovery of everything at once, which kubectl asks for first. */
export const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

export function wantsAggregated(accept: string): boolean {
  return accept
    .split(',')
    .some((one) => one.includes('as=APIGroupDiscoveryList') && one.includes('v=v2') && !one.includes('v=v2beta'));
}

/** Of the core group (`/api`) or of all others (`/apis`). */
export function aggregatedDiscovery(registry: Registry, isCore: boolean): JsonObject {
  const groups = registry.groups().filter(({name}) => (name === '') === isCore);
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map(groupOf),
  };
}

function groupOf({name, versions, types}: Group): Json {
  return {
    metadata: name === '' ? {} : {name},
    versions: versions.map((version) => ({
      version,
      freshness: 'Current',
      resources: types.filter((type) => type.version === version).map(resourceOf),
    })),
  };
}

function resourceOf(type: ResourceType): Json {
  const {plural, singular, shortNames, categories, subresources} = type;
  return {
    resource: plural,
    responseKind: responseKindOf(type),
    scope: type.isNamespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: verbsOf(type),
    ...(shortNames.length > 0 && {shortNames}),
    ...(categories.length > 0 && {categories}),
    ...(subresources.length > 0 && {subresources: subresources.map((one) => subresourceOf(type, one))}),
  };
}

/** Left open for built-in kinds, whose group and version stand above them. */
function responseKindOf({group, version, kind, isCustom}: ResourceType): JsonObject {
  return isCustom ? {group, version, kind} : {group: '', version: '', kind};
}

function subresourceOf(type: ResourceType, subresource: ResourceType['subresources'][number]): Json {
  const isScale = subresource === 'scale';
  return {
    subresource,
    responseKind: isScale ? {group: 'autoscaling', version: 'v1', kind: 'Scale'} : responseKindOf(type),
    verbs: subresourceVerbs(subresource),
  };
}
