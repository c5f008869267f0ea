import {RUN_INPUTS, TASKS} from '../../schema/task-inputs.js';
import type {ExperimentV2, TaskItem} from '../experiment-v2.js';
import {doubtfulValue, type Finding, wrongField, wrongValue} from '../finding.js';
import type {Place} from '../place.js';
import {didYouMean} from '../spelling.js';
import {checkTaskInputs} from '../task-inputs.js';
import {checkTask} from './tasks.js';

/** Every item of every action: what it runs, when, and with which inputs. */
export function checkActions(experiment: ExperimentV2): Finding[] {
  return experiment.tasks.flatMap((task) => [
    ...taskOrRun(task),
    ...checkCondition(task.place.get('if')),
    ...checkInputs(task),
    ...removedTask(task, experiment),
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

const FUNCTIONS = /\b(WinnerFound|CandidateWon)\b(?!\s*\()/;

/** Only what certainly fails: the language itself is checked when the expression is compiled. */
function checkCondition(place: Place): Finding[] {
  const condition = place.text();
  if (condition === undefined) return [];
  if (condition.trim() === '')
    return [wrongValue(place, 'is empty; write a condition such as CandidateWon(), or remove it')];
  if (/^\s*\./.test(condition)) return [wrongValue(place, 'a condition cannot begin with a dot; write Status.…')];
  const name = FUNCTIONS.exec(condition)?.[1];
  return name === undefined ? [] : [wrongValue(place, `${name} is a function; write ${name}()`)];
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

function removedTask({place, name}: TaskItem, {isFirstGeneration}: ExperimentV2): Finding[] {
  const removed = name !== undefined && Object.hasOwn(TASKS, name) ? TASKS[name]?.removed : undefined;
  if (isFirstGeneration || removed === undefined) return [];
  return [
    doubtfulValue(place.get('task'), `the original dropped this task in ${removed}; write run: with a script`),
  ];
}
