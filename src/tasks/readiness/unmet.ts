import {Field} from '../../experiment/field.js';
import type {Json, JsonObject} from '../../experiment/json.js';
import type {WaitFor, WantedCondition} from '../../experiment/wait-for.js';
import {shortened} from './shortened.js';

/** Why an object is not yet what is waited for; undefined: it is. */
export function unmetReason(object: JsonObject | undefined, waitFor: WaitFor): string | undefined {
  if (waitFor.kind === 'deleted') return object && 'is still there';
  if (!object) return 'not found';
  switch (waitFor.kind) {
    case 'created':
      return undefined;
    case 'condition':
      return unmetCondition(object, waitFor);
    case 'value':
      return unmetValue(object, waitFor);
  }
}

/** Why an object has not a condition. One that was found for an earlier spec is not believed, as with `kubectl wait`. */
export function unmetCondition(object: JsonObject, {type, status}: WantedCondition): string | undefined {
  const resource = new Field(object);
  const condition = resource
    .get('status', 'conditions')
    .items()
    .find((each) => isSame(each.get('type').text(), type));
  if (!condition) return shortened(`it has no condition ${type} yet`);
  if (isOutdated(resource, condition)) return 'its latest change is not carried out yet';
  const actual = condition.get('status').text() ?? 'Unknown';
  if (isSame(actual, status)) return undefined;
  const details = ['reason', 'message'].map((key) => condition.get(key).text()).filter(Boolean);
  return shortened([`condition ${type} is ${actual}`, ...details].join(': '));
}

function isOutdated(resource: Field, condition: Field): boolean {
  const generation = resource.get('metadata', 'generation').integer();
  const observed =
    condition.get('observedGeneration').integer() ?? resource.get('status', 'observedGeneration').integer();
  return generation !== undefined && observed !== undefined && observed < generation;
}

function isSame(text: string | undefined, other: string): boolean {
  return text?.toLowerCase() === other.toLowerCase();
}

/** What stands outside of the status is not told, since it may be meant for nobody: a password in a Pod's variables. */
function unmetValue(object: JsonObject, {path, find, wanted}: WaitFor & {kind: 'value'}): string | undefined {
  const values = find(object).filter((each) => each !== null);
  const [value] = values;
  const place = `{${path}}`;
  if (value === undefined) return shortened(`${place} is not there`);
  if (values.length > 1) return shortened(`${place} is ${values.length} values, and a single one is needed`);
  if (wanted === undefined || textOf(value) === wanted) return undefined;
  const actual = /^\.?status\b/.test(path) ? JSON.stringify(textOf(value)) : 'another value';
  return shortened(`${place} is ${actual}, not ${JSON.stringify(wanted)}`);
}

function textOf(value: Json): string {
  return typeof value === 'object' ? 'no single value' : String(value).trim();
}
