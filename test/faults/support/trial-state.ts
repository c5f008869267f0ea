import {isOver} from '../../../src/engine/controller/supervisor.js';
import {Field} from '../../../src/experiment/field.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import type {Stored} from './record.js';

/** What matters of a stored state of an experiment. */
export interface TrialState {
  readonly at: number;
  readonly stage: string;
  readonly iterations: number;
  readonly isOver: boolean;
  /** Why it failed; undefined: it has not. */
  readonly failure: string | undefined;
  readonly message: string | undefined;
  readonly winner: string | undefined;
  /** Why nobody has won, or who did. */
  readonly winnerMessage: string | undefined;
  readonly recommended: string | undefined;
}

export function statesInOrder(states: readonly Stored[]): readonly TrialState[] {
  return states.map(({at, object}) => {
    const {status} = parseExperiment(object);
    return {
      at,
      stage: status.stage ?? '',
      iterations: status.completedIterations,
      isOver: isOver(object),
      failure: status.failure,
      message: status.message,
      winner: status.analysis.winner?.version,
      winnerMessage: new Field(object).get('status', 'analysis', 'winnerAssessment', 'message').text(),
      recommended: status.recommendedVersion,
    };
  });
}

/** Whether it says why there is no winner. */
export function isSettledReason({failure, message, winnerMessage}: TrialState): boolean {
  const words = failure === undefined ? winnerMessage : message;
  return words !== undefined && words.trim() !== '';
}
