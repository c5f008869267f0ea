import type {IncomingMessage} from 'node:http';

/** What a rule of RBAC allows, one at a time: `patch deployments.apps`. */
export type Right = string;

export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** The rights of rules, one by one, sorted. */
export function rightsOf(rules: readonly Rule[]): readonly Right[] {
  const rights = rules.flatMap(({apiGroups, resources, verbs}) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => rightText(verb, group, resource))),
    ),
  );
  return sorted(rights);
}

/** Which rights a request needs, and where. */
export interface Needed {
  readonly namespace: string;
  readonly rights: readonly Right[];
}

const OBJECTS = /^\/(?:api|apis\/([^/]+))\/[^/]+\/namespaces\/([^/]+)\/([^/]+)(?:\/([^/]+))?$/;
const WRITES: Readonly<Record<string, string>> = {POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete'};

/** @returns undefined for a request that is not about objects of a namespace, such as discovery */
export function neededFor({
  method = '',
  url = '',
  headers,
}: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): Needed | undefined {
  const {pathname, searchParams} = new URL(url, 'http://any');
  const [, group = '', namespace, resource, name] = OBJECTS.exec(pathname) ?? [];
  if (namespace === undefined || resource === undefined) return undefined;
  const look = searchParams.has('watch') ? 'watch' : name === undefined ? 'list' : 'get';
  const verbs = [WRITES[method] ?? look];
  // What is applied is created where it is not there.
  if (headers['content-type']?.includes('apply-patch')) verbs.push('create');
  return {namespace, rights: verbs.map((verb) => rightText(verb, group, resource))};
}

export function sorted(rights: Iterable<Right>): readonly Right[] {
  return [...new Set(rights)].sort();
}

function rightText(verb: string, group: string, resource: string): Right {
  return `${verb} ${resource}${group === '' ? '' : `.${group}`}`;
}
