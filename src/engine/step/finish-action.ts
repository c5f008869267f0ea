import type {Experiment} from '../../experiment/model.js';
import type {ActionRun} from './actions.js';
import {type Ending, progressOf} from './progress.js';

/** A rollback runs the same action by another name. */
export function finishAction({kind}: Ending, instance = 'finish'): ActionRun {
  return {key: 'finish', instance, handler: kind === 'finished' ? 'Finish' : 'Rollback'};
}

/** Nothing is known of the endings of an engine of the original. */
export function endingOf(experiment: Experiment): Ending {
  return progressOf(experiment).ending ?? {kind: 'finished', reason: ''};
}
