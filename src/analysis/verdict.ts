import {baselineOf, type Experiment} from '../experiment/model.js';
import {currentWinner, isAssessed} from './current-winner.js';

/** The winner as it stands now; `undecided` before the first assessment, `failed` when the engine gave up. */
export type Outcome = 'candidateWon' | 'baselineWon' | 'noWinner' | 'failed' | 'undecided';

export function outcomeOf(experiment: Experiment): Outcome {
  if (experiment.status.failure !== undefined) return 'failed';
  if (!isAssessed(experiment)) return 'undecided';
  const winner = currentWinner(experiment);
  if (winner === undefined) return 'noWinner';
  return winner === baselineOf(experiment)?.name ? 'baselineWon' : 'candidateWon';
}
