import {applyPatch, type Operation} from 'rfc6902';
import {ConflictError} from '../../src/cluster/conflict-error.js';
import type {
  Cluster,
  DeleteCall,
  ObjectName,
  Patch,
  ResourceKind,
  Selection,
  WatchEvent,
} from '../../src/cluster/port.js';
import {readResourceText} from '../../src/cluster/resource-text.js';
import {Iter8Error} from '../../src/errors.js';
import {isObject, type Json, type JsonObject} from '../../src/experiment/json.js';

const KINDS: readonly ResourceKind[] = [
  kindOf('iter8.tools/v2alpha2', 'Experiment'),
  kindOf('iter8.tools/v2alpha2', 'Metric'),
  kindOf('batch/v1', 'Job'),
  kindOf('apps/v1', 'Deployment'),
  kindOf('v1', 'Service'),
  kindOf('serving.knative.dev/v1', 'Service'),
  kindOf('serving.knative.dev/v1', 'Revision'),
  kindOf('networking.istio.io/v1beta1', 'VirtualService'),
];

/** A namespaced kind by its usual plural. */
export function kindOf(apiVersion: string, kind: string): ResourceKind {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return {group, version, kind, plural: `${kind.toLowerCase()}s`, isNamespaced: true};
}

type Verb = 'findKind' | 'get' | 'list' | 'watch' | 'create' | 'replace' | 'patch' | 'delete';

/** What a test makes of a call: it changes the cluster first, or throws what the server would answer. */
export type Interference = (verb: Verb, kind: ResourceKind, name: string | undefined) => void | Promise<void>;

export interface FakeClusterOptions {
  readonly objects?: readonly JsonObject[];
  /** What the server serves; the kinds of the tests if left out. */
  readonly kinds?: readonly ResourceKind[];
  readonly namespace?: string;
  readonly user?: string | undefined;
  readonly now?: () => Date;
  /** Called before each call. */
  readonly interfere?: Interference;
}

/** The port to a cluster, in memory: resourceVersions, preconditions, dry runs and watches as a server has them. */
export interface FakeCluster extends Cluster {
  /** `verb Kind namespace/name` of each call that writes, and ` (dry run)`. */
  readonly writes: readonly string[];
  /** What is stored of a kind, whoever's group it is. */
  stored(kind: string): readonly JsonObject[];
  /** Stores an object as somebody else would. */
  put(object: JsonObject): JsonObject;
  /** Removes an object as somebody else would. */
  remove(kind: string, name: string): void;
}

type Listener = (event: WatchEvent & {readonly object: JsonObject}) => void;

