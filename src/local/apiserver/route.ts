import type {ResourceType} from './kinds/resource-type.js';
import type {Registry} from './kinds/registry.js';

/** A path about objects of one kind. */
export interface ResourceRoute {
  readonly type: ResourceType;
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
}

const CORE = /^\/api\/(?<version>[^/]+)(?<rest>\/.+)$/;
const GROUP = /^\/apis\/(?<group>[^/]+)\/(?<version>[^/]+)(?<rest>\/.+)$/;

/**
 * Reads `/apis/GROUP/VERSION/namespaces/NAMESPACE/PLURAL/NAME/SUBRESOURCE` and its shorter forms.
 *
 * @returns undefined if it is no such path, or of a kind that is not served
 */
export function parseRoute(path: string, registry: Registry): ResourceRoute | undefined {
  const groups = (CORE.exec(path) ?? GROUP.exec(path))?.groups;
  if (!groups) return undefined;
  const {group = '', version = '', rest = ''} = groups;
  const parts = decoded(rest.replace(/\/$/, ''));
  if (!parts) return undefined;
  const find = (plural: string) => registry.find(group, version, plural);
  return namespacedRoute(parts, find) ?? clusterRoute(parts, find);
}

function decoded(rest: string): readonly string[] | undefined {
  try {
    return rest.split('/').slice(1).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

type Find = (plural: string) => ResourceType | undefined;

function namespacedRoute(parts: readonly string[], find: Find): ResourceRoute | undefined {
  const [word, namespace = '', plural = '', name = '', subresource = '', ...more] = parts;
  if (word !== 'namespaces' || plural === '' || more.length > 0) return undefined;
  const type = find(plural);
  return type?.isNamespaced ? checked({type, namespace, name, subresource}) : undefined;
}

/** Also lists of namespaced kinds in all namespaces, which have no name. */
function clusterRoute(parts: readonly string[], find: Find): ResourceRoute | undefined {
  const [plural = '', name = '', subresource = '', ...more] = parts;
  const type = find(plural);
  if (!type || more.length > 0 || (type.isNamespaced && name !== '')) return undefined;
  return checked({type, namespace: '', name, subresource});
}

function checked(route: ResourceRoute): ResourceRoute | undefined {
  const {type, subresource} = route;
  const isKnown = subresource === '' || type.subresources.some((known) => known === subresource);
  return isKnown ? route : undefined;
}
