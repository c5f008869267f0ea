import {Iter8Error} from '../../errors.js';
import {excerpt} from '../excerpt.js';

const POSSIBLE =
  'possible are CandidateWon(), WinnerFound(), fields such as Status.Stage or spec.target, comparisons, and, or, not';

/** Something wrong with a condition, at a place in its text; `withText` makes an error for users of it. */
export class ConditionProblem extends Error {
  /**
   * @param at place of the character, from 0; undefined: it is about the whole
   * @param possible what may stand there instead
   */
  constructor(
    readonly at: number | undefined,
    readonly problem: string,
    readonly possible: string = POSSIBLE,
  ) {
    super(problem);
  }
}

/** @param found what is there, as of `kindOfValue` */
export function noTruth(at: number, found: string): ConditionProblem {
  return new ConditionProblem(at, `stands ${found}, where a condition must be true or false`);
}

/** A condition that cannot be read, or not be answered. */
export class ConditionError extends Iter8Error {
  /** What is wrong and where, without the text. */
  readonly problem: string;

  constructor(text: string, {at, problem, possible}: ConditionProblem) {
    const isOfWhole = at === undefined;
    const placed = isOfWhole ? problem : `at character ${at + 1}, ${problem}`;
    super(
      'INVALID',
      `the condition ${JSON.stringify(excerpt(text))} ${isOfWhole ? '' : 'cannot be used: '}${placed}`,
      possible,
    );
    this.problem = placed;
  }
}

/**
 * Reads or answers a condition.
 *
 * @throws ConditionError with the text of the condition, where `work` throws a ConditionProblem
 */
export function withText<T>(text: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ConditionProblem ? new ConditionError(text, error) : error;
  }
}
