import {isScalar, Scalar} from 'yaml';
import type {FieldPath} from '../field.js';
import {isObject, type Json} from '../json.js';
import type {Resource} from '../reading/resource.js';
import {type Finding, wrongValue} from './finding.js';
import {Locator} from './locate.js';

/** Text to YAML 1.2, true or false to YAML 1.1, which kubectl reads. */
const WORD = /^(?:yes|no|on|off)$/i;

/**
 * Words of a spec without quotes that kubectl would send as true or false. Inputs of tasks may be meant so and are left
 * out.
 */
export function findAmbiguousWords(resource: Resource): Finding[] {
  const paths = pathsOf(resource.value.spec, ['spec']);
  if (paths.length === 0) return [];
  const locator = new Locator(resource);
  return paths.flatMap((path) => {
    const node = locator.field(path)?.value;
    if (!isScalar(node) || node.type !== Scalar.PLAIN) return [];
    const message = `kubectl reads ${String(node.value)} as true or false, which the server refuses here; write "${String(node.value)}", in quotes`;
    return [wrongValue({path}, message, {kind: 'quote'})];
  });
}

function pathsOf(value: Json | undefined, path: FieldPath): FieldPath[] {
  if (typeof value === 'string') return WORD.test(value) ? [path] : [];
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => pathsOf(item, [...path, index]));
  const members = isObject(value) ? Object.entries(value).filter(([key]) => key !== 'with') : [];
  return members.flatMap(([key, member]) => pathsOf(member, [...path, key]));
}
