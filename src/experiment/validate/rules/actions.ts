import {ConditionError} from '../../action-condition/condition-error.js';
import {parseCondition} from '../../action-condition/parse-condition.js';
import {RUN_INPUTS, TASKS} from '../../schema/task-inputs.js';
import type {ExperimentV2, TaskItem} from '../experiment-v2.js';
import {type Finding, wrongField, wrongValue} from '../finding.js';
import type {Place} from '../place.js';
import {didYouMean} from '../spelling.js';
import {checkTaskInputs} from '../task-inputs.js';
import {checkTask} from './tasks.js';

/** Every item of every action: what it runs, when, and with which inputs. */
export function checkActions(experiment: ExperimentV2): Finding[] {
  return experiment.tasks.flatMap((task) => [
    ...taskOrRun(task),
    ...checkConditions(task.place),
    ...checkInputs(task),
    ...checkTask(task, experiment),
  ]);
}

function taskOrRun({place}: TaskItem): Finding[] {
  const given = ['task', 'run'].filter((key) => place.get(key).exists);
  if (given.length === 2)
    return [wrongField(place.get('run'), 'has task beside it; an item has exactly one of task and run')];
  if (given.length === 0) return [wrongField(place, 'has neither task nor run; write exactly one of them')];
  const [key = 'task'] = given;
  return place.get(key).text()?.trim() === ''
    ? [wrongValue(place.get(key), `is empty; write what to ${key === 'run' ? 'run' : 'do, as library/task'}`)]
    : [];
}

/** `condition` was its name for some weeks. */
function checkConditions(item: Place): Finding[] {
  return [item.get('if'), item.get('condition')].flatMap(checkCondition);
}

function checkCondition(place: Place): Finding[] {
  const text = place.text();
  if (text === undefined) return [];
  try {
    parseCondition(text);
    return [];
  } catch (error) {
    if (error instanceof ConditionError) return [wrongValue(place, error.problem)];
    throw error;
  }
}

function checkInputs({place, name}: TaskItem): Finding[] {
  const inputs = place.get('with');
  const definition = name !== undefined && Object.hasOwn(TASKS, name) ? TASKS[name] : undefined;
  if (name !== undefined && name !== '' && !definition) return [unknownTask(place, name)];
  if (!definition && !place.get('run').exists) return [];
  const schema = definition ? definition.inputs : RUN_INPUTS;
  const mistakes = checkTaskInputs(inputs.value ?? {}, schema, inputs.path);
  return inputs.exists ? mistakes : mistakes.map((finding) => ({...finding, path: place.path}));
}

function unknownTask(place: Place, name: string): Finding {
  const known = Object.keys(TASKS);
  const rest = didYouMean(name, known) || `; known are ${known.join(', ')}`;
  return wrongValue(
    place.get('task'),
    `no task has the name ${JSON.stringify(name)}, the whole action would fail${rest}`,
  );
}
