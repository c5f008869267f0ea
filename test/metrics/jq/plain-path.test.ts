import {afterAll, describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {parseQuantity} from '../../../src/experiment/quantity.js';
import {readPlainPath} from '../../../src/metrics/jq/plain-path.js';
import {JqThread} from '../../../src/metrics/jq/thread.js';

const PROMETHEUS = '.data.result[0].value[1] | tonumber';
const jq = new JqThread(60_000);
afterAll(() => jq.close());

function prometheusAnswer(value: unknown): string {
  return JSON.stringify({status: 'success', data: {result: [{metric: {}, value: [1, value]}]}});
}

describe('readPlainPath', () => {
  it('reads an answer of Prometheus', () => {
    const result = {kind: 'output', type: 'number', size: 'finite', text: '0.3333333333333333'};
    expect(readPlainPath(prometheusAnswer('0.3333333333333333'), PROMETHEUS)).toEqual(result);
  });

  it('gives what jq gives, whatever the decimal', async () => {
    const decimals = fc.stringMatching(/^-?(0|[1-9]\d{0,20})(\.\d{1,20})?$/);
    const property = fc.asyncProperty(decimals, async (text) => {
      const json = prometheusAnswer(text);
      const [ours, theirs] = [readPlainPath(json, PROMETHEUS), await jq.evaluate(json, `${PROMETHEUS} #`)];
      expect([ours?.kind, theirs.kind]).toEqual(['output', 'output']);
      const number = (result: typeof ours) => result?.kind === 'output' && parseQuantity(result.text);
      expect(number(ours)).toEqual(number(theirs));
    });
    await fc.assert(property, {numRuns: 40});
  });

  it.each([
    ['other spellings of numbers', prometheusAnswer('1e-9')],
    ['NaN', prometheusAnswer('NaN')],
    ['an infinity', prometheusAnswer('+Inf')],
    ['blanks around it', prometheusAnswer(' 1')],
    ['zeros before it', prometheusAnswer('01')],
    ['a number, whose digits JavaScript may lose', prometheusAnswer(1.5)],
    ['an empty result', '{"data": {"result": []}}'],
    ['an object where a list is expected', '{"data": {"result": {"0": {"value": {"1": "5"}}}}}'],
    ['a list where an object is expected', '[]'],
    ['null on the way', '{"data": null}'],
    ['an answer that is no JSON', '<html>'],
  ])('leaves %s to jq', (_what, json) => {
    expect(readPlainPath(json, PROMETHEUS)).toBeUndefined();
  });

  it.each([
    '.a',
    '.a | tonumber # text',
    '[0] | tonumber',
    '.a? | tonumber',
    '.a[-1] | tonumber',
    '.a | tonumber | . * 2',
    '."a" | tonumber',
    '\u2028.a | tonumber',
    '.a\u00a0| tonumber',
    '.a |\ufefftonumber',
    '.a | tonumber\v',
  ])('leaves the program %s to jq', (program) => {
    expect(readPlainPath('{"a": "5"}', program)).toBeUndefined();
  });

  it('finds no fields that objects have by nature', () => {
    expect(readPlainPath('{"a": "5"}', '.constructor.name | tonumber')).toBeUndefined();
  });

  it('reads an index as a number', () => {
    expect(readPlainPath('{"a": ["7"]}', '.a[00] | tonumber')).toMatchObject({text: '7'});
  });
});
