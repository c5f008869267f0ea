import {type ActionItem, nameOfItem} from './action.js';
import {parseActionCondition} from './condition.js';
import type {TaskDefinition} from './task.js';

export type TaskRegistry = Readonly<Record<string, TaskDefinition>>;

/** Every task that can be run, by `library/name`; `run` stands for scripts. */
export const TASK_REGISTRY: TaskRegistry = {
  run: {
    check: ({script}) => checkScript(script ?? ''),
    load: async () => (await import('./run-script.js')).RUN_SCRIPT,
  },
  'iter8ctl/nothing': {
    check: () => undefined,
    load: async () => (await import('./nothing.js')).NOTHING,
  },
};

/**
 * What is wrong with an item of an action, to be asked for all of them before anything runs.
 *
 * @returns in words, after the place of the item; undefined: nothing
 */
export function checkItem(item: ActionItem, registry: TaskRegistry = TASK_REGISTRY): string | undefined {
  if (Boolean(item.task) === Boolean(item.script)) return 'has not exactly one of task and run';
  return checkCondition(item) ?? checkName(item, registry) ?? registry[nameOfItem(item)]?.check(item);
}

function checkCondition({condition}: ActionItem): string | undefined {
  if (condition === undefined) return undefined;
  try {
    parseActionCondition(condition);
    return undefined;
  } catch (error) {
    const {message, hint} = error as {message: string; hint?: string};
    return `has an unusable if: ${message}; ${hint ?? ''}`;
  }
}

function checkName(item: ActionItem, registry: TaskRegistry): string | undefined {
  const name = nameOfItem(item);
  if (item.script !== undefined || (Object.hasOwn(registry, name) && name !== 'run')) return undefined;
  return `names the task ${JSON.stringify(name)}, which this engine does not have; it has ${Object.keys(registry).join(', ')}`;
}

/** Placeholders would reach the shell as they stand, where they redirect files. */
function checkScript(script: string): string | undefined {
  return script.includes('@<') ? 'has placeholders @< … >@ in its script, which are not filled in yet' : undefined;
}
