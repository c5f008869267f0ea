import type {Field} from '../../experiment/field.js';
import type {Json, JsonObject} from '../../experiment/json.js';
import {isObject} from '../../experiment/json.js';
import type {Experiment} from '../../experiment/model.js';
import {wholeSecondsText} from '../../experiment/rfc3339.js';
import {actionOf, type ActionItem, type ActionKey} from '../../tasks/action.js';
import {fingerprintOf} from '../../tasks/fingerprint.js';
import {boundText} from '../../tasks/output/tail-text.js';
import {failureWords} from '../../tasks/run-items.js';
import type {TaskEnd, TaskStart} from '../../tasks/task.js';
import {finishInstance, finishNumber} from '../../experiment/action-instance.js';
import {statusField} from './times.js';

/** `aborted`: the experiment was, and nobody knows how the action would have ended. */
const ACTION_STATES = ['running', 'succeeded', 'failed', 'aborted'] as const;

type ActionState = (typeof ACTION_STATES)[number];
type EndState = Exclude<ActionState, 'running'>;

/** What `status.actions` tells of one run of an action. */
interface ActionRecord {
  readonly state: ActionState;
  /** Places of the items whose end is recorded: they are never run again. */
  readonly ended: ReadonlySet<number>;
  /** Those of them that have succeeded. */
  readonly succeeded: ReadonlySet<number>;
  /** Places of the items that were begun, and whose end is not recorded. */
  readonly begun: ReadonlySet<number>;
  /** Which item failed and why, in words; undefined: none has. */
  readonly failure: string | undefined;
  /** By place, what the items were when it was launched; undefined: that is not recorded. */
  readonly fingerprints: readonly (string | undefined)[] | undefined;
}

/** @returns undefined when the action was not launched; `instance` as in `RunAction` */
export function recordOf(experiment: Pick<Experiment, 'source'>, instance: string): ActionRecord | undefined {
  const record = statusField(experiment).get('actions', instance);
  if (!record.exists) return undefined;
  const tasks = record.get('tasks').items();
  const placesOf = (each: readonly Field[]) => new Set(each.flatMap((task) => task.get('index').integer() ?? []));
  return {
    state: record.get('state').oneOf(ACTION_STATES) ?? 'running',
    ended: placesOf(tasks.filter((task) => task.get('result').exists)),
    succeeded: placesOf(tasks.filter((task) => task.get('result').text() === 'succeeded')),
    begun: placesOf(tasks.filter((task) => !task.get('result').exists)),
    failure: failureIn(tasks),
    fingerprints: fingerprintsIn(record),
  };
}

/** The name and the reason may have been left out, where a status is too large. */
function failureIn(tasks: readonly Field[]): string | undefined {
  const failed = tasks.find((task) => task.get('result').text() === 'failed');
  if (!failed) return undefined;
  const [index, task] = [failed.get('index').integer(), failed.get('task').text()];
  if (index === undefined || task === undefined) return 'a task failed';
  return failureWords({index, task, reason: failed.get('reason').text()});
}

function fingerprintsIn(record: Field): ActionRecord['fingerprints'] {
  const items = record.get('items');
  return items.exists ? items.items().map((item) => item.text()) : undefined;
}

/** Place of the first item that is another one than when the action was launched; undefined: none is. */
export function changedItem(
  {fingerprints: before}: Pick<ActionRecord, 'fingerprints'>,
  items: readonly ActionItem[],
): number | undefined {
  if (!before) return undefined;
  const now = items.map(fingerprintOf);
  const places = [...(before.length > now.length ? before : now).keys()];
  return places.find((place) => before[place] !== now[place]);
}

/** One run of an action. */
export interface LaunchedAction {
  readonly key: ActionKey;
  readonly instance: string;
}

/** `status.actions` with a new record. */
export function withLaunch(experiment: Experiment, {key, instance}: LaunchedAction, now: Date): JsonObject {
  const items = (actionOf(experiment, key) ?? []).map(fingerprintOf);
  const record = {state: 'running', startedAt: wholeSecondsText(now), items, tasks: []};
  return {...recordsOf(experiment), [instance]: record};
}

/** The latest run of the finish action; undefined: it was never launched. */
export function latestFinish(experiment: Pick<Experiment, 'source'>): string | undefined {
  const latest = Math.max(0, ...Object.keys(recordsOf(experiment)).map((instance) => finishNumber(instance) ?? 0));
  return latest === 0 ? undefined : finishInstance(latest);
}

