import {type Experiment, isCompleted} from '../experiment/model.js';

/**
 * Whether what the status says of objectives is of this run: before it has begun, a status may hold what is left over
 * from another. The first iteration is analysed before it is counted.
 */
export function hasBegun({status}: Experiment): boolean {
  const {stage, completedIterations} = status;
  return completedIterations > 0 || stage === 'Running' || stage === 'Finishing' || stage === 'Completed';
}

/** Whether there is a winner, or none, to go by: not before the first iteration is counted, with its traffic. */
export function isAssessed({status}: Experiment): boolean {
  return status.analysis.winner !== undefined && (status.completedIterations > 0 || status.stage === 'Completed');
}

/**
 * The version that wins as things stand; undefined without one. A failed experiment has no winner, whatever its last
 * assessment said, and a name that no version has wins nothing.
 */
export function currentWinner(experiment: Experiment): string | undefined {
  const {status, spec} = experiment;
  if (status.failure !== undefined || !isAssessed(experiment)) return undefined;
  const version = status.analysis.winner?.version;
  return spec.versions.some(({name}) => name === version) ? version : undefined;
}

/** Whether the answer to "who won?" can no longer change. */
export function isDecided(experiment: Experiment): boolean {
  return isCompleted(experiment) || experiment.status.failure !== undefined;
}
