import {runItems} from '../tasks/run-items.js';
import type {TaskContext} from '../tasks/task.js';
import type {Ports} from './ports.js';

/** The port that runs actions in this process, their programs as children of it. */
export function localActions(world: Omit<TaskContext, 'experiment' | 'action'>): Ports['runAction'] {
  return ({items, key}, experiment, report, signal) =>
    runItems({items, context: {...world, experiment, action: key}}, report, signal);
}
