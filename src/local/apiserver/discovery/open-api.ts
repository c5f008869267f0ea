import {createHash} from 'node:crypto';
import type {Json, JsonObject} from '../../../experiment/json.js';
import type {Registry} from '../kinds/registry.js';
import type {ResourceType} from '../kinds/resource-type.js';

/** `/openapi/v3`: one document for each version of a group. */
export function openApiIndex(registry: Registry): JsonObject {
  const versions = registry
    .groups()
    .flatMap(({name, versions}) => versions.map((version) => [name, version] as const));
  const paths = versions.map(([group, version]): [string, Json] => {
    const path = group ? `apis/${group}/${version}` : `api/${version}`;
    const document = openApiDocument(registry, group, version) ?? null;
    const hash = createHash('sha256').update(JSON.stringify(document)).digest('hex').slice(0, 32).toUpperCase();
    return [path, {serverRelativeURL: `/openapi/v3/${path}?hash=${hash}`}];
  });
  return {paths: Object.fromEntries(paths)};
}

/**
 * What clients look up before they write: which kinds there are, and that the server checks unknown fields itself. Of the
 * fields of kinds it tells what their CustomResourceDefinitions do.
 */
export function openApiDocument(registry: Registry, group: string, version: string): JsonObject | undefined {
  const types = registry.types.filter((type) => type.group === group && type.version === version);
  if (types.length === 0) return undefined;
  return {
    openapi: '3.0.0',
    info: {title: 'iter8ctl', version: 'v1'},
    paths: Object.fromEntries(types.flatMap(pathsOf)),
    components: {schemas: Object.fromEntries(types.map((type) => [schemaName(type), schemaOf(type)]))},
  };
}

function pathsOf(type: ResourceType): [string, Json][] {
  const {group, version, plural, isNamespaced} = type;
  const prefix = group ? `/apis/${group}/${version}` : `/api/${version}`;
  const collection = `${prefix}${isNamespaced ? '/namespaces/{namespace}' : ''}/${plural}`;
  const post = {post: operation(type, 'post')};
  if (type.isReview) return [[collection, post]];
  const object = {
    get: operation(type, 'get'),
    put: operation(type, 'put'),
    patch: operation(type, 'patch'),
    delete: operation(type, 'delete'),
  };
  return [
    [collection, {get: operation(type, 'list'), ...post}],
    [`${collection}/{name}`, object],
  ];
}

const PARAMETERS: readonly Json[] = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({
  name,
  in: 'query',
  schema: {type: 'string', uniqueItems: true},
}));

function operation(type: ResourceType, action: string): Json {
  const writes = ['post', 'put', 'patch'].includes(action);
  return {
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvk(type),
    ...(writes && {parameters: PARAMETERS}),
    responses: {200: {description: 'OK'}},
  };
}

function gvk({group, version, kind}: ResourceType): JsonObject {
  return {group, version, kind};
}

function schemaName({group, version, kind}: ResourceType): string {
  return [...group.split('.').reverse(), version, kind].filter(Boolean).join('.');
}

function schemaOf(type: ResourceType): Json {
  const source = type.schema?.source ?? {type: 'object', 'x-kubernetes-preserve-unknown-fields': true};
  return {...source, 'x-kubernetes-group-version-kind': [gvk(type)]};
}
