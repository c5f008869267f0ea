import {type ActionItem, nameOfItem} from './action.js';
import {holds, parseActionCondition} from './condition.js';
import {checkItem, TASK_REGISTRY, type TaskRegistry} from './registry.js';
import type {Task, TaskContext, TaskEnd, TaskOutcome, TaskStart} from './task.js';

/** How an action ended; the ends of its items are reported one by one. */
export type ActionOutcome = {readonly kind: 'succeeded'} | {readonly kind: 'failed'; readonly reason: string};

/** To be called and waited for before an item begins and when it has ended. */
export type TaskReport = (event: TaskStart | TaskEnd) => Promise<void>;

export interface ItemsToRun {
  readonly items: readonly ActionItem[];
  readonly context: TaskContext;
  readonly registry?: TaskRegistry;
}

/** An item with what carries it out; without a task it is skipped. */
interface PreparedItem {
  readonly item: ActionItem;
  readonly task: Task | undefined;
}

/**
 * Runs items one after another until one fails. All are checked before the first runs, with the placeholders of those
 * whose condition holds. Rejects only when the signal aborts, or when `report` does.
 */
export async function runItems(
  {items, context, registry = TASK_REGISTRY}: ItemsToRun,
  report: TaskReport,
  signal?: AbortSignal,
): Promise<ActionOutcome> {
  const prepared: PreparedItem[] = [];
  for (const item of items) {
    const task = checkItem(item, registry) ?? (await prepare(item, context, registry));
    if (typeof task === 'string') return {kind: 'failed', reason: `item ${item.index + 1} ${task}`};
    prepared.push({item, task});
  }
  for (const each of prepared) {
    const end = await carryOut(each, context, {report, signal});
    await report(end);
    if (end.result === 'failed') return {kind: 'failed', reason: failureWords(end)};
  }
  return {kind: 'succeeded'};
}

/** `task 2 (run) ended with exit code 3`. */
export function failureWords({index, task, reason}: Pick<TaskEnd, 'index' | 'task' | 'reason'>): string {
  return `task ${index + 1} (${task}) ${reason ?? 'failed'}`;
}

/** @returns a text: what is wrong with the item; undefined: it is not to run */
async function prepare(
  item: ActionItem,
  context: TaskContext,
  registry: TaskRegistry,
): Promise<Task | string | undefined> {
  const {condition} = item;
  if (condition !== undefined && !holds(parseActionCondition(condition), context.experiment)) return undefined;
  const task = await registry[nameOfItem(item)]?.load();
  const problem = task?.findProblem?.(item, context);
  return problem === undefined ? task : `(${nameOfItem(item)}) cannot be run: ${problem}`;
}

interface Surroundings {
  readonly report: TaskReport;
  readonly signal: AbortSignal | undefined;
}

async function carryOut(
  {item, task}: PreparedItem,
  context: TaskContext,
  {report, signal}: Surroundings,
): Promise<TaskEnd> {
  const identity = {index: item.index, task: nameOfItem(item)};
  if (!task) return {...identity, ...skipped(item)};
  await report({...identity, result: 'running'});
  signal?.throwIfAborted();
  return {...identity, ...(await task.run(item, context, signal))};
}

function skipped({condition}: ActionItem): TaskOutcome {
  return {result: 'skipped', output: '', reason: `${condition?.trim() ?? ''} does not hold`};
}
