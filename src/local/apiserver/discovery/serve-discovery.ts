import type {JsonObject} from '../../../experiment/json.js';
import {type Answer, json, plain} from '../answer.js';
import {jsonText} from '../json-text.js';
import type {Registry} from '../kinds/registry.js';
import {AGGREGATED, aggregatedDiscovery, wantsAggregated} from './aggregated.js';
import {openApiDocument, openApiIndex} from './open-api.js';
import {coreVersions, groupDocument, groupList, resourceList} from './resource-lists.js';

/** The version of Kubernetes whose behaviour is followed. */
const VERSION: JsonObject = {
  major: '1',
  minor: '35',
  gitVersion: 'v1.35.0+iter8ctl',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: 'nodejs',
};

const HEALTH = ['/healthz', '/livez', '/readyz'];

/** What anybody may ask, without a token. */
export function isPublic(path: string): boolean {
  return HEALTH.includes(path) || path === '/version';
}

/** Answers what is about no objects: health, version, which kinds there are; undefined for other paths. */
export function serveDiscovery(registry: Registry, path: string, accept: string): Answer | undefined {
  if (HEALTH.includes(path)) return plain('ok');
  const trimmed = path.replace(/(?<=.)\/$/, '');
  if (trimmed === '/api' || trimmed === '/apis') return roots(registry, trimmed === '/api', accept);
  const body = document(registry, trimmed);
  if (trimmed === '/openapi/v3' && body) return plain(`${jsonText(body)}\n`); // as kube-apiserver has it
  return body && json(body);
}

function roots(registry: Registry, isCore: boolean, accept: string): Answer {
  if (wantsAggregated(accept)) {
    return {kind: 'json', code: 200, body: aggregatedDiscovery(registry, isCore), contentType: AGGREGATED};
  }
  return json(isCore ? coreVersions('127.0.0.1') : groupList(registry));
}

function document(registry: Registry, path: string): JsonObject | undefined {
  if (path === '/version') return VERSION;
  if (path === '/openapi/v3') return openApiIndex(registry);
  const [, root, first = '', second = '', ...more] = path.split('/');
  if (root === 'openapi') return openApiAt(registry, path);
  if (root === 'api' && second === '') return resourceList(registry, '', first);
  if (root !== 'apis' || more.length > 0) return undefined;
  return second === '' ? groupDocument(registry, first) : resourceList(registry, first, second);
}

function openApiAt(registry: Registry, path: string): JsonObject | undefined {
  const [, group = '', version = ''] = /^\/openapi\/v3\/(?:api|apis\/([^/]+))\/([^/]+)$/.exec(path) ?? [];
  return openApiDocument(registry, group, version);
}
