import {ConditionError} from '../experiment/action-condition/condition-error.js';
import {parseGoDuration} from '../experiment/go-duration.js';
import type {Experiment} from '../experiment/model.js';
import {parseTemplate, type Placeholder} from '../experiment/task-template.js';
import {LONGEST_TIMER_MS} from '../load/clock.js';
import {type ActionItem, nameOfItem} from './action.js';
import {parseActionCondition} from './condition.js';
import {checkHelmexItem, helmexSecretOf} from './gitops/request.js';
import {checkHelmItem} from './helm/request.js';
import {helmTemplates} from './helm/templates.js';
import {findInputProblem, inputOf, isFilledIn, textsOf} from './inputs.js';
import {longestCollection} from './metrics/load-options.js';
import {checkReadiness, readinessTimeoutMs} from './readiness/request.js';
import {NOTIFICATIONS} from './notification/definitions.js';
import {isOfSecret, variablesOfAny} from './template/data.js';
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
    templates: ({script}) => ({texts: [script], delimiters: RUN_DELIMITERS}),
    load: async () => (await import('./common/script.js')).RUN_SCRIPT,
  },
  'common/bash': {
    isRepeatable: false,
    templates: ({inputs}) => ({texts: [inputOf(inputs, 'script').text()], delimiters: TASK_DELIMITERS}),
    load: async () => (await import('./common/script.js')).BASH,
  },
  'common/exec': {
    isRepeatable: false,
    check: checkArguments,
    templates: ({inputs}) =>
      isFilledIn(inputs) ? {texts: textsOf(inputOf(inputs, 'args')), delimiters: TASK_DELIMITERS} : undefined,
    load: async () => (await import('./common/exec.js')).EXEC,
  },
  'common/promote-kubectl': {
    isRepeatable: true,
    templates: ({inputs}) => ({
      texts: ['manifest', 'namespace'].map((name) => inputOf(inputs, name).text()),
      delimiters: TASK_DELIMITERS,
    }),
    load: async () => (await import('./common/promote-kubectl.js')).PROMOTE_KUBECTL,
  },
  'common/promote-helm': {
    isRepeatable: true,
    check: checkHelmItem,
    templates: helmTemplates,
    extraMs: 60_000,
    load: async () => (await import('./helm/promote-helm.js')).PROMOTE_HELM,
  },
  'common/readiness': {
    isRepeatable: true,
    check: checkReadiness,
    timeoutMs: readinessTimeoutMs,
    load: async () => (await import('./common/readiness.js')).READINESS,
  },
  'gitops/helmex-update': {
    isRepeatable: true,
    check: checkHelmexItem,
    secretOf: helmexSecretOf,
    load: async () => (await import('./gitops/helmex-update.js')).HELMEX_UPDATE,
  },
  'knative/init-experiment': {
    isRepeatable: true,
    load: async () => (await import('./knative/init-experiment.js')).INIT_EXPERIMENT,
  },
  'metrics/collect': {
    isRepeatable: true,
    timeoutMs: longestCollection,
    load: async () => (await import('./metrics/collect.js')).COLLECT,
  },
  ...NOTIFICATIONS,
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
    registry[nameOfItem(item)]?.check?.(item) ??
    checkPlaceholders(item, registry)
  );
}

/**
 * What is wrong with the placeholders of an item, whichever version of the experiment it is going to promote.
 *
 * @returns in words, after the place of the item; undefined: nothing
 */
export function checkVariables(
  item: ActionItem,
  experiment: Experiment,
  registry: TaskRegistry = TASK_REGISTRY,
): string | undefined {
  const known = variablesOfAny(experiment);
  const problem = checkPlaceholders(item, registry);
  const hasOverrides = inputOf(item.inputs, 'versionInfo').exists;
  if (problem !== undefined || !known || hasOverrides) return problem;
  const unknown = placeholdersOf(item, registry).find(({path: [key]}) => !known.has(String(key)));
  if (!unknown) return undefined;
  return `has a wrong placeholder: ${unknown.source} names no variable of any version; known are ${[...known].join(', ')}`;
}

/** Whether an item may be run again that was begun, and whose end nobody knows. */
export function mayRepeat(item: ActionItem, registry: TaskRegistry = TASK_REGISTRY): boolean {
  const name = nameOfItem(item);
  return Object.hasOwn(registry, name) && registry[name]?.isRepeatable === true;
}

/** The Secret that an item names, as it is written; undefined: none. */
export function secretOf(item: ActionItem, registry: TaskRegistry = TASK_REGISTRY): string | undefined {
  const definition = registry[nameOfItem(item)];
  return definition?.secretOf ? definition.secretOf(item) : inputOf(item.inputs, 'secret').text();
}

/** As long as the original gave a whole action. */
const TASK_TIMEOUT_MS = 300_000;

/** Longest time of an item in whole milliseconds, 24 days at most: what it says itself, or else what its task says, and what that adds. */
export function timeoutOf(item: ActionItem, registry: TaskRegistry = TASK_REGISTRY): number {
  const seconds = parseGoDuration(inputOf(item.inputs, 'timeout').text() ?? '');
  const {timeoutMs, extraMs = 0} = registry[nameOfItem(item)] ?? {};
  const ownMs = seconds === undefined ? (timeoutMs?.(item) ?? TASK_TIMEOUT_MS) : 1000 * seconds;
  return Math.min(Math.max(1, Math.ceil(ownMs)) + extraMs, LONGEST_TIMER_MS);
}

function checkCondition({condition}: ActionItem): string | undefined {
  if (condition === undefined) return undefined;
  try {
    parseActionCondition(condition);
    return undefined;
  } catch (error) {
    if (error instanceof ConditionError) return unusableCondition(error);
    throw error;
  }
}

/** In words, after the place of the item. */
export function unusableCondition({message, hint = ''}: ConditionError): string {
  return `has an unusable if: ${message}; ${hint}`;
}

function checkName(item: ActionItem, registry: TaskRegistry): string | undefined {
  const name = nameOfItem(item);
  if (item.script !== undefined || (Object.hasOwn(registry, name) && name !== 'run')) return undefined;
  return `names the task ${JSON.stringify(name)}, which this engine does not have; it has ${Object.keys(registry).join(', ')}`;
}

function checkArguments({inputs}: ActionItem): string | undefined {
  const at = textsOf(inputOf(inputs, 'args')).indexOf(undefined);
  return at < 0 ? undefined : `has a wrong input: with.args[${at}]: is no single value`;
}

function checkPlaceholders(item: ActionItem, registry: TaskRegistry): string | undefined {
  let placeholders: readonly Placeholder[] = [];
  const problem = findTemplateProblem(() => (placeholders = placeholdersOf(item, registry)));
  if (problem !== undefined) return `has a wrong placeholder: ${problem}`;
  const ofSecret = placeholders.find(isOfSecret);
  if (!ofSecret || secretOf(item, registry) !== undefined) return undefined;
  return `has a wrong placeholder: ${ofSecret.source} needs the input secret, which names a Secret`;
}

/** @throws TemplateError when one of them cannot be read */
function placeholdersOf(item: ActionItem, registry: TaskRegistry): readonly Placeholder[] {
  const {texts = [], delimiters = []} = registry[nameOfItem(item)]?.templates?.(item) ?? {};
  const pieces = texts.flatMap((text) => parseTemplate(text ?? '', delimiters));
  return pieces.filter((piece) => piece.kind === 'placeholder');
}
