import {placeOf} from '../../engine/bounds/actions.js';
import {finishNumber} from '../../engine/finish-instance.js';
import {Field} from '../../experiment/field.js';
import type {Experiment} from '../../experiment/model.js';
import type {RecordedAction, RecordedTask} from '../../experiment/recorded-action.js';
import {actionOf, nameOfItem} from '../../tasks/action.js';
import {keyOf} from './choice.js';

/** In the order of time. What a repeated finish action took over from the run before stands only there. */
export function recordedActions(experiment: Experiment): readonly RecordedAction[] {
  const records = new Field(experiment.source).get('status', 'actions').entries();
  const inOrder = records.sort(([a], [b]) => placeOf(a) - placeOf(b));
  const done = new Set<number>();
  return inOrder.map(([instance, record], place): RecordedAction => {
    const isFinish = finishNumber(instance) !== undefined;
    const tasks = tasksOf(record, instance, experiment).filter(({index}) => !isFinish || !done.has(index));
    if (isFinish) for (const {index, result} of tasks) if (result === 'succeeded') done.add(index);
    const state = record.get('state').text() ?? 'running';
    const isLastFailed = state === 'failed' && place === inOrder.length - 1;
    const failure = isLastFailed ? experiment.status.failure?.replace(/^HandlerFailed: /, '') : undefined;
    return {instance, isRunning: state === 'running', failure, tasks};
  });
}

const RESULTS = ['succeeded', 'failed', 'skipped'] as const;

function tasksOf(record: Field, instance: string, experiment: Experiment): readonly RecordedTask[] {
  const key = keyOf(instance);
  const items = (key && actionOf(experiment, key)) ?? [];
  const tasks = record.get('tasks').items();
  return tasks.map((task) => readTask(task, items.map(nameOfItem))).sort((a, b) => a.index - b.index);
}

/** @param names of the items: a record that was thinned has none of its own */
function readTask(task: Field, names: readonly string[]): RecordedTask {
  const index = task.get('index').integer() ?? 0;
  return {
    index,
    task: task.get('task').text() ?? names[index] ?? 'task',
    result: task.get('result').oneOf(RESULTS),
    startedAt: task.get('startedAt').time(),
    endedAt: task.get('endedAt').time(),
    reason: task.get('reason').text(),
    output: task.get('output').text() ?? '',
  };
}
