import {Iter8Error} from '../../errors.js';
import {type Experiment, isCompleted} from '../../experiment/model.js';
import {ACTION_KEYS, actionOf, nameOfItem} from '../../tasks/action.js';
import {type Choice, isChosenAction} from './choice.js';
import type {TaskPlace} from '../../experiment/log-event.js';
import type {RecordedAction} from '../../experiment/recorded-action.js';
import {recordedActions} from './recorded-actions.js';

/** @throws Iter8Error INVALID that says which tasks there are, when none has the place that is meant */
export function requireTask(experiment: Experiment, choice: Choice): void {
  const {index} = choice;
  if (index === undefined) return;
  const tasks = knownTasks(experiment, choice);
  if (tasks.length === 0 || tasks.some((task) => task.index === index)) return;
  const list = tasks.map(({action, index: place, task}) => `${action} ${place + 1} (${task})`);
  const where = choice.key === undefined ? '' : ` in its ${choice.instance ?? choice.key} action`;
  const problem = `experiment "${experiment.name}" has no task ${index + 1}${where}`;
  throw new Iter8Error('INVALID', problem, `there are: ${[...new Set(list)].join(', ')}`);
}

/** Of the actions that are meant, as they are written; where they are not any more, as they were recorded. */
function knownTasks(experiment: Experiment, choice: Choice): readonly TaskPlace[] {
  const keys = ACTION_KEYS.filter((key) => choice.key === undefined || choice.key === key);
  const written = keys.flatMap((action) =>
    (actionOf(experiment, action) ?? []).map((item) => ({action, index: item.index, task: nameOfItem(item)})),
  );
  return written.length > 0 ? written : chosenRecords(experiment, choice).flatMap(placesOf);
}

function placesOf({instance, tasks}: RecordedAction): readonly TaskPlace[] {
  return tasks.map(({index, task}) => ({action: instance, index, task}));
}

function chosenRecords(experiment: Experiment, choice: Choice): readonly RecordedAction[] {
  return recordedActions(experiment).filter(({instance}) => isChosenAction(choice, instance));
}

/** Which action will never run, since there is none such, in words; undefined: there is one. */
export function missingAction(experiment: Experiment, choice: Choice): string | undefined {
  const {key} = choice;
  const actions = ACTION_KEYS.filter((each) => actionOf(experiment, each) !== undefined);
  const isThere = key === undefined ? actions.length > 0 : actions.includes(key);
  if (isThere || chosenRecords(experiment, choice).length > 0) return undefined;
  const shown = `experiment "${experiment.name}"`;
  if (key === undefined || actions.length === 0) return `${shown} has no actions`;
  return `${shown} has no ${key} action; it has ${actions.join(', ')}`;
}

/** Why there is nothing to show, in words. */
export function nothingWords(experiment: Experiment, choice: Choice): string {
  const missing = missingAction(experiment, choice);
  if (missing !== undefined) return missing;
  const {key, instance = key, index} = choice;
  const action = instance === undefined ? '' : ` of ${instance}`;
  const time = isCompleted(experiment) ? '' : ' yet';
  const words = index === undefined ? `no task${action} has run` : `task ${index + 1}${action} has not run`;
  return `${words}${time} in experiment "${experiment.name}"`;
}
