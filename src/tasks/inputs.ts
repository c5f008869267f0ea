import {Field, formatPath} from '../experiment/field.js';
import type {Json, JsonObject} from '../experiment/json.js';
import {RUN_INPUTS, TASKS} from '../experiment/schema/task-inputs.js';
import {checkTaskInputs} from '../experiment/validate/task-inputs.js';
import {type ActionItem, nameOfItem} from './action.js';

/** An input of a task, whatever the case of its name, as the original read them. */
export function inputOf(inputs: JsonObject, name: string): Field {
  const keys = Object.keys(inputs);
  const key = keys.find((each) => each === name) ?? keys.find((each) => each.toLowerCase() === name.toLowerCase());
  return new Field(key === undefined ? undefined : inputs[key], ['with', key ?? name]);
}

/** The first input that a task cannot take, in words; undefined: there is none. */
export function findInputProblem(item: ActionItem): string | undefined {
  const schema = item.task === undefined ? RUN_INPUTS : TASKS[nameOfItem(item)]?.inputs;
  if (!schema) return undefined;
  const mistake = checkTaskInputs(item.inputs, schema, ['with']).find(({severity}) => severity === 'error');
  return mistake && `has a wrong input: ${formatPath(mistake.path)}: ${mistake.message}`;
}

/** Texts of a list of scalars; `undefined` where an item is none. */
export function textsOf(list: Field): readonly (string | undefined)[] {
  return list.items().map(({value}) => scalarText(value));
}

function scalarText(value: Json | undefined): string | undefined {
  return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
}

/** Whether placeholders in the inputs are filled in. */
export function isFilledIn(inputs: JsonObject): boolean {
  return inputOf(inputs, 'disableInterpolation').boolean() !== true;
}
