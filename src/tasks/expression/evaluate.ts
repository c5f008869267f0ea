import {ConditionProblem, noTruth} from '../../experiment/action-condition/condition-error.js';
import {
  type Expression,
  kindOfValue,
  type Member,
  type Question,
  type Root,
} from '../../experiment/action-condition/expression.js';
import {isList, isObject, type Json, ownValue} from '../../experiment/json.js';
import {baselineOf, type Experiment} from '../../experiment/model.js';
import {compare} from './compare.js';

/**
 * The answer of a condition.
 *
 * @throws ConditionProblem when it is neither true nor false, or compares what cannot be compared
 */
export function isTrue(expression: Expression, experiment: Experiment): boolean {
  const value = evaluate(expression, experiment);
  if (typeof value !== 'boolean') throw noTruth(expression.at, kindOfValue(value));
  return value;
}

function evaluate(expression: Expression, experiment: Experiment): Json {
  switch (expression.kind) {
    case 'value':
      return expression.value;
    case 'list':
      return expression.items.map((item) => evaluate(item, experiment));
    case 'question':
      return answer(expression.question, experiment);
    case 'root':
      return rootOf(expression.name, experiment) ?? null;
    case 'member':
      return memberOf(expression, experiment) ?? null;
    case 'not':
      return !isTrue(expression.operand, experiment);
    case 'and':
      return isTrue(expression.left, experiment) && isTrue(expression.right, experiment);
    case 'or':
      return isTrue(expression.left, experiment) || isTrue(expression.right, experiment);
    case 'choice':
      return evaluate(isTrue(expression.test, experiment) ? expression.yes : expression.no, experiment);
    case 'comparison': {
      const {operator, left, right, at} = expression;
      return compare(operator, {left: evaluate(left, experiment), right: evaluate(right, experiment), at});
    }
  }
}

/**
 * By the stored analysis; without one nobody has won.
 *
 * @see weakness 31 of the original, where no candidate could win against two others: here any winner but the baseline is a
 *   candidate that won
 */
function answer(question: Question, experiment: Experiment): boolean {
  const winner = experiment.status.analysis.winner?.version;
  const isFound = winner !== undefined;
  return question === 'WinnerFound' ? isFound : isFound && winner !== baselineOf(experiment)?.name;
}

function rootOf(root: Root, {name, namespace, source}: Experiment): Json | undefined {
  if (root === 'Name') return name;
  if (root === 'Namespace') return namespace;
  if (root === 'this') return source;
  return ownValue(source, root.toLowerCase());
}

/** What is not there is nothing, also below nothing. */
function memberOf({object, key: keyPart, isNamed, at}: Member, experiment: Experiment): Json | undefined {
  const value = evaluate(object, experiment);
  const key = evaluate(keyPart, experiment);
  if (typeof key !== 'string' && typeof key !== 'number')
    throw new ConditionProblem(
      at,
      `begins a field with ${kindOfValue(key)} in its brackets; write a text or a number`,
    );
  return own(value, key) ?? (isNamed ? own(value, lowerFirst(String(key))) : undefined);
}

/** Nothing that the value has not got itself: no method, no prototype. */
function own(value: Json, key: string | number): Json | undefined {
  if (isList(value)) return typeof key === 'number' ? value[key] : undefined;
  return isObject(value) && typeof key === 'string' ? ownValue(value, key) : undefined;
}

/** Go names of fields begin with a capital. */
function lowerFirst(name: string): string {
  return name.replace(/^\p{Lu}/u, (letter) => letter.toLowerCase());
}
