import {type ActionItem, nameOfItem} from './action.js';
import {holds, parseActionCondition} from './condition.js';
import {checkItem, TASK_REGISTRY, type TaskRegistry} from './registry.js';
import type {TaskContext, TaskEnd, TaskOutcome} from './task.js';

/** How an action ended; the ends of its items are reported one by one. */
export type ActionOutcome = {readonly kind: 'succeeded'} | {readonly kind: 'failed'; readonly reason: string};

export interface ItemsToRun {
  readonly items: readonly ActionItem[];
  readonly context: TaskContext;
  readonly registry?: TaskRegistry;
}

/**
 * Runs items one after another until one fails. All are checked before the first runs. Rejects only when the signal
 * aborts, or when `report` does.
 *
 * @param report called at the end of each item, and waited for
 */
export async function runItems(
  {items, context, registry = TASK_REGISTRY}: ItemsToRun,
  report: (end: TaskEnd) => Promise<void>,
  signal?: AbortSignal,
): Promise<ActionOutcome> {
  for (const item of items) {
    const problem = checkItem(item, registry);
    if (problem !== undefined) return {kind: 'failed', reason: `item ${item.index + 1} ${problem}`};
  }
  for (const item of items) {
    const outcome = await runItem(item, {context, registry}, signal);
    const end: TaskEnd = {index: item.index, task: nameOfItem(item), ...outcome};
    await report(end);
    if (end.result === 'failed') return {kind: 'failed', reason: failureWords(end)};
  }
  return {kind: 'succeeded'};
}

/** `task 2 (run) ended with exit code 3`. */
export function failureWords({index, task, reason}: TaskEnd): string {
  return `task ${index + 1} (${task}) ${reason ?? 'failed'}`;
}

async function runItem(
  item: ActionItem,
  {context, registry}: Required<Omit<ItemsToRun, 'items'>>,
  signal?: AbortSignal,
): Promise<TaskOutcome> {
  if (item.condition !== undefined && !holds(parseActionCondition(item.condition), context.experiment)) {
    return {result: 'skipped', output: '', reason: `${item.condition.trim()} does not hold`};
  }
  const task = await registry[nameOfItem(item)]?.load();
  if (!task) return {result: 'failed', output: '', reason: 'is not known'};
  return task.run(item, context, signal);
}
