import type {FieldPath} from '../field.js';
import type {Json} from '../json.js';
import type {Schema} from '../schema/schema.js';
import type {Finding} from './finding.js';
import {checkShape} from './shape.js';

/** What the inputs of a task have other than they must. Names that differ in case only are read all the same. */
export function checkTaskInputs(inputs: Json, schema: Schema, path: FieldPath): Finding[] {
  return checkShape(inputs, schema, path).map(caseIsNoMistake);
}

function caseIsNoMistake(finding: Finding): Finding {
  const {fix, path} = finding;
  if (fix?.kind !== 'key' || fix.name.toLowerCase() !== String(path.at(-1)).toLowerCase()) return finding;
  return {...finding, severity: 'warning', message: `is read as ${fix.name}; write it so`};
}
