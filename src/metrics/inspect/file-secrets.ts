import {Field, FieldError} from '../../experiment/field.js';
import {isObject, type JsonObject} from '../../experiment/json.js';
import type {SecretReader} from '../secrets.js';

/** A Secret that stands in a file beside the metrics that name it. */
export interface FileSecret {
  readonly name: string;
  /** `default` when the resource names none. */
  readonly namespace: string;
  readonly data: SecretData;
}

type SecretData = Readonly<Record<string, Uint8Array>>;

/**
 * Reads a Secret, `data` in base64 and `stringData`, which goes first as in a cluster.
 *
 * @throws FieldError with the path of what is wrong, never with a value
 */
export function parseSecret(source: JsonObject): FileSecret {
  const resource = new Field(source);
  const metadata = resource.get('metadata');
  const plain = textsOf(resource.get('stringData')).map(([key, text]) => [key, Buffer.from(text.value)] as const);
  return {
    name: metadata.get('name').requiredText(),
    namespace: metadata.get('namespace').text() ?? 'default',
    data: Object.fromEntries([...textsOf(resource.get('data')).map(decode), ...plain]),
  };
}

interface SecretText {
  readonly value: string;
  readonly field: Field;
}

function textsOf(map: Field): [key: string, text: SecretText][] {
  if (map.exists && !isObject(map.value)) throw new FieldError(map.path, 'must hold texts by their keys');
  return map.entries().map(([key, field]) => {
    if (typeof field.value !== 'string') throw new FieldError(field.path, 'a value of a Secret must be text');
    return [key, {value: field.value, field}];
  });
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function decode([key, {value, field}]: readonly [key: string, text: SecretText]): readonly [string, Uint8Array] {
  const text = value.replace(/\s/g, '');
  if (!BASE64.test(text)) throw new FieldError(field.path, 'is not base64; plain text belongs into stringData');
  return [key, Buffer.from(text, 'base64')];
}

/**
 * Answers with the Secrets of files, of which the last of a name counts. What was given besides, by key, stands in any of
 * them.
 *
 * @param given undefined: nothing
 */
export function secretReader(secrets: readonly FileSecret[], given: SecretData | undefined): SecretReader {
  const byName = new Map(secrets.map(({namespace, name, data}) => [`${namespace}/${name}`, data]));
  return (namespace, name) => {
    const inFile = byName.get(`${namespace}/${name}`);
    return Promise.resolve(inFile || given ? {...inFile, ...given} : undefined);
  };
}