export function fakeCluster(options: FakeClusterOptions = {}): FakeCluster {
  const {kinds = KINDS, namespace = 'default', now = () => new Date('2021-02-18T10:00:00Z')} = options;
  const stored = new Map<string, JsonObject>();
  const listeners = new Set<Listener>();
  const writes: string[] = [];
  let clock = 100;

  const isGlobal = ({group, kind}: {group: string; kind: string}) =>
    kinds.some((each) => each.group === group && each.kind === kind && !each.isNamespaced);
  const keyOf = (kind: {group: string; kind: string}, name: ObjectName) =>
    [kind.group, kind.kind, isGlobal(kind) ? '' : (name.namespace ?? ''), name.name].join('|');
  const nameIn = (object: JsonObject): ObjectName & {namespace: string} => {
    const {name, namespace: own} = metadataOf(object);
    return {namespace: typeof own === 'string' ? own : namespace, name: textOf(name)};
  };
  const tell = (kind: 'added' | 'modified' | 'deleted', object: JsonObject) =>
    listeners.forEach((listener) => listener({kind, object}));

  /** A new resourceVersion, and what a server adds to an object that it has not seen before. */
  const stamped = (object: JsonObject): JsonObject => {
    clock += 1;
    const metadata = metadataOf(object);
    return {
      ...object,
      metadata: {
        uid: `uid-${clock}`,
        creationTimestamp: now().toISOString().replace(/\.\d+/, ''),
        ...metadata,
        ...nameIn(object),
        resourceVersion: String(clock),
      },
    };
  };
  const store = (object: JsonObject): JsonObject => {
    const kind = kindOf(textOf(object.apiVersion), textOf(object.kind));
    const key = keyOf(kind, nameIn(object));
    const written = stamped(object);
    const isNew = !stored.has(key);
    stored.set(key, written);
    tell(isNew ? 'added' : 'modified', written);
    return written;
  };
  const drop = (key: string) => {
    const object = stored.get(key);
    stored.delete(key);
    if (object) tell('deleted', object);
  };
  const existing = (kind: ResourceKind, name: ObjectName): JsonObject => {
    const object = stored.get(keyOf(kind, name));
    if (object) return object;
    throw new Iter8Error('NOT_FOUND', `no ${kind.kind} "${name.name}" in namespace "${name.namespace}"`);
  };
  const select = (kind: ResourceKind, selection: Selection): JsonObject[] =>
    [...stored.values()].filter((object) => isSelected(object, kind, selection));
  const before = async (verb: Verb, kind: ResourceKind, name?: string) => options.interfere?.(verb, kind, name);
  const record = (verb: Verb, kind: ResourceKind, {namespace: where, name}: ObjectName, dryRun = false) => {
    writes.push(`${verb} ${kind.kind} ${where}/${name}${dryRun ? ' (dry run)' : ''}`);
  };
  /** As PUT and PATCH do it: a resourceVersion that is sent must be the present one. */
  const change = (old: JsonObject, changed: JsonObject, dryRun = false): JsonObject => {
    const sent = metadataOf(changed).resourceVersion;
    if (sent !== undefined && sent !== metadataOf(old).resourceVersion) throw conflict(nameIn(old).name);
    const {uid, creationTimestamp} = metadataOf(old);
    const whole = {...changed, metadata: {...metadataOf(changed), uid, creationTimestamp}};
    return dryRun ? whole : store(whole);
  };

  for (const object of options.objects ?? []) store(object);

  return {
    server: 'https://cluster.test:6443',
    namespace,
    user: 'user' in options ? options.user : 'kim',
    writes,
    stored: (kind) => [...stored.values()].filter((object) => object.kind === kind),
    put: store,
    remove: (kind, name) => {
      for (const [key, object] of stored) {
        if (object.kind === kind && metadataOf(object).name === name) drop(key);
      }
    },
    findKind: async (wanted) => {
      const kind = kinds.find(
        (each) =>
          each.group === wanted.group &&
          each.kind === wanted.kind &&
          (wanted.version === undefined || each.version === wanted.version),
      );
      return kind;
    },
    findResource: async (text) => kinds.find((kind) => isCalled(kind, text)),
    get: async (kind, name, call) => {
      call?.signal?.throwIfAborted();
      await before('get', kind, name.name);
      return existing(kind, name);
    },
    list: async (kind, selection, call) => {
      call?.signal?.throwIfAborted();
      await before('list', kind);
      return {items: select(kind, selection), resourceVersion: String(clock)};
    },
    table: () => Promise.reject(new Error('the fake cluster prints no tables')),
    async *watch(kind, selection, signal) {
      await before('watch', kind);
      const queue: WatchEvent[] = [
        ...select(kind, selection).map((object) => ({kind: 'added', object}) as const),
        {kind: 'synced'},
      ];
      let wake = (): void => undefined;
      const listener: Listener = (event) => {
        if (isSelected(event.object, kind, selection)) queue.push(event);
        wake();
      };
      listeners.add(listener);
      signal.addEventListener('abort', () => wake());
      try {
        while (!signal.aborted) {
          const event = queue.shift();
          if (event) yield event;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        listeners.delete(listener);
      }
    },
    create: async (kind, object, call) => {
      const named = withGeneratedName(object, clock);
      const name = nameIn(named);
      await before('create', kind, name.name);
      if (stored.has(keyOf(kind, name))) {
        throw new ConflictError(`${kind.plural}.${kind.group} "${name.name}" already exists`, 'AlreadyExists');
      }
      record('create', kind, name, call?.dryRun);
      return call?.dryRun ? stamped(named) : store(named);
    },
    replace: async (kind, object, call) => {
      const name = nameIn(object);
      await before('replace', kind, name.name);
      const old = existing(kind, name);
      const isStatus = call?.subresource === 'status';
      const parts = isStatus ? {...old, status: object.status} : {...object, status: old.status};
      const changed = change(old, {...parts, metadata: metadataOf(object)}, call?.dryRun);
      record('replace', kind, name, call?.dryRun);
      return changed;
    },
    patch: async (kind, name, patch, call) => {
      await before('patch', kind, name.name);
      if (patch.kind === 'apply' && !stored.has(keyOf(kind, name))) {
        record('patch', kind, name, call?.dryRun);
        return call?.dryRun ? stamped(patch.value) : store(patch.value);
      }
      const old = existing(kind, name);
      const changed = change(old, patched(old, patch), call?.dryRun);
      record('patch', kind, name, call?.dryRun);
      return changed;
    },
    delete: async (kind, name, call) => {
      await before('delete', kind, name.name);
      const object = stored.get(keyOf(kind, name));
      if (!object) return;
      requirePreconditions(object, call);
      record('delete', kind, name, call?.dryRun);
      if (!call?.dryRun) drop(keyOf(kind, name));
    },
    getText: () => Promise.reject(new Iter8Error('NOT_FOUND', 'the fake cluster has no such path')),
    close: () => undefined,
  };
}

export function metadataOf(object: JsonObject): JsonObject {
  return isObject(object.metadata) ? object.metadata : {};
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function conflict(name: string): ConflictError {
  return new ConflictError(`the object "${name}" has been modified; read it again`, 'Conflict');
}

function requirePreconditions(object: JsonObject, {uid, resourceVersion}: DeleteCall = {}): void {
  const metadata = metadataOf(object);
  const isOther =
    (uid !== undefined && uid !== metadata.uid) ||
    (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion);
  if (isOther) throw conflict(textOf(metadata.name));
}

function isSelected(object: JsonObject, kind: ResourceKind, selection: Selection): boolean {
  const [, group = ''] = textOf(object.apiVersion).split('/').reverse();
  const {namespace, name, labels} = metadataOf(object);
  return (
    object.kind === kind.kind &&
    group === kind.group &&
    (selection.namespace === undefined || selection.namespace === namespace) &&
    (selection.fieldSelector ?? '')
      .split(',')
      .every((term) => term === '' || term === `metadata.name=${textOf(name)}`) &&
    (selection.labelSelector ?? '').split(',').every((term) => hasLabel(isObject(labels) ? labels : {}, term))
  );
}

/** By plural, singular or kind, and perhaps version and group. */
function isCalled({plural, kind, version, group}: ResourceKind, text: string): boolean {
  return readResourceText(text).some(
    (wanted) =>
      [plural, kind.toLowerCase()].includes(wanted.name) &&
      (wanted.version ?? version) === version &&
      group.startsWith(wanted.group ?? ''),
  );
}

/** `key`, `key=value`, `key!=value`. */
function hasLabel(labels: JsonObject, term: string): boolean {
  const [, key = '', operator, value] = /^([^=!]*)(!=|==?)?(.*)$/.exec(term) ?? [];
  if (key === '') return true;
  if (operator === undefined) return labels[key] !== undefined;
  return (labels[key] === value) === (operator !== '!=');
}

function withGeneratedName(object: JsonObject, clock: number): JsonObject {
  const {name, generateName, ...metadata} = metadataOf(object);
  if (name !== undefined || generateName === undefined) return object;
  return {...object, metadata: {...metadata, generateName, name: `${textOf(generateName)}${clock}`}};
}

function patched(object: JsonObject, patch: Patch): JsonObject {
  if (patch.kind !== 'json') return merged(object, patch.value) as JsonObject;
  const copy = structuredClone(object);
  const [problem] = applyPatch(copy, patch.operations as Operation[]).filter((error) => error !== null);
  if (problem) throw new Iter8Error('INVALID', problem.message);
  return copy;
}

/** RFC 7396. */
function merged(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result: Record<string, Json | undefined> = isObject(target) ? {...target} : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, key);
    else if (value !== undefined) result[key] = merged(result[key], value);
  }
  return result;
}
