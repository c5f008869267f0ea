import {ConditionProblem} from '../../experiment/action-condition/condition-error.js';
import {type ComparisonOperator, isNumber, kindOfValue} from '../../experiment/action-condition/expression.js';
import {isList, isObject, type Json, ownValue} from '../../experiment/json.js';
import {matchesPattern} from './match.js';

/** The values of both sides, and where the comparison begins. */
export interface Sides {
  readonly left: Json;
  readonly right: Json;
  readonly at: number;
}

/** @throws ConditionProblem for sides that cannot be compared this way */
export function compare(operator: ComparisonOperator, sides: Sides): boolean {
  switch (operator) {
    case '==':
      return isSame(operator, sides);
    case '!=':
      return !isSame(operator, sides);
    case 'in':
      return isIn(operator, sides);
    case 'not in':
      return !isIn(operator, sides);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isOrdered(operator, sides);
    default:
      return isLike(operator, sides);
  }
}

/** Nothing can be compared with everything, other values with their own kind; two lists or objects cannot. */
function isSame(operator: '==' | '!=', sides: Sides): boolean {
  const {left, right} = sides;
  if (left === null || right === null) return left === right;
  if (kindOfValue(left) !== kindOfValue(right) || typeof left === 'object') throw incomparable(operator, sides);
  return areEqual(left, right);
}

function areEqual(left: Json, right: Json): boolean {
  // Only == looks at what numbers and bigints stand for, and does so exactly.
  return isNumber(left) && isNumber(right) ? left == right : left === right;
}

/** In a list one of the items, in an object one of the keys; nothing is in nothing. */
function isIn(operator: 'in' | 'not in', sides: Sides): boolean {
  const {left, right} = sides;
  if (right === null) return false;
  if (isList(right)) return right.some((item) => areEqual(left, item));
  if (isObject(right) && typeof left === 'string') return ownValue(right, left) !== undefined;
  throw incomparable(operator, sides);
}

function isOrdered(operator: '<' | '<=' | '>' | '>=', sides: Sides): boolean {
  const order = orderOf(sides);
  if (order === undefined) throw incomparable(operator, sides);
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

/** Negative, 0 or positive, as two numbers or two texts stand to each other; undefined: they are something else. */
function orderOf({left, right}: Sides): number | undefined {
  const isOrderable = isNumber(left) ? isNumber(right) : typeof left === 'string' && typeof right === 'string';
  if (!isOrderable || left === null || right === null) return undefined;
  return left < right ? -1 : Number(left > right);
}

function isLike(operator: 'matches' | 'contains' | 'startsWith' | 'endsWith', sides: Sides): boolean {
  const {left, right, at} = sides;
  if (typeof left !== 'string' || typeof right !== 'string') throw incomparable(operator, sides);
  if (operator === 'contains') return left.includes(right);
  if (operator === 'startsWith') return left.startsWith(right);
  if (operator === 'endsWith') return left.endsWith(right);
  const answer = matchesPattern(left, right);
  if (typeof answer === 'string') throw new ConditionProblem(at, `begins a comparison with ${answer}`);
  return answer;
}

function incomparable(operator: ComparisonOperator, {left, right, at}: Sides): ConditionProblem {
  const problem = `begins a comparison of ${kindOfValue(left)} with ${kindOfValue(right)} by ${operator}, which is not possible`;
  return new ConditionProblem(at, problem, 'a field that may be missing can be asked for before: x != nil and …');
}
