import {ConditionProblem} from '../../experiment/action-condition/condition-error.js';
import {type ComparisonOperator, kindOfValue} from '../../experiment/action-condition/expression.js';
import {isObject, type Json} from '../../experiment/json.js';
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

/** Of a number and a bigint, `<` compares the exact values. */
function areEqual(left: Json, right: Json): boolean {
  const areNumbers = kindOfValue(left) === 'a number' && kindOfValue(right) === 'a number';
  return areNumbers
    ? !((left as number) < (right as number)) && !((left as number) > (right as number))
    : left === right;
}

/** In a list one of the items, in an object one of the keys; nothing is in nothing. */
function isIn(operator: 'in' | 'not in', sides: Sides): boolean {
  const {left, right} = sides;
  if (right === null) return false;
  if (Array.isArray(right)) return (right as readonly Json[]).some((item) => areEqual(left, item));
  if (isObject(right) && typeof left === 'string') return Object.hasOwn(right, left);
  throw incomparable(operator, sides);
}

function isOrdered(operator: '<' | '<=' | '>' | '>=', sides: Sides): boolean {
  const kinds = [kindOfValue(sides.left), kindOfValue(sides.right)];
  if (kinds[0] !== kinds[1] || (kinds[0] !== 'a number' && kinds[0] !== 'a text'))
    throw incomparable(operator, sides);
  const [left, right] = [sides.left as number, sides.right as number];
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
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
