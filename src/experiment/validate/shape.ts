import type {FieldPath} from '../field.js';
import type {Json} from '../json.js';
import type {Schema} from '../schema/schema.js';
import type {Finding} from './finding.js';
import {checkSchema} from './schema-check.js';
import {similarWords} from './spelling.js';
import {findUnknownFields} from './unknown-fields.js';

/** What a value has other than its schema wants, unknown fields included. */
export function checkShape(value: Json | undefined, schema: Schema, path: FieldPath = []): Finding[] {
  const unknown = findUnknownFields(value, schema, path);
  return [...unknown, ...withoutExplained(checkSchema(value, schema, path), unknown)];
}

/** Of a field that holds another type there is nothing more to say. */
export function withoutMistyped(findings: readonly Finding[], shape: readonly Finding[]): Finding[] {
  const wrong = shape.filter(({at, message}) => at === 'value' && message.startsWith('expected '));
  const mistyped = new Set(wrong.map(({path}) => JSON.stringify(path)));
  return findings.filter(({path}) => !mistyped.has(JSON.stringify(path)));
}

/** A field that is missing because it stands misspelt beside it is one mistake, not two. */
export function withoutExplained(findings: readonly Finding[], unknown: readonly Finding[]): Finding[] {
  const misspelt = new Map<string, Finding[]>();
  for (const finding of unknown) {
    const parent = JSON.stringify(finding.path.slice(0, -1));
    const beside = misspelt.get(parent);
    if (beside) beside.push(finding);
    else misspelt.set(parent, [finding]);
  }
  return findings.filter(({path, at, message}) => {
    const missing = at === 'key' ? /^(\w+) is missing/.exec(message)?.[1] : undefined;
    const beside = missing === undefined ? [] : (misspelt.get(JSON.stringify(path)) ?? []);
    return !beside.some((finding) => similarWords(String(finding.path.at(-1)), [missing ?? '']).length > 0);
  });
}
