import type {Weight} from '../../experiment/model.js';
import type {ActionFailure} from './situation.js';
import type {StoredTask} from './stored-status.js';

/** The name of a run of an action for people: `Start action`, `Loop action 2`, `Finish action`. */
export function actionName(instance: string): string {
  const [key = '', number] = instance.split('-');
  const name = `${key.charAt(0).toUpperCase()}${key.slice(1)} action`;
  return key === 'loop' && number !== undefined ? `${name} ${number}` : name;
}

/** `task 2 (common/exec)`. */
export function taskName({number, name}: StoredTask): string {
  return name === '' ? `task ${number}` : `task ${number} (${name})`;
}

/** `Finish action failed at task 1 (common/exec)`; an item without an end was interrupted. */
export function actionFailureWords({instance, task}: ActionFailure): string {
  if (!task) return `${actionName(instance)} failed`;
  const verb = task.result === undefined ? 'was interrupted at' : 'failed at';
  return `${actionName(instance)} ${verb} ${taskName(task)}`;
}

/** `baseline 80 %, candidate 20 %`; empty when nobody knows. */
export function splitWords(weights: readonly Weight[]): string {
  return weights.map(({version, percent}) => `${version} ${percent} %`).join(', ');
}
