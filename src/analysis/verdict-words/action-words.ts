import type {Weight} from '../../experiment/model.js';
import type {RecordedTask} from '../../experiment/recorded-action.js';
import type {ActionFailure} from './situation.js';

/** The name of a run of an action for people: `Start action`, `Loop action 2`, `Finish action`. */
export function actionName(instance: string): string {
  const [key = '', number] = instance.split('-');
  const name = `${key.charAt(0).toUpperCase()}${key.slice(1)} action`;
  return key === 'loop' && number !== undefined ? `${name} ${number}` : name;
}

/** `task 2 (common/exec)`. */
export function taskName({index, task}: RecordedTask): string {
  return task === '' ? `task ${index + 1}` : `task ${index + 1} (${task})`;
}

/** `Finish action failed at task 1 (common/exec)`; an item without an end was interrupted. */
export function actionFailureWords({instance, task}: ActionFailure): string {
  if (!task) return `${actionName(instance)} failed`;
  const verb = task.result === undefined ? 'was interrupted at' : 'failed at';
  return `${actionName(instance)} ${verb} ${taskName(task)}`;
}

/** `all traffic is on v1`, `traffic is at v1 80 %, v2 20 %`; empty when nobody knows. */
export function trafficWords(weights: readonly Weight[]): string {
  if (weights.length === 0) return '';
  const all = weights.find(({percent}) => percent === 100);
  if (all) return `all traffic is on ${all.version}`;
  return `traffic is at ${weights.map(({version, percent}) => `${version} ${percent} %`).join(', ')}`;
}
