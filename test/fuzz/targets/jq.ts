import assert from 'node:assert/strict';
import fc from 'fast-check';
import {readNumber} from '../../../src/metrics/jq/number.js';
import {readPlainPath} from '../../../src/metrics/jq/plain-path.js';
import type {JqResult} from '../../../src/metrics/jq/result.js';
import {JqThread} from '../../../src/metrics/jq/thread.js';
import {anyText, mutated} from '../support/hostile-text.js';
import {fuzzTarget, type Target} from '../target.js';

const PROGRAM = '.data.result[0].value[1] | tonumber';
const ANSWERS = [
  '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1637,"0.0125"]}]}}',
  '{"data":{"result":[{"value":[0,"NaN"]}]}}',
  '{"data":{"result":[{"value":[0,"1e400"]}]}}',
  '{"data":{"result":[]}}',
];
const PROGRAMS = [
  PROGRAM,
  '.data.result[0].value[1]',
  '[.. | numbers] | add',
  '.[0].value | tonumber',
  '1/0',
  'infinite',
  'input',
];

const answer = fc.oneof(
  fc.constantFrom(...ANSWERS),
  mutated(ANSWERS),
  fc.oneof(fc.double().map(String), fc.bigInt().map(String), anyText).map((text) => `{"data":{"result":[{"value":[0,${JSON.stringify(text)}]}]}}`),
); // prettier-ignore

const result = fc.oneof(
  fc.record({
    kind: fc.constant('output' as const),
    type: fc.constantFrom('number', 'string', 'null', 'boolean', 'object', 'array'),
    size: fc.constantFrom('finite' as const, 'nan' as const, 'infinite' as const, '' as const),
    text: fc.oneof(anyText, fc.double().map(String)),
  }),
  fc.record({kind: fc.constantFrom('rejected' as const, 'failed' as const), message: anyText}),
  fc.record({kind: fc.constantFrom('nothing' as const, 'not-json' as const, 'crashed' as const, 'timeout' as const, 'aborted' as const)}),
); // prettier-ignore

const NUMBER = /^[+-]?[\d.]+(?:[eE][+-]?\d+|[numkMGTPE]i?)?$/;

function checkResult(result: JqResult): void {
  const read = readNumber(result);
  if (read.kind === 'value')
    assert.ok(result.kind === 'output' && result.type === 'number' && NUMBER.test(result.text));
  else assert.ok(read.reason.length > 0 && read.reason.length < 5000, 'there is a reason');
}

/** One for all inputs; it does not keep the process. */
const thread = new JqThread();

/** jq is the judge of the short cut: behind one more pipe the same program goes to jq itself. */
async function checkEvaluation([json, program]: readonly [string, string]): Promise<void> {
  const shortCut = readPlainPath(json, program);
  const judged = await thread.evaluate(json, `(${program}\n) | .`);
  checkResult(judged);
  if (shortCut) assert.deepEqual(numberIn(shortCut), numberIn(judged), 'the short cut gives what jq gives');
}

function numberIn(result: JqResult) {
  const read = readNumber(result);
  return read.kind === 'value' ? read.value : read.kind;
}

/** Ends the thread of jq. */
export function closeJq(): Promise<void> {
  return thread.close();
}

export const JQ_TARGETS: readonly Target[] = [
  fuzzTarget({
    name: 'jq-number',
    law: 'only a finite number that jq gave is a value; all else is a reason',
    inputs: result,
    check: checkResult,
  }),
  fuzzTarget({
    name: 'jq-answer',
    law: 'whatever a backend answers, jq ends, and the short cut gives what jq gives',
    inputs: fc.tuple(answer, fc.oneof({weight: 3, arbitrary: fc.constant(PROGRAM)}, {weight: 1, arbitrary: mutated(PROGRAMS)})),
    check: checkEvaluation,
    shortRuns: 40,
  }),
]; // prettier-ignore
