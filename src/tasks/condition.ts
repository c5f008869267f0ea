import {Iter8Error} from '../errors.js';
import {baselineOf, type Experiment} from '../experiment/model.js';

/** When an item of an action runs: a question about the winner, or its opposite. */
interface ActionCondition {
  readonly question: 'CandidateWon' | 'WinnerFound';
  readonly isNegated: boolean;
}

const FORM = /^\s*(not\s+|!\s*)?(CandidateWon|WinnerFound)\s*\(\s*\)\s*$/;

/**
 * Reads the expression of an `if`. The original had a whole language here; these forms are what its samples use.
 *
 * @throws Iter8Error INVALID for everything else
 */
export function parseActionCondition(text: string): ActionCondition {
  const [, negation, question] = FORM.exec(text) ?? [];
  if (question !== 'CandidateWon' && question !== 'WinnerFound') {
    const forms = 'possible are CandidateWon(), WinnerFound(), and each of them after "not"';
    throw new Iter8Error('INVALID', `the condition ${JSON.stringify(text)} is not known`, forms);
  }
  return {question, isNegated: negation !== undefined};
}

/**
 * Answers a condition by the stored analysis; without one nobody has won.
 *
 * @see weakness 31 of the original, where no candidate could win against two others: here any winner but the baseline is a
 *   candidate that won
 */
export function holds({question, isNegated}: ActionCondition, experiment: Experiment): boolean {
  const winner = experiment.status.analysis.winner?.version;
  const isFound = winner !== undefined;
  const answer = question === 'WinnerFound' ? isFound : isFound && winner !== baselineOf(experiment)?.name;
  return answer !== isNegated;
}
