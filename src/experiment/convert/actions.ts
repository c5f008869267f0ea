import type {Field, FieldPath} from '../field.js';
import {isObject, type Json, type JsonObject} from '../json.js';
import {compact, listOf, type Loss, objectOf, omit} from './conversion.js';
import {when} from './legacy-spec.js';

/** Handlers that v2alpha2 still has; a handler was the name of the action that it ran. */
const HANDLERS = ['start', 'finish', 'loop'] as const;

/**
 * The reader of experiments does not look into actions.
 *
 * @throws FieldError for an item that is no object, or whose names are no text
 */
export function checkActions(actions: Field): void {
  for (const [, items] of actions.entries()) {
    for (const item of items.items()) for (const key of ['library', 'task']) item.get(key).text();
  }
}

/** The actions under the names that v2alpha2 runs, without those that a handler `none` had switched off. */
export function convertActions(strategy: JsonObject): JsonObject | undefined {
  if (!isObject(strategy.actions)) return undefined;
  const {actions} = strategy;
  const names = HANDLERS.map((type) => handlerOf(strategy, type));
  const others = omit(actions, ...HANDLERS, ...names);
  const run = Object.fromEntries(HANDLERS.map((type) => [type, actionOf(strategy, type)]));
  return compact(mapActions({...run, ...others}));
}

/** What a handler runs; undefined when it is switched off or has no action. */
function actionOf(strategy: JsonObject, type: string): Json | undefined {
  const name = handlerOf(strategy, type);
  return name === 'none' ? undefined : objectOf(strategy.actions)[name];
}

function handlerOf(strategy: JsonObject, type: string): string {
  const name = objectOf(strategy.handlers)[type];
  return typeof name === 'string' ? name : type;
}

function mapActions(actions: JsonObject): JsonObject {
  const entries = Object.entries(actions).map(([name, items]): [string, Json | undefined] => [
    name,
    Array.isArray(items) ? listOf(items).map(convertItem) : items,
  ]);
  return Object.fromEntries(entries);
}

/** `library` and `task` in one name; `condition` is the first spelling of `if`. */
function convertItem(item: Json): Json {
  if (!isObject(item)) return item;
  const {library, task, condition} = item;
  const isSplit = typeof library === 'string' && typeof task === 'string';
  return compact({
    task: isSplit ? `${library}/${task}` : task,
    if: item.if ?? condition,
    ...omit(item, 'task', 'condition', 'if', ...(isSplit ? ['library'] : [])),
  });
}

/** Tasks that later editions of v2alpha2 no longer had → what does their work there. */
const REMOVED_TASKS: Readonly<Record<string, string>> = {
  'knative/init-experiment': 'write the weightObjRef of each version, and common/readiness',
  'common/exec': 'write run: with the command line',
};

export function actionLosses(strategy: JsonObject): Loss[] {
  const path: FieldPath = ['spec', 'strategy'];
  return [...handlerLosses(strategy, [...path, 'handlers']), ...taskLosses(strategy, [...path, 'actions'])];
}

function handlerLosses(strategy: JsonObject, path: FieldPath): Loss[] {
  const handlers = objectOf(strategy.handlers);
  const runsFinish = actionOf(strategy, 'finish') !== undefined;
  return [
    ...Object.entries(handlers).flatMap(([type, name]) => handlerLoss(type, name, [...path, type])),
    ...when(
      runsFinish && handlers.failure === undefined,
      ['spec', 'strategy', 'actions', 'finish'],
      'v2alpha1 ran it after a failure too; v2alpha2 runs it at the end and on rollback only',
    ),
    ...when(
      runsFinish && isConformance(strategy) && handlers.finish === undefined,
      ['spec', 'strategy', 'actions', 'finish'],
      'v2alpha1 did not run it for Conformance, v2alpha2 does: remove it if it should not',
    ),
  ];
}

function isConformance({testingPattern, type}: JsonObject): boolean {
  return testingPattern === 'Conformance' || type === 'Conformance' || type === 'Performance';
}

function handlerLoss(type: string, name: Json | undefined, path: FieldPath): Loss[] {
  const isKnown = HANDLERS.some((known) => known === type);
  if (isKnown) {
    return [
      ...when(name === 'none', path, `handlers are gone; the action ${type} is left out`),
      ...when(name !== 'none' && name !== type, path, `handlers are gone; its action is now named ${type}`),
    ];
  }
  return [
    ...when(
      type === 'rollback' && name !== 'finish',
      path,
      'v2alpha2 runs the action finish on rollback, and nothing else',
    ),
    ...when(type === 'failure', path, 'v2alpha2 runs nothing after a failure'),
  ];
}

function taskLosses({actions}: JsonObject, path: FieldPath): Loss[] {
  return Object.entries(objectOf(actions)).flatMap(([action, items]) =>
    listOf(items).flatMap((item, index) => {
      const {library, task} = objectOf(item);
      const name = typeof library === 'string' && typeof task === 'string' ? `${library}/${task}` : '';
      const instead = Object.hasOwn(REMOVED_TASKS, name) ? REMOVED_TASKS[name] : undefined;
      const reason = `${name} left the original in the days of v2alpha2; for an engine without it, ${instead ?? ''}`;
      return when(instead !== undefined, [...path, action, index, 'task'], reason);
    }),
  );
}
