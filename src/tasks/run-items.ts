import {Deadline} from '../cluster/api/deadline.js';
import {ConditionError} from '../experiment/action-condition/condition-error.js';
import {SecretMask} from '../metrics/secret-mask.js';
import type {SecretData} from '../metrics/secrets.js';
import {type ActionItem, nameOfItem} from './action.js';
import {holds, parseActionCondition} from './condition.js';
import {CANCELLED, runLimited, type TaskLimits} from './limited.js';
import {checkItem, secretOf, TASK_REGISTRY, type TaskRegistry, timeoutOf, unusableCondition} from './registry.js';
import {parseSecretName, readTaskSecret, TaskSecretError} from './secret.js';
import {
  itemContext,
  type ItemContext,
  type Task,
  type TaskContext,
  type TaskEnd,
  type TaskOutcome,
  type TaskStart,
} from './task.js';

/** How an action ended; the ends of its items are reported one by one. */
export type ActionOutcome = {readonly kind: 'succeeded'} | {readonly kind: 'failed'; readonly reason: string};

/** To be called and waited for before an item begins and when it has ended. */
export type TaskReport = (event: TaskStart | TaskEnd) => Promise<void>;

export interface ItemsToRun {
  readonly items: readonly ActionItem[];
  readonly context: TaskContext;
  readonly registry?: TaskRegistry;
}

/** Of a whole action, however many items it has. */
export const ACTION_TIMEOUT_MS = 30 * 60_000;

/** An item whose condition is known; `secret` as it was read. */
interface ItemWithSecret {
  readonly item: ActionItem;
  readonly isSkipped: boolean;
  readonly secret: SecretData | undefined;
}

/** An item with what carries it out; without a task it is skipped. */
interface PreparedItem {
  readonly item: ActionItem;
  readonly task: Task | undefined;
  readonly context: ItemContext;
  readonly timeoutMs: number;
}

/** Why an item cannot be run, after its place. */
class ItemProblem extends Error {}

/**
 * Runs items one after another until one fails. Before the first runs, all are checked, Secrets are read, and placeholders
 * are tried, for those whose condition holds. Rejects only when the signal aborts, or when `report` does.
 */
export async function runItems(
  items: ItemsToRun,
  report: TaskReport,
  signal?: AbortSignal,
): Promise<ActionOutcome> {
  const {actionTimeoutMs = ACTION_TIMEOUT_MS, cancel} = items.context;
  const deadline = new Deadline(actionTimeoutMs, undefined);
  const limits = {actionTimeoutMs, actionLimit: deadline.signal, cancel, signal};
  return runWithin(limits, items, report).finally(() => deadline.release());
}

async function runWithin(
  limits: Omit<TaskLimits, 'timeoutMs'>,
  {items, context, registry = TASK_REGISTRY}: ItemsToRun,
  report: TaskReport,
): Promise<ActionOutcome> {
  let prepared: readonly PreparedItem[];
  try {
    prepared = await prepareAll(items, context, registry);
  } catch (error) {
    if (error instanceof ItemProblem) return {kind: 'failed', reason: error.message};
    throw error;
  }
  for (const each of prepared) {
    limits.signal?.throwIfAborted();
    if (context.cancel?.aborted) return {kind: 'failed', reason: CANCELLED};
    const end = await carryOut(each, limits, report);
    await report(end);
    if (end.result === 'failed') return {kind: 'failed', reason: failureWords(end)};
  }
  return {kind: 'succeeded'};
}

/** `task 2 (run) ended with exit code 3`. */
export function failureWords({index, task, reason}: Pick<TaskEnd, 'index' | 'task' | 'reason'>): string {
  return `task ${index + 1} (${task}) ${reason ?? 'failed'}`;
}

/** @throws ItemProblem for the first item that cannot be run */
async function prepareAll(
  items: readonly ActionItem[],
  context: TaskContext,
  registry: TaskRegistry,
): Promise<readonly PreparedItem[]> {
  const withSecrets: ItemWithSecret[] = [];
  for (const item of items) withSecrets.push(await readSecretOf(item, context, registry));
  const mask = new SecretMask(withSecrets.flatMap(({secret}) => secret ?? []));
  const prepared: PreparedItem[] = [];
  for (const each of withSecrets) prepared.push(await prepare(each, {context, registry, mask}));
  return prepared;
}

/** @throws ItemProblem */
async function readSecretOf(
  item: ActionItem,
  context: TaskContext,
  registry: TaskRegistry,
): Promise<ItemWithSecret> {
  const problem = checkItem(item, registry);
  if (problem !== undefined) throw new ItemProblem(`item ${item.index + 1} ${problem}`);
  try {
    const {condition} = item;
    const isSkipped = condition !== undefined && !holds(parseActionCondition(condition), context.experiment);
    const reference = isSkipped ? undefined : secretOf(item, registry);
    const name = reference === undefined ? undefined : parseSecretName(reference, context.experiment.namespace);
    return {item, isSkipped, secret: name && (await readTaskSecret(name, context.readSecret))};
  } catch (error) {
    if (error instanceof ConditionError)
      throw new ItemProblem(`item ${item.index + 1} ${unusableCondition(error)}`);
    if (error instanceof TaskSecretError) throw cannotBeRun(item, error.message);
    throw error;
  }
}

interface Preparation {
  readonly context: TaskContext;
  readonly registry: TaskRegistry;
  readonly mask: SecretMask;
}

/** @throws ItemProblem */
async function prepare(
  {item, isSkipped, secret}: ItemWithSecret,
  {context, registry, mask}: Preparation,
): Promise<PreparedItem> {
  const own = itemContext(context, item.index, secret, mask);
  const task = isSkipped ? undefined : await registry[nameOfItem(item)]?.load();
  const problem = task?.findProblem?.(item, own);
  if (problem !== undefined) throw cannotBeRun(item, mask.conceal(problem));
  return {item, task, context: own, timeoutMs: timeoutOf(item, registry)};
}

function cannotBeRun(item: ActionItem, problem: string): ItemProblem {
  return new ItemProblem(`item ${item.index + 1} (${nameOfItem(item)}) cannot be run: ${problem}`);
}

async function carryOut(
  {item, task, context, timeoutMs}: PreparedItem,
  limits: Omit<TaskLimits, 'timeoutMs'>,
  report: TaskReport,
): Promise<TaskEnd> {
  const identity = {index: item.index, task: nameOfItem(item)};
  if (!task) return {...identity, ...skipped(item)};
  await report({...identity, result: 'running'});
  const printed = {anything: false};
  const print = (text: string) => {
    printed.anything = true;
    context.print(text);
  };
  const outcome = await runLimited((limit) => task.run(item, {...context, print}, limit), {...limits, timeoutMs});
  const shown = withoutSecrets(outcome, context.mask);
  if (!printed.anything && shown.output !== '') context.print(shown.output);
  return {...identity, ...shown};
}

function withoutSecrets(outcome: TaskOutcome, mask: SecretMask): TaskOutcome {
  const {output, reason} = outcome;
  return {...outcome, output: mask.conceal(output), ...(reason !== undefined && {reason: mask.conceal(reason)})};
}

function skipped({condition}: ActionItem): TaskOutcome {
  return {result: 'skipped', output: '', reason: `${condition?.trim() ?? ''} does not hold`};
}
