import {nameOfItem} from '../tasks/action.js';
import {runItems} from '../tasks/run-items.js';
import type {TaskContext} from '../tasks/task.js';
import type {Ports} from './ports.js';

export interface LocalActionsWorld extends Omit<TaskContext, 'experiment' | 'action' | 'onOutput' | 'cancel'> {
  /** Hears what a task prints, while it does; `task` as `finish 2 common/exec`. */
  readonly onOutput?: (task: string, text: string) => void;
}

/** The port that runs actions in this process, their programs as children of it. */
export function localActions({onOutput, ...world}: LocalActionsWorld): Ports['runAction'] {
  return ({items, key, instance, cancel}, experiment, report, signal) => {
    const names = new Map(items.map((item) => [item.index, nameOfItem(item)]));
    const hear = (index: number, text: string) =>
      onOutput?.(`${instance} ${index + 1} ${names.get(index) ?? ''}`, text);
    return runItems({items, context: {...world, onOutput: hear, experiment, action: key, cancel}}, report, signal);
  };
}
