import {Field} from '../experiment/field.js';
import type {JsonObject} from '../experiment/json.js';

/** `VirtualService shop/checkout`, for messages. */
export function objectName(object: JsonObject): string {
  const resource = new Field(object);
  const [namespace, name] = ['namespace', 'name'].map((key) => resource.get('metadata', key).text());
  return `${resource.get('kind').text() ?? 'object'} ${namespace ? `${namespace}/` : ''}${name ?? '?'}`;
}
