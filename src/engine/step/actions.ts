import {ACTION_KEYS, actionOf} from '../../tasks/action.js';
import {checkVariables} from '../../tasks/registry.js';
import {changedItem, type LaunchedAction, recordOf, withActionEnd, withLaunch} from './action-records.js';
import type {Effect, HandlerType} from './effects.js';
import {failExperiment} from './failure.js';
import type {StepInput} from './input.js';
import {interruptionOf} from './interruption.js';
import {type Mark, progressMark, writeStatus} from './marks.js';
import {wordsOf} from './words.js';

/** One run of an action. */
export interface ActionRun extends LaunchedAction {
  readonly handler: HandlerType;
}

/**
 * What is to be done until an action has ended well: launch it, run it, record its end.
 *
 * @returns undefined when there is nothing left: it has ended well, or there is no such action
 */
export function carryOut(input: StepInput, run: ActionRun): readonly Effect[] | undefined {
  const {experiment, observations, now} = input;
  if (!actionOf(experiment, run.key)) return undefined;
  const record = recordOf(experiment, run.instance);
  if (!record) {
    return [writeStatus(input, {actions: withLaunch(experiment, run, now)}, launchMark(input, run))];
  }
  if (record.state === 'succeeded') return undefined;
  if (!observations.action) return runRest(input, run);
  if (observations.action.kind === 'failed') return failAction(input, run, observations.action.reason);
  return [writeStatus(input, {actions: withActionEnd(experiment, run.instance, 'succeeded', now)})];
}

/** `Start handler 'start' launched`. */
export function launchMark({experiment}: StepInput, {handler, key}: ActionRun): Mark {
  return progressMark(wordsOf(experiment).launched[handler], `${handler} handler '${key}' launched`);
}

/**
 * Runs what has no recorded end. An item that failed ends the action without running anything again, and so does one that
 * was begun, has no end, and may not be repeated; but an action that outlives its engine may still be under way.
 */
export function runRest(input: StepInput, run: ActionRun): readonly Effect[] {
  const record = recordOf(input.experiment, run.instance);
  if (record?.failure !== undefined) return failAction(input, run, record.failure);
  const items = actionOf(input.experiment, run.key) ?? [];
  const changed = record && changedItem(record, items);
  if (changed !== undefined) return failAction(input, run, changedWords(changed));
  const begun = record?.begun ?? new Set();
  const interruption = input.actionsOutliveEngine ? undefined : interruptionOf(items, begun);
  if (interruption !== undefined) return failAction(input, run, interruption);
  return [{kind: 'runAction', ...run, items: items.filter(({index}) => !record?.ended.has(index)), begun}];
}

/** What is recorded is known by the place of an item. */
function changedWords(place: number): string {
  return `task ${place + 1} was changed after the action had begun; see what it has done, and finish it by hand`;
}

/** Ends the experiment, since an action failed. */
export function failAction(input: StepInput, {handler, key, instance}: ActionRun, why: string): readonly Effect[] {
  const message = wordsOf(input.experiment).actionFailed(handler, key);
  const effects = failExperiment(input, {reason: 'HandlerFailed', message, summary: message, cause: why});
  const actions = withActionEnd(input.experiment, instance, 'failed', input.now);
  return effects.map((effect) =>
    effect.kind === 'writeStatus' ? {...effect, patch: {...effect.patch, actions}} : effect,
  );
}

/** Refuses an experiment with an item that cannot be run, before anything runs. */
export function refuseBadActions(input: StepInput): readonly Effect[] | undefined {
  for (const key of ACTION_KEYS) {
    for (const item of actionOf(input.experiment, key) ?? []) {
      const problem = input.checkItem(item) ?? checkVariables(item, input.experiment);
      if (problem === undefined) continue;
      const message = `Item ${item.index + 1} of action ${key} ${problem}`;
      return failExperiment(input, {reason: 'InvalidExperiment', message});
    }
  }
  return undefined;
}
