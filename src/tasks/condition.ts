import {withText} from '../experiment/action-condition/condition-error.js';
import {type ActionCondition, parseCondition} from '../experiment/action-condition/parse-condition.js';
import type {Experiment} from '../experiment/model.js';
import {isTrue} from './expression/evaluate.js';

export {parseCondition as parseActionCondition};

/**
 * Answers a condition by the experiment as it is stored.
 *
 * @throws ConditionError, an Iter8Error INVALID, when this experiment gives no answer: the result is neither true nor false,
 *   or what is compared are different kinds of values
 */
export function holds({text, expression}: ActionCondition, experiment: Experiment): boolean {
  return withText(text, () => isTrue(expression, experiment));
}