/**
 * `status.actions` with a record that goes on where an earlier one failed: what has succeeded is not run again, and is known
 * by what it was then.
 */
export function withRelaunch(experiment: Experiment, instance: string, now: Date): JsonObject {
  const latest = latestFinish(experiment) ?? 'finish';
  const tasks = tasksOf(rawRecord(experiment, latest)).filter(
    (task) => isObject(task) && task.result === 'succeeded',
  );
  const items = relaunchedFingerprints(experiment, latest);
  const record = {state: 'running', startedAt: wholeSecondsText(now), ...(items && {items}), tasks};
  return {...recordsOf(experiment), [instance]: record};
}

/** What items were when they succeeded, and are now where they have not. */
function relaunchedFingerprints(experiment: Experiment, latest: string): readonly string[] | undefined {
  const {succeeded, fingerprints} = recordOf(experiment, latest) ?? {};
  return (
    fingerprints &&
    finishItems(experiment).map((item) => {
      const before = succeeded?.has(item.index) ? fingerprints[item.index] : undefined;
      return before ?? fingerprintOf(item);
    })
  );
}

/** Place of the first item of the finish action that had succeeded, and is another one now; undefined: none is. */
export function changedAfterSuccess(experiment: Experiment): number | undefined {
  const fingerprints = relaunchedFingerprints(experiment, latestFinish(experiment) ?? 'finish');
  return changedItem({fingerprints}, finishItems(experiment));
}

function finishItems(experiment: Experiment): readonly ActionItem[] {
  return actionOf(experiment, 'finish') ?? [];
}

/** `status.actions` with the beginning of one item: without a result until it has ended. */
export function withTaskStart(
  experiment: Experiment,
  instance: string,
  {index, task}: TaskStart,
  now: Date,
): JsonObject {
  return withTask(experiment, instance, {index, task, startedAt: wholeSecondsText(now)});
}

/** `status.actions` with the end of one item. */
export function withTaskEnd(experiment: Experiment, instance: string, end: TaskEnd, now: Date): JsonObject {
  const {index, task, result, output, reason} = end;
  return withTask(experiment, instance, {
    index,
    task,
    result,
    endedAt: wholeSecondsText(now),
    ...(reason !== undefined && {reason: boundText(reason, 1024)}),
    ...(output !== '' && {output: boundText(output)}),
  });
}

/** In place of what was recorded of the same item. */
function withTask(experiment: Experiment, instance: string, task: JsonObject): JsonObject {
  const record = rawRecord(experiment, instance);
  const isSame = (other: Json) => isObject(other) && other.index === task.index;
  const [before] = tasksOf(record).filter(isSame);
  const whole = {...(isObject(before) ? before : {}), ...task};
  const others = tasksOf(record).filter((other) => !isSame(other));
  return {...recordsOf(experiment), [instance]: {...record, tasks: [...others, whole]}};
}

/** `status.actions` with the end of an action. */
export function withActionEnd(experiment: Experiment, instance: string, state: EndState, now: Date): JsonObject {
  const record = rawRecord(experiment, instance);
  return {...recordsOf(experiment), [instance]: {...record, state, endedAt: wholeSecondsText(now)}};
}

/** The action that was launched and has no recorded end; undefined: none. */
export function openActionOf(experiment: Experiment): string | undefined {
  const instances = Object.keys(recordsOf(experiment));
  return instances.find((instance) => recordOf(experiment, instance)?.state === 'running');
}

/**
 * The field `actions` where none is under way any more, since nobody will go on with it; empty when none was.
 *
 * @param state how it ended; `aborted` when nobody knows
 */
export function withoutOpenAction(experiment: Experiment, state: EndState, now: Date): JsonObject {
  const open = openActionOf(experiment);
  return open === undefined ? {} : {actions: withActionEnd(experiment, open, state, now)};
}

function recordsOf(experiment: Pick<Experiment, 'source'>): JsonObject {
  const {value} = statusField(experiment).get('actions');
  return isObject(value) ? value : {};
}

function rawRecord(experiment: Experiment, instance: string): JsonObject {
  const record = recordsOf(experiment)[instance];
  return isObject(record) ? record : {state: 'running', tasks: []};
}

function tasksOf({tasks}: JsonObject): readonly Json[] {
  return Array.isArray(tasks) ? (tasks as readonly Json[]) : [];
}
