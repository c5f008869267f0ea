import {isDeepStrictEqual} from 'node:util';
import {ifThere, isNotFound} from '../../cluster/not-found.js';
import type {Cluster, ResourceKind, WriteCall} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {isObject, type JsonObject} from '../../experiment/json.js';
import {GROUP} from '../../experiment/parse.js';
import {DEFINITION_KIND, isBeingDeleted, kindOf, NAMESPACE_KIND, nameOf, textOf} from './kinds.js';
import {isManaged} from './labels.js';
import {waitServed, type WaitOptions} from './wait.js';

/** What became of one object. */
export interface Change {
  /** As kubectl names it: `namespace/iter8-system`. */
  readonly object: string;
  /** `left alone`: it is there, and somebody else's. `unchecked`: a dry run cannot tell before its kind or namespace exists. */
  readonly result: 'created' | 'configured' | 'unchanged' | 'left alone' | 'unchecked';
}

export interface ApplyOptions extends WaitOptions {
  /** The server checks everything and stores nothing. */
  readonly isDryRun: boolean;
  readonly onChange: (change: Change) => Promise<void>;
  readonly onWarning: (text: string) => void;
}

/**
 * Applies objects one after another by server-side apply, and waits for each new kind before anything uses it. Can be
 * repeated: what is as it should be stays untouched.
 *
 * @throws what the port throws; INVALID when one of them is being deleted; TIMEOUT when a kind is not served in time
 */
export async function applyObjects(
  cluster: Cluster,
  objects: readonly JsonObject[],
  options: ApplyOptions,
): Promise<void> {
  for (const object of objects) {
    const result = await applyObject(cluster, object, options);
    await options.onChange({object: textOf(object), result});
    if (kindOf(object) === DEFINITION_KIND && !options.isDryRun) {
      await waitServed(cluster, object, options);
    }
  }
}

async function applyObject(
  cluster: Cluster,
  object: JsonObject,
  options: ApplyOptions,
): Promise<Change['result']> {
  const kind = kindOf(object);
  const before = await ifThere(cluster.get(kindOf(object), nameOf(object), {signal: options.signal}));
  // Its name may be taken by a namespace in which somebody works.
  if (kind === NAMESPACE_KIND && before && !isManaged(before)) return 'left alone';
  if (before && isBeingDeleted(before)) throw beingDeleted(object);
  const after = await patched(cluster, object, options);
  if (after === undefined) return 'unchecked';
  if (before === undefined) return 'created';
  return isDeepStrictEqual(contentOf(before), contentOf(after)) ? 'unchanged' : 'configured';
}

/** @returns undefined when a dry run finds nothing to check against */
async function patched(
  cluster: Cluster,
  value: JsonObject,
  options: ApplyOptions,
): Promise<JsonObject | undefined> {
  const kind = kindOf(value);
  const {isDryRun, signal, onWarning} = options;
  const call: WriteCall = {fieldManager: 'iter8ctl', dryRun: isDryRun, signal, onWarning};
  const send = () => cluster.patch(kind, nameOf(value), {kind: 'apply', value, force: true}, call);
  try {
    return await (isDryRun ? send() : onceServed(kind, send, options));
  } catch (error) {
    if (isDryRun && isNotFound(error)) return undefined;
    throw error;
  }
}

const ATTEMPTS = 10;
const PAUSE_MS = 500;

/** A server may need a moment between saying that a kind is established and serving it. */
async function onceServed<T>(
  kind: ResourceKind,
  send: () => Promise<T>,
  {sleep, signal}: ApplyOptions,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (kind.group !== GROUP || !isNotFound(error) || attempt === ATTEMPTS) throw error;
      await sleep(PAUSE_MS, signal);
    }
  }
}

function beingDeleted(object: JsonObject): Iter8Error {
  return new Iter8Error('INVALID', `${textOf(object)} is being deleted`, 'install again when it is gone');
}

const NOTED_BY_SERVER = new Set(['resourceVersion', 'managedFields', 'generation', 'uid', 'creationTimestamp']);

/** An object without its status, and without what the server notes about it. */
export function contentOf(object: JsonObject): JsonObject {
  const metadata = Object.entries(isObject(object.metadata) ? object.metadata : {});
  const own = metadata.filter(([key]) => !NOTED_BY_SERVER.has(key));
  return {...object, metadata: Object.fromEntries(own), status: undefined};
}
