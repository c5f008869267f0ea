import {parseQuantity} from '../../experiment/quantity.js';
import {type Unavailable, unavailable, type Value} from '../outcome.js';
import type {JqResult} from './result.js';

/** The number that an evaluation gave, exactly; or why there is none, without a word of the answer. */
export function readNumber(result: JqResult): Value | Unavailable {
  switch (result.kind) {
    case 'output':
      return numberOf(result);
    case 'nothing':
      return unavailable('answer', 'jqExpression finds nothing in the answer');
    case 'not-json':
      return unavailable('answer', 'the answer is not JSON');
    case 'failed':
      return unavailable('answer', `jqExpression fails on the answer${knownCause(result.message)}`);
    case 'rejected':
      return unavailable('expression', `jqExpression is no valid jq program: ${result.message}`);
    case 'timeout':
      return unavailable('expression', 'jqExpression does not end in time');
    case 'crashed':
      return unavailable('expression', 'jqExpression needs more memory than it may have');
    case 'aborted':
      return unavailable('aborted', 'the query was given up');
  }
}

function numberOf({type, size, text}: JqResult & {kind: 'output'}): Value | Unavailable {
  if (type === 'string') return unavailable('answer', 'jqExpression gives text, not a number; add: | tonumber');
  if (type !== 'number') return unavailable('answer', `jqExpression gives ${type}, not a number`);
  if (size === 'nan') return unavailable('answer', 'the value is NaN, as a rate is while there is no traffic');
  if (size === 'infinite') return unavailable('answer', 'the value is infinite');
  const value = parseQuantity(text);
  return value ? {kind: 'value', value} : unavailable('answer', 'the value is beyond what a quantity can hold');
}

/** The shapes of jq's own messages, of which only the names of types are passed on: the rest may quote the answer. */
const MESSAGES: readonly (readonly [pattern: RegExp, words: (type: string) => string])[] = [
  [/^(null|boolean|number|string|array|object) \(.*cannot be parsed as a number/s, parseWords],
  [/^Cannot index (null|boolean|number|string|array|object) with/, (type) => `: it cannot look into ${type}`],
  [/^Cannot iterate over (null|boolean|number|string|array|object)/, (type) => `: it cannot iterate over ${type}`],
  [/^(?:parse error: )?Exceeds depth limit/, () => ': it is nested too deeply'],
];

function parseWords(type: string): string {
  return type === 'null' ? ': what it looks for is not there' : `: a value of type ${type} is no number`;
}

function knownCause(message: string): string {
  for (const [pattern, words] of MESSAGES) {
    const match = pattern.exec(message);
    if (match) return words(match[1] ?? '');
  }
  return '';
}
