import {gunzipSync, gzipSync} from 'node:zlib';
import {readJsonObject, writeJson} from '../../cluster/api/json.js';
import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import {isObject, type JsonObject} from '../../experiment/json.js';
import type {TrafficPolicy} from '../../traffic/policy.js';
import {ACTION_KEYS, type ActionKey} from '../action.js';

/** What a Job is to do. */
export interface Assignment {
  /** The Experiment as it is when the action begins. */
  readonly resource: JsonObject;
  readonly key: ActionKey;
  /** `start`, `loop-2`, `finish`. */
  readonly instance: string;
  /** Places of the items to run. */
  readonly items: readonly number[];
  readonly traffic: TrafficPolicy;
  readonly timeoutMs: number;
}

/** Kubernetes allows 256 KiB for all annotations of an object together. */
const MOST_BYTES = 240_000;

/**
 * An assignment as text that an annotation can hold: gzip in base64. What is too large goes without the history of its
 * metrics, which no task needs.
 *
 * @throws Iter8Error INVALID when it is too large even so
 */
export function packAssignment(assignment: Assignment): string {
  const packed = pack(assignment);
  if (packed.length <= MOST_BYTES) return packed;
  const small = pack({...assignment, resource: withoutHistory(assignment.resource)});
  if (small.length <= MOST_BYTES) return small;
  const message = `the experiment is too large to be handed to a Job: ${small.length} bytes, ${MOST_BYTES} can be`;
  throw new Iter8Error('INVALID', message, 'give it fewer metrics or shorter tasks');
}

function pack({resource, key, instance, items, traffic, timeoutMs}: Assignment): string {
  const {routers, allowedNamespaces} = traffic;
  const policy = {routers: routers.map(({group, kind}) => ({group, kind})), allowedNamespaces};
  const value: JsonObject = {
    resource: withoutManagedFields(resource),
    key,
    instance,
    items,
    traffic: policy,
    timeoutMs,
  };
  return gzipSync(writeJson(value)).toString('base64');
}

function withoutManagedFields(resource: JsonObject): JsonObject {
  const {metadata} = resource;
  return isObject(metadata) ? {...resource, metadata: {...metadata, managedFields: undefined}} : resource;
}

function withoutHistory(resource: JsonObject): JsonObject {
  const {status} = resource;
  return isObject(status) ? {...resource, status: {...status, history: undefined}} : resource;
}

/** @throws Iter8Error INVALID for anything but a packed assignment */
export function unpackAssignment(text: string): Assignment {
  try {
    const root = new Field(readJsonObject(gunzipSync(Buffer.from(text, 'base64')).toString('utf8')));
    const {value: resource} = root.get('resource');
    if (!isObject(resource)) throw root.get('resource').missing();
    return {
      resource,
      key: required(root.get('key'), root.get('key').oneOf(ACTION_KEYS)),
      instance: root.get('instance').requiredText(),
      items: root
        .get('items')
        .items()
        .flatMap((item) => item.integer() ?? []),
      traffic: readTraffic(root.get('traffic')),
      timeoutMs: required(root.get('timeoutMs'), root.get('timeoutMs').integer()),
    };
  } catch (cause) {
    throw new Iter8Error('INVALID', 'this is no assignment of an iter8ctl controller', undefined, {cause});
  }
}

function readTraffic(traffic: Field): TrafficPolicy {
  return {
    routers: traffic
      .get('routers')
      .items()
      .map((router) => ({group: router.get('group').text() ?? '', kind: router.get('kind').requiredText()})),
    allowedNamespaces: traffic
      .get('allowedNamespaces')
      .items()
      .map((item) => item.requiredText()),
  };
}

function required<T>(field: Field, value: T | undefined): T {
  if (value === undefined) throw field.missing();
  return value;
}
