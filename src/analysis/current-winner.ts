import {type Experiment, isCompleted} from '../experiment/model.js';

/** Whether there is an assessment to go by: before the first iteration a status may hold a left-over one. */
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
