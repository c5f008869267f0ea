import {isList, isObject, type Json} from '../../experiment/json.js';
import type {ActionItem} from '../action.js';
import {inputOf} from '../inputs.js';
import type {ItemTemplates} from '../task.js';
import {TASK_DELIMITERS} from '../template/delimiters.js';

/** Inputs whose texts may hold placeholders: all but the name of the Secret. */
const FILLED = ['release', 'chart', 'repo', 'version', 'namespace', 'valuesFiles', 'values', 'set'];

/** Every text of an item in which placeholders are filled in. */
export function helmTemplates({inputs}: ActionItem): ItemTemplates {
  return {texts: FILLED.flatMap((name) => textsIn(inputOf(inputs, name).value)), delimiters: TASK_DELIMITERS};
}

function textsIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  if (isList(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
