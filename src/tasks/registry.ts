import {type ActionItem, nameOfItem} from './action.js';
import {parseActionCondition} from './condition.js';
import {type Delimiters, parseTemplate} from '../experiment/task-template.js';
import {findInputProblem, inputOf, isFilledIn, textsOf} from './inputs.js';
import {refuseSecret} from './template/data.js';
import {RUN_DELIMITERS, TASK_DELIMITERS} from './template/delimiters.js';
import {findTemplateProblem} from './template/problem.js';
import type {TaskDefinition} from './task.js';

export type TaskRegistry = Readonly<Record<string, TaskDefinition>>;

/**
 * Every task that can be run, by `library/name`; `run` stands for scripts. What a program or a script does nobody knows, so
 * none of them is repeated by itself.
 */
export const TASK_REGISTRY: TaskRegistry = {
  run: {
    isRepeatable: false,
    check: ({script}) => checkTemplates([script], RUN_DELIMITERS),
    load: async () => (await import('./common/script.js')).RUN_SCRIPT,
  },
  'common/bash': {
    isRepeatable: false,
    check: ({inputs}) => checkTemplates([inputOf(inputs, 'script').text()], TASK_DELIMITERS),
    load: async () => (await import('./common/script.js')).BASH,
  },
  'common/exec': {
    isRepeatable: false,
    check: checkArguments,
    load: async () => (await import('./common/exec.js')).EXEC,
  },
  'knative/init-experiment': {
    isRepeatable: true,
    load: async () => (await import('./knative/init-experiment.js')).INIT_EXPERIMENT,
  },
  'iter8ctl/nothing': {isRepeatable: true, load: async () => (await import('./nothing.js')).NOTHING},
};

/**
 * What is wrong with an item of an action, to be asked for all of them before anything runs.
 *
 * @returns in words, after the place of the item; undefined: nothing
 */
export function checkItem(item: ActionItem, registry: TaskRegistry = TASK_REGISTRY): string | undefined {
  if (Boolean(item.task) === Boolean(item.script)) return 'has not exactly one of task and run';
  return (
    checkCondition(item) ??
    checkName(item, registry) ??
    findInputProblem(item) ??
    registry[nameOfItem(item)]?.check?.(item)
  );
}

/** Whether an item may be run again that was begun, and whose end nobody knows. */
export function mayRepeat(item: ActionItem, registry: TaskRegistry = TASK_REGISTRY): boolean {
  const name = nameOfItem(item);
  return Object.hasOwn(registry, name) && registry[name]?.isRepeatable === true;
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

function checkArguments({inputs}: ActionItem): string | undefined {
  const args = textsOf(inputOf(inputs, 'args'));
  const at = args.indexOf(undefined);
  if (at >= 0) return `has a wrong input: with.args[${at}]: is no single value`;
  return isFilledIn(inputs) ? checkTemplates(args, TASK_DELIMITERS) : undefined;
}

function checkTemplates(
  texts: readonly (string | undefined)[],
  delimiters: readonly Delimiters[],
): string | undefined {
  const problem = findTemplateProblem(() => {
    for (const text of texts) parseTemplate(text ?? '', delimiters).forEach(refuseSecret);
  });
  return problem && `has a wrong placeholder: ${problem}`;
}
