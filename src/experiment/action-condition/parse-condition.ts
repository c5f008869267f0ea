import {ConditionProblem, noTruth, withText} from './condition-error.js';
import {type Expression, kindOfValue} from './expression.js';
import {readExpression} from './read-expression.js';
import {parseSyntax} from './syntax.js';

/** When an item of an action runs. */
export interface ActionCondition {
  readonly text: string;
  readonly expression: Expression;
}

/** Characters; what a person writes has less than a tenth of them. */
const LONGEST = 1000;
/** Each may take its time, see `matchesPattern`. The word within a quoted text counts too. */
const MOST_PATTERNS = 5;

/**
 * Reads the text of an `if`.
 *
 * @throws ConditionError, an Iter8Error INVALID, for everything that can be known to be wrong without an experiment
 * @see https://github.com/antonmedv/expr/blob/v1.9.0/docs/Language-Definition.md, of which this is the part for conditions
 */
export function parseCondition(text: string): ActionCondition {
  return withText(text, () => {
    checkBounds(text);
    const expression = readExpression(parseSyntax(text));
    requireTruth(expression);
    return {text, expression};
  });
}

function checkBounds(text: string): void {
  const wrong = (problem: string) => new ConditionProblem(undefined, problem);
  if (text.trim() === '') throw wrong('is empty; write a condition such as CandidateWon(), or remove it');
  if (text.length > LONGEST) throw wrong(`has over ${LONGEST} characters`);
  const patterns = text.match(/\bmatches\b/g) ?? [];
  if (patterns.length > MOST_PATTERNS) throw wrong(`says matches over ${MOST_PATTERNS} times; join the patterns`);
}

/** Refuses what can never be true or false where only that makes sense; fields show it when they are read. */
function requireTruth(expression: Expression): void {
  switch (expression.kind) {
    case 'value':
      if (typeof expression.value !== 'boolean') throw noTruth(expression.at, kindOfValue(expression.value));
      return;
    case 'list':
      throw noTruth(expression.at, 'a list');
    case 'root':
      throw noTruth(expression.at, /^Name/.test(expression.name) ? 'a text' : 'an object');
    case 'not':
      return requireTruth(expression.operand);
    case 'and':
    case 'or':
      requireTruth(expression.left);
      return requireTruth(expression.right);
    case 'choice':
      requireTruth(expression.test);
      requireTruth(expression.yes);
      return requireTruth(expression.no);
    case 'question':
    case 'member':
    case 'comparison':
  }
}
