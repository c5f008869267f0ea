import {placeOf} from '../../experiment/action-instance.js';
import {isObject, type Json, type JsonObject} from '../../experiment/json.js';
import {jsonBytes} from './json-bytes.js';

type ActionEntry = readonly [instance: string, record: Json | undefined];

const OUTPUT_LEFT_OUT = '… left out: the status would be too large';
const LEFT_OUT = 'parts of the records of actions are left out: the status would be too large';

/**
 * `status.actions` in so many bytes, the oldest action first without outputs, then with nothing but the numbers and
 * results of its items, then left out. The latest action always stays with the ends of its items, which the engine goes by.
 */
export function boundActions(actions: JsonObject, bytes: number): JsonObject {
  const all = inOrder(Object.entries(actions));
  if (sizeOf(all) <= bytes) return actions;
  const withoutOutputs = thinTasks(all, bytes, withoutOutput);
  if (sizeOf(withoutOutputs) <= bytes) return Object.fromEntries(withoutOutputs);
  const marked = withoutOutputs.map((entry, index) => (index === all.length - 1 ? withRemark(entry) : entry));
  return Object.fromEntries(dropOldest(thinTasks(marked, bytes, onlyResult), bytes));
}

function inOrder(entries: readonly ActionEntry[]): readonly ActionEntry[] {
  return [...entries].sort(([a], [b]) => placeOf(a) - placeOf(b));
}

function sizeOf(entries: readonly ActionEntry[]): number {
  return jsonBytes(Object.fromEntries(entries));
}

/** Each task thinner, from the oldest on, until all fit. */
function thinTasks(
  entries: readonly ActionEntry[],
  bytes: number,
  thin: (task: JsonObject) => JsonObject,
): readonly ActionEntry[] {
  let excess = sizeOf(entries) - bytes;
  const thinner = (task: Json): Json => {
    if (excess <= 0 || !isObject(task)) return task;
    const thinned = thin(task);
    excess -= jsonBytes(task) - jsonBytes(thinned);
    return thinned;
  };
  return entries.map(([instance, record]): ActionEntry => {
    if (!isObject(record) || !Array.isArray(record.tasks)) return [instance, record];
    return [instance, {...record, tasks: (record.tasks as readonly Json[]).map(thinner)}];
  });
}

function withoutOutput(task: JsonObject): JsonObject {
  const isShort = task.output === undefined || jsonBytes(task.output) <= jsonBytes(OUTPUT_LEFT_OUT);
  return isShort ? task : {...task, output: OUTPUT_LEFT_OUT};
}

function onlyResult({index, result}: JsonObject): JsonObject {
  return {...(index !== undefined && {index}), ...(result !== undefined && {result})};
}

function withRemark([instance, record]: ActionEntry): ActionEntry {
  return [instance, isObject(record) ? {...record, message: LEFT_OUT} : record];
}

function dropOldest(entries: readonly ActionEntry[], bytes: number): readonly ActionEntry[] {
  let excess = sizeOf(entries) - bytes;
  return entries.filter(([instance, record], index) => {
    if (excess <= 0 || index === entries.length - 1) return true;
    excess -= jsonBytes({[instance]: record});
    return false;
  });
}
