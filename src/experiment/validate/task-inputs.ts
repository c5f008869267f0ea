import type {FieldPath} from '../field.js';
import {parseGoDuration} from '../go-duration.js';
import {isObject, type Json} from '../json.js';
import type {Schema} from '../schema/schema.js';
import {type Finding, wrongValue} from './finding.js';
import {checkShape} from './shape.js';

/** What the inputs of a task have other than they must. Names that differ in case only are read all the same. */
export function checkTaskInputs(inputs: Json, schema: Schema, path: FieldPath): Finding[] {
  return [...checkShape(inputs, schema, path).map(caseIsNoMistake), ...checkTimeout(inputs, path)];
}

function checkTimeout(inputs: Json, path: FieldPath): Finding[] {
  const entries = isObject(inputs) ? Object.entries(inputs) : [];
  const wrong = entries.filter(([key, value]) => key.toLowerCase() === 'timeout' && isNoDuration(value));
  return wrong.map(([key, value]) => {
    const problem = `${JSON.stringify(value)} is no duration; write one such as 30s or 1m30s`;
    return wrongValue({path: [...path, key]}, problem);
  });
}

/** Of another type than text more is said already. */
function isNoDuration(value: Json | undefined): boolean {
  return typeof value === 'string' && parseGoDuration(value) === undefined;
}

function caseIsNoMistake(finding: Finding): Finding {
  const {fix, path} = finding;
  if (fix?.kind !== 'key' || fix.name.toLowerCase() !== String(path.at(-1)).toLowerCase()) return finding;
  return {...finding, severity: 'warning', message: `is read as ${fix.name}; write it so`};
}
