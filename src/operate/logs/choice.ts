import {finishInstance, finishNumber} from '../../experiment/action-instance.js';
import {Iter8Error} from '../../errors.js';
import {ACTION_KEYS, type ActionKey} from '../../tasks/action.js';
import type {LogEvent, LogMessage} from '../../experiment/log-event.js';

/** Which tasks are meant; nothing said: all. */
export interface Choice {
  readonly key: ActionKey | undefined;
  /** One run of the action; undefined: all. */
  readonly instance: string | undefined;
  /** Place of the task in its action, from 0. */
  readonly index: number | undefined;
}

/**
 * @param action `start`, `loop`, `finish`, or one run of it: `loop-2`, `finish-2`
 * @param task from 1, as messages count them
 * @throws Iter8Error INVALID for another action
 */
export function parseChoice(action: string | undefined, task: number | undefined): Choice {
  const index = task === undefined ? undefined : task - 1;
  if (action === undefined) return {key: undefined, instance: undefined, index};
  const key = ACTION_KEYS.find((each) => action === each);
  if (key) return {key, instance: key === 'start' ? key : undefined, index};
  const finish = finishNumber(action);
  if (finish !== undefined) return {key: 'finish', instance: finishInstance(finish), index};
  if (/^loop-[1-9]\d{0,5}$/.test(action)) return {key: 'loop', instance: action, index};
  const hint = 'say start, loop or finish, or one run of it, such as loop-2';
  throw new Iter8Error('INVALID', `--action: there is no action ${action}`, hint);
}

export function isChosenAction({key, instance}: Choice, action: string): boolean {
  if (instance !== undefined) return action === instance;
  return key === undefined || keyOf(action) === key;
}

export function isChosen(choice: Choice, event: LogEvent): boolean {
  if (event.kind === 'message') return choice.index === undefined && isChosenMessage(choice, event);
  const {action, index} = event.kind === 'result' ? event.run : event;
  return isChosenAction(choice, action) && (choice.index === undefined || index === choice.index);
}

/** The lines of the original do not tell loop from finish. */
function isChosenMessage(choice: Choice, {action, precedence}: LogMessage): boolean {
  if (action !== undefined) return isChosenAction(choice, action);
  return choice.key === undefined || (choice.key === 'start') === (precedence === 0);
}

/** undefined: an action that is none of ours. */
export function keyOf(instance: string): ActionKey | undefined {
  return ACTION_KEYS.find((key) => instance === key || instance.startsWith(`${key}-`));
}
