import type {ObjectName, ResourceKind} from '../port.js';

/** What Kubernetes calls the right that a request needs. */
export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete';

/** A request to the API server, with what messages say about it. */
export interface ApiRequest {
  readonly verb: Verb;
  /** Undefined: a path that belongs to no kind. */
  readonly kind?: ResourceKind | undefined;
  /** Of the object or, without `name`, of the collection. */
  readonly object?: Partial<ObjectName> | undefined;
  readonly path: string;
  readonly accept?: string | undefined;
  readonly body?: {readonly type: string; readonly text: string} | undefined;
  readonly onWarning?: ((text: string) => void) | undefined;
  /** The `Date` of the answer. */
  readonly onDate?: ((date: Date) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const METHODS: Readonly<Record<Verb, string>> = {
  get: 'GET',
  list: 'GET',
  watch: 'GET',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
};

export function methodOf({verb}: ApiRequest): string {
  return METHODS[verb];
}

export function isReading({verb}: ApiRequest): boolean {
  return METHODS[verb] === 'GET';
}

/** `experiments.iter8.tools` */
export function resourceName({group, plural}: ResourceKind): string {
  return group === '' ? plural : `${plural}.${group}`;
}

/** Whether it is about the status alone, to which there is a right of its own. */
export function isOfStatus({path}: ApiRequest): boolean {
  return /\/status(\?|$)/.test(path);
}

/** `experiments.iter8.tools "x" in namespace "shop"`; of its status, `experiments.iter8.tools/status "x" …` */
export function subjectOf(request: ApiRequest): string {
  const {kind, object, path} = request;
  if (!kind) return path.replace(/\?.*/, '');
  const part = isOfStatus(request) ? '/status' : '';
  const name = object?.name === undefined ? '' : ` "${object.name}"`;
  return `${resourceName(kind)}${part}${name}${placeOf(kind, object)}`;
}

/** ` in namespace "shop"`; nothing for a kind without namespaces. */
export function placeOf(kind: ResourceKind, object: Partial<ObjectName> | undefined): string {
  if (!kind.isNamespaced) return '';
  return object?.namespace === undefined ? ' in all namespaces' : ` in namespace "${object.namespace}"`;
}
