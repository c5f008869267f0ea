import {finishNumber} from '../../experiment/action-instance.js';
import type {Experiment} from '../../experiment/model.js';
import {
  type RecordedAction,
  type RecordedTask,
  type StoredAction,
  storedActions,
} from '../../experiment/recorded-action.js';
import {actionOf, nameOfItem} from '../../tasks/action.js';
import {keyOf} from './choice.js';

/** In the order of time. What a repeated finish action took over from the run before stands only there. */
export function recordedActions(experiment: Experiment): readonly RecordedAction[] {
  const actions = storedActions(experiment.source);
  const done = new Set<number>();
  return actions.map((action, place): RecordedAction => {
    const {instance, state} = action;
    const isFinish = finishNumber(instance) !== undefined;
    const tasks = namedTasks(action, experiment).filter(({index}) => !isFinish || !done.has(index));
    if (isFinish) for (const {index, result} of tasks) if (result === 'succeeded') done.add(index);
    const isLastFailed = state === 'failed' && place === actions.length - 1;
    const failure = isLastFailed ? experiment.status.failure?.replace(/^HandlerFailed: /, '') : undefined;
    return {instance, isRunning: state === 'running' || state === '', failure, tasks};
  });
}

/** A record that was thinned has no name of its own: it is that of the item. */
function namedTasks({instance, tasks}: StoredAction, experiment: Experiment): readonly RecordedTask[] {
  const key = keyOf(instance);
  const items = (key && actionOf(experiment, key)) ?? [];
  const names = items.map(nameOfItem);
  return tasks.map((task) => ({...task, task: task.task || (names[task.index] ?? 'task')}));
}
