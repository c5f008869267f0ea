import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';

/** Fields of the status that an engine needs again after a restart, and that only our CRD knows. */
const NEEDED = [
  ['status', 'progress'],
  ['status', 'actions'],
  ['status', 'history'],
  ['status', 'versionInfo'],
  ['status', 'analysis', 'objectiveAssessments'],
];

/**
 * What an installed CustomResourceDefinition would drop of what the engine writes.
 *
 * @param version as served: `v2alpha2`
 * @returns names of fields: `status.progress`; none when everything is kept
 */
export function prunedFields(definition: JsonObject, version: string): string[] {
  const versions = new Field(definition).get('spec', 'versions').items();
  const schema = versions.find((field) => field.get('name').value === version)?.get('schema', 'openAPIV3Schema');
  return NEEDED.filter((path) => schema === undefined || !keeps(schema, path)).map((path) => path.join('.'));
}

/** Whether a value at that place survives: declared, or below something that keeps what it does not know. */
function keeps(schema: Field, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  const declared = schema.get('properties').get(key);
  if (declared.exists) return keeps(declared, rest);
  const others = schema.get('additionalProperties');
  if (others.exists && typeof others.value === 'object') return keeps(others, rest);
  return schema.get('x-kubernetes-preserve-unknown-fields').value === true;
}
