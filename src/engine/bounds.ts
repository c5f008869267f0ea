import {Field} from '../experiment/field.js';
import {isObject, type Json, type JsonObject} from '../experiment/json.js';
import {fitHistory, historyJson, parseHistory} from './history.js';

/** All that this engine adds to the status of the original, in bytes of JSON; the metric values count as a whole. */
export const MOST_BYTES = 128 * 1024;

const ACTION_BYTES = 40 * 1024;
const ASSESSMENT_BYTES = 40 * 1024;

/**
 * A change of the status, with what this engine adds kept in bounds: outputs of the oldest actions go first, then the
 * sentences of the assessments, then points of the history. Each says what is left out.
 *
 * @param status as it is
 * @param patch fields that replace those of the status
 */
export function boundAdditions(status: Json | undefined, patch: JsonObject): JsonObject {
  if (!['actions', 'analysis', 'history'].some((field) => isObject(patch[field]))) return patch;
  const next = {...(isObject(status) ? status : {}), ...patch};
  const actions = isObject(next.actions) ? boundActions(next.actions) : undefined;
  const analysis = isObject(next.analysis) ? boundAnalysis(next.analysis) : undefined;
  const used = sizeOf([next.progress, actions, analysis?.objectiveAssessments, analysis?.aggregatedMetrics]);
  const history = parseHistory(new Field(next.history));
  const fitting = fitHistory(history, MOST_BYTES - used);
  return {
    ...patch,
    ...(isObject(patch.actions) && actions && {actions}),
    ...(isObject(patch.analysis) && analysis && {analysis}),
    ...(fitting !== history && {history: historyJson(fitting)}),
  };
}

/** Bytes of JSON, of undefined too. */
function sizeOf(value: unknown): number {
  return Buffer.byteLength(jsonText([value])) - '[]'.length;
}

/** Large integers, which only somebody else can have written, are rare, and looking for them takes time. */
function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
  }
}

/** Without the outputs of the oldest actions, then without the oldest actions; the latest one is always there. */
function boundActions(actions: JsonObject): JsonObject {
  const entries = Object.entries(actions);
  let sizes = entries.map((entry) => sizeOf(entry));
  const isOver = () => sizes.reduce((sum, size) => sum + size, 0) > ACTION_BYTES;
  for (let index = 0; index < entries.length && isOver(); index += 1) {
    entries[index] = withoutOutputs(entries[index]!);
    sizes = entries.map((entry) => sizeOf(entry));
  }
  while (entries.length > 1 && isOver()) {
    entries.shift();
    sizes.shift();
  }
  return Object.fromEntries(entries);
}

function withoutOutputs([name, record]: [string, Json | undefined]): [string, Json | undefined] {
  if (!isObject(record) || !Array.isArray(record.tasks)) return [name, record];
  const tasks = (record.tasks as readonly Json[]).map((task) =>
    isObject(task) && task.output !== undefined
      ? {...task, output: '… left out: the status would be too large'}
      : task,
  );
  return [name, {...record, tasks}];
}

/** Without the sentences, and then without the three-valued answers; the booleans of the CRD always stay. */
function boundAnalysis(analysis: JsonObject): JsonObject {
  const block = analysis.objectiveAssessments;
  if (!isObject(block) || sizeOf(block) <= ASSESSMENT_BYTES) return analysis;
  const remark = 'Error: ; Warning: ; Info: sentences are left out, the status would be too large';
  const short = {...block, message: remark, data: withoutMessages(block.data)};
  if (sizeOf(short) <= ASSESSMENT_BYTES) return {...analysis, objectiveAssessments: short};
  return Object.fromEntries(Object.entries(analysis).filter(([name]) => name !== 'objectiveAssessments'));
}

function withoutMessages(data: Json | undefined): JsonObject {
  if (!isObject(data)) return {};
  const states = Object.entries(data).map(([version, list]) => [
    version,
    Array.isArray(list)
      ? (list as readonly Json[]).map((entry) => (isObject(entry) ? {state: entry.state} : entry))
      : [],
  ]);
  return Object.fromEntries(states) as JsonObject;
}
