import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {Iter8Error} from '../../../src/errors.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {holds, parseActionCondition} from '../../../src/tasks/condition.js';
import {answer, withSource} from './support.js';

const WORDS = [
  ...['CandidateWon()', 'WinnerFound()', 'Name', 'Spec', 'status', 'this', 'metadata', 'constructor', '__proto__'],
  ...['.a', '.b', '.Constructor', '.__proto__', '["__proto__"]', '["a"]', '[0]', '[', ']', '(', ')', '?', ':', ','],
  ...['not ', '! ', ' and ', ' or ', ' in ', ' not in ', ' matches ', ' contains ', ' == ', ' != ', ' < ', ' >= '],
  ...['1', '-1', '0.5', '9007199254740993', '"a"', "'^a'", '"("', 'nil', 'true', 'false', '+', '=', ';', '`', '\\'],
]; // prettier-ignore
const words = fc.array(fc.constantFrom(...WORDS), {maxLength: 14}).map((parts) => parts.join(''));
const anyText = fc.oneof(words, fc.string({unit: 'binary', maxLength: 60}));

const key = fc.constantFrom('a', 'b', 'constructor', '__proto__', 'metadata', 'spec', 'status');
const {json} = fc.letrec((tie) => ({
  json: fc.oneof(
    {maxDepth: 3},
    fc.constantFrom<unknown>(null, true, false, 0, -0, 1, 2.5, 2n ** 64n, '', 'a', 'A'),
    fc.array(tie('json'), {maxLength: 3}),
    fc.array(fc.tuple(key, tie('json')), {maxLength: 3}).map((entries) => Object.fromEntries(entries) as unknown),
  ),
}));
const resource = fc.record({metadata: json, spec: json, status: json}) as fc.Arbitrary<JsonObject>;

/** A condition that can be read: fields, lists and values of all kinds in all operations. */
const {condition} = fc.letrec<{condition: string; value: string}>((tie) => ({
  condition: fc.oneof(
    {maxDepth: 4},
    fc.constantFrom('true', 'WinnerFound()', 'status.a'),
    fc
      .tuple(tie('value'), fc.constantFrom('==', '<', 'in', 'not in', 'contains', 'matches'), tie('value'))
      .map((parts) => parts.join(' ')),
    tie('condition').map((inner) => `not (${inner})`),
    fc.tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition')).map((parts) => parts.join(' ')),
    fc.tuple(tie('condition'), tie('condition')).map(([test, no]) => `((${test}) ? true : (${no}))`),
  ),
  value: fc.oneof(
    fc.constantFrom('nil', '1', '"a"', '2.5', 'true', 'Name', 'spec', 'spec.a', 'status.b.A', 'spec[1]'),
    fc.constantFrom('metadata["__proto__"]', 'spec.constructor', 'this.spec.a.constructor', '[1, "a", nil]'),
  ),
}));

/** undefined: refused with an error for its reader; anything else that is thrown is a mistake of ours. */
function outcome<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Iter8Error && error.code === 'INVALID') return undefined;
    throw error;
  }
}

describe('conditions', () => {
  it('of any text are read, or refused with an error for their reader', () => {
    let read = 0;
    fc.assert(
      fc.property(anyText, (text) => {
        if (outcome(() => parseActionCondition(text))) read += 1;
      }),
      {numRuns: 3000, examples: [[' not'.repeat(240)], ['(('.repeat(499)], ['['.repeat(999)], ['1?'.repeat(499)]]},
    );
    expect(read).toBeGreaterThan(0);
  });

  it('on any experiment are true, false, or an error for their reader', () => {
    let answered = 0;
    fc.assert(
      fc.property(condition, resource, (text, source) => {
        const parsed = outcome(() => parseActionCondition(text));
        const result = parsed && outcome(() => holds(parsed, withSource(source)));
        if (result !== undefined) answered += 1;
        expect([true, false, undefined]).toContain(result);
      }),
      {numRuns: 1000},
    );
    expect(answered).toBeGreaterThan(100);
  });

  it('find under any path what the experiment itself has there, and nothing else', () => {
    const path = fc.array(fc.oneof(key, fc.constantFrom('length', 'toString', 'valueOf')), {maxLength: 4});
    fc.assert(
      fc.property(resource, path, (source, keys) => {
        const text = `this${keys.map((each) => `["${each}"]`).join('')} == nil`;
        expect(answer(text, withSource(source))).toBe(ownValue(source, keys) === undefined);
      }),
    );
  });

  it('are the opposite of their negation, where they have an answer', () => {
    fc.assert(
      fc.property(condition, resource, (text, source) => {
        const ask = (each: string) => outcome(() => answer(each, withSource(source)));
        const result = ask(text);
        expect(ask(`not (${text})`)).toBe(result === undefined ? undefined : !result);
      }),
    );
  });
});

/** By the entries of each object, which hold no prototype. */
function ownValue(value: unknown, [first, ...rest]: readonly string[]): unknown {
  if (first === undefined) return value ?? undefined;
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  const entry = isRecord ? Object.entries(value).find(([name]) => name === first) : undefined;
  return entry && ownValue(entry[1], rest);
}
