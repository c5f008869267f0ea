import type jsep from 'jsep';
import {ConditionProblem} from './condition-error.js';
import {COMPARISONS, type ComparisonOperator, type Expression, isNumber, type Value} from './expression.js';
import {questionNamed, rootNamed} from './names.js';
import {placeOf} from './syntax.js';

/** What may follow a backslash in a text. */
const ESCAPED = 'nrtbfv\\\'"';

/**
 * Takes the tree of jsep for a condition: each kind of node that is not in this list is refused.
 *
 * @param outer where the node begins if it has no place of its own
 * @throws ConditionProblem
 */
export function readExpression(node: jsep.Expression, outer = 0): Expression {
  const expression = readNode(node, startOf(node) ?? outer);
  const isClosed = expression.kind === 'not' && placeOf(node)?.isGrouped === true;
  return isClosed ? {...expression, isClosed} : expression;
}

function readNode(node: jsep.Expression, at: number): Expression {
  switch (node.type) {
    case 'Literal':
      return readLiteral(node as jsep.Literal, at);
    case 'Identifier':
      return {kind: 'root', name: rootNamed((node as jsep.Identifier).name, at), at};
    case 'ThisExpression':
      return {kind: 'root', name: 'this', at};
    case 'ArrayExpression':
      return {kind: 'list', items: (node as jsep.ArrayExpression).elements.map((item) => readItem(item, at)), at};
    case 'MemberExpression':
      return readMember(node as jsep.MemberExpression, at);
    case 'CallExpression':
      return readCall(node as jsep.CallExpression, at);
    case 'UnaryExpression':
      return readUnary(node as jsep.UnaryExpression, at);
    case 'BinaryExpression':
      return readBinary(node as jsep.BinaryExpression, at);
    case 'ConditionalExpression':
      return readChoice(node as jsep.ConditionalExpression, at);
    default:
      throw severalParts(node, at);
  }
}

/** Operations without brackets begin where their first operand does. */
function startOf(node: jsep.Expression): number | undefined {
  const place = placeOf(node);
  if (place) return place.at;
  if (node.type === 'BinaryExpression') return startOf((node as jsep.BinaryExpression).left);
  if (node.type === 'ConditionalExpression') return startOf((node as jsep.ConditionalExpression).test);
  return undefined;
}

function readLiteral({value, raw}: jsep.Literal, at: number): Value {
  if (typeof value === 'string') checkEscapes(raw, at);
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return {kind: 'value', value, at};
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new ConditionProblem(at, `stands ${raw}, which is no number that can be compared`);
  const isExact = Number.isSafeInteger(value) || !/^\d+$/.test(raw);
  return {kind: 'value', value: isExact ? value : BigInt(raw), at};
}

/** jsep drops the backslash of an escape that it does not know, which would make another pattern of `'^\d+$'`. */
function checkEscapes(raw: string, at: number): void {
  for (const {0: escape, 1: character = '', index} of raw.matchAll(/\\(.)/gsu)) {
    if (ESCAPED.includes(character)) continue;
    throw new ConditionProblem(
      at + index,
      `stands the unknown escape ${escape}; write \\${escape} for a backslash`,
    );
  }
}

function readItem(item: jsep.Expression | null, at: number): Expression {
  if (!item) throw new ConditionProblem(at, 'stands a list with a comma too many');
  return readExpression(item, at);
}

function readMember({object, property, computed}: jsep.MemberExpression, at: number): Expression {
  const key: Expression = computed
    ? readExpression(property, at)
    : {kind: 'value', value: (property as jsep.Identifier).name, at};
  return {kind: 'member', object: readExpression(object, at), key, isNamed: !computed, at};
}

function readCall({callee, arguments: given}: jsep.CallExpression, at: number): Expression {
  if (callee.type !== 'Identifier')
    throw new ConditionProblem(at, 'stands the call of a field; only functions can be called');
  const question = questionNamed((callee as jsep.Identifier).name, at);
  if (given.length > 0) throw new ConditionProblem(at, `stands ${question}() with arguments; it takes none`);
  return {kind: 'question', question, at};
}

function readUnary(node: jsep.UnaryExpression, at: number): Expression {
  const operand = readExpression(node.argument, at);
  if (node.operator === '-' && operand.kind === 'value' && isNumber(operand.value))
    return {...operand, value: -operand.value, at};
  if (node.operator === 'not' || node.operator === '!')
    return {kind: 'not', operand, isClosed: node.operator === '!', at};
  throw arithmetic(node.operator, at);
}

function readBinary({operator, left: leftNode, right: rightNode}: jsep.BinaryExpression, at: number): Expression {
  const left = readExpression(leftNode, at);
  const right = readExpression(rightNode, at);
  if (operator === 'and' || operator === '&&') return {kind: 'and', left, right, at};
  if (operator === 'or' || operator === '||') return {kind: 'or', left, right, at};
  if (!isComparison(operator)) throw arithmetic(operator, at);
  return compared(left, operator, right);
}

/** `not` negates the whole comparison that follows it, `!` what stands next to it. */
function compared(left: Expression, operator: ComparisonOperator, right: Expression): Expression {
  if (left.kind === 'not' && !left.isClosed) return {...left, operand: compared(left.operand, operator, right)};
  if (operator === 'matches' && right.kind === 'value') checkPattern(right);
  return {kind: 'comparison', operator, left, right, at: left.at};
}

function checkPattern({value, at}: Value): void {
  if (typeof value !== 'string') return;
  try {
    new RegExp(value, 'u');
  } catch (error) {
    const problem = `stands a pattern that is no regular expression: ${(error as Error).message}`;
    throw new ConditionProblem(at, problem, 'patterns are those of JavaScript, with the flag u');
  }
}

function readChoice({test, consequent, alternate}: jsep.ConditionalExpression, at: number): Expression {
  return {
    kind: 'choice',
    test: readExpression(test, at),
    yes: readExpression(consequent, at),
    no: readExpression(alternate, at),
    at,
  };
}

function isComparison(operator: string): operator is ComparisonOperator {
  return (COMPARISONS as readonly string[]).includes(operator);
}

function arithmetic(operator: string, at: number): ConditionProblem {
  const meant = operator === '===' || operator === '!==' ? `; write ${operator.slice(0, 2)}` : '';
  return new ConditionProblem(at, `begins an operation with ${operator}, which conditions do not have${meant}`);
}

function severalParts(node: jsep.Expression, at: number): ConditionProblem {
  const parts = (node.body ?? node.expressions ?? []) as jsep.Expression[];
  const second = parts[1];
  if (!second) return new ConditionProblem(at, 'an expression is missing');
  return new ConditionProblem(
    startOf(second) ?? at,
    'begins a second expression; an operator is missing before it',
  );
}
