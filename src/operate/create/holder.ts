import {type Experiment, isCompleted} from '../../experiment/model.js';
import {stageWords} from '../stored-experiment.js';

/**
 * The experiment that has the target to itself until it ends: the one that has begun, else the one that waits longest.
 *
 * @param others experiments of the same namespace
 * @returns undefined when nobody has it
 */
export function holderOf(target: string, others: readonly Experiment[]): Experiment | undefined {
  const rivals = others.filter((other) => other.spec.target === target && !isCompleted(other));
  const begun = rivals.find(({status}) => status.stage !== undefined && status.stage !== 'Waiting');
  return begun ?? rivals.toSorted(byAge)[0];
}

export function holderWords(target: string, holder: Experiment): string {
  return `target ${target} is taken by experiment "${holder.name}" (${stageWords(holder)})`;
}

function byAge(a: Experiment, b: Experiment): number {
  return (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0);
}
