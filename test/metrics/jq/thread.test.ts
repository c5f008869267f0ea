import {afterAll, describe, expect, it} from '@jest/globals';
import {JqThread} from '../../../src/metrics/jq/thread.js';

const jq = new JqThread(60_000);
/** For programs that never end. */
const impatient = new JqThread(1000);
afterAll(() => Promise.all([jq.close(), impatient.close()]));

describe('JqThread', () => {
  it.each([
    ['{"a": 12345678901234567890.123456789}', '.a', ['number', 'finite', '12345678901234567890.123456789']],
    ['{"a": "1e-9"}', '.a | tonumber', ['number', 'finite', '1E-9']],
    ['{"a": 1}', '.a # the value', ['number', 'finite', '1']],
    ['{"a": 1}', 'def twice: . * 2; .a | twice', ['number', 'finite', '2']],
    ['[3, 4]', '.[]', ['number', 'finite', '3']],
    ['[]', 'repeat(1)', ['number', 'finite', '1']],
    ['[]', 'nan', ['number', 'nan', 'null']],
    ['[]', '-infinite', ['number', 'infinite', '-1.7976931348623157e+308']],
    ['{"a": "x"}', '.a', ['string', '', '"x"']],
    ['[]', '', ['array', '', '[]']],
  ])('of %s: %s gives %j', async (json, program, [type, size, text]) => {
    expect(await jq.evaluate(json, program)).toEqual({kind: 'output', type, size, text});
  });

  it.each([
    ['not JSON', '{', '.', {kind: 'not-json'}],
    ['two JSON texts in a row', '{} {}', '.', {kind: 'not-json'}],
    ['no output', '[]', 'empty', {kind: 'nothing'}],
    ['an error', '[]', 'error("because")', {kind: 'failed', message: 'because'}],
    ['a program that stops jq', '[]', 'halt_error', {kind: 'failed', message: '[]'}],
    ['an unknown function', '[]', 'nosuch', {kind: 'rejected', message: 'nosuch/0 is not defined'}],
    ['a program that is too deep', '[]', 'def f: 1 + f; f', {kind: 'crashed'}],
  ])('tells of %s', async (_what, json, program, result) => {
    expect(await jq.evaluate(json, program)).toEqual(result);
    expect(await jq.evaluate('[1]', '.[0]')).toMatchObject({text: '1'});
  });

  it('cuts a long output', async () => {
    const result = await jq.evaluate(JSON.stringify('x'.repeat(5000)), '.');
    expect(result.kind === 'output' && result.text.length).toBe(2000);
  });

  it('gives each of many programs at once its own time', async () => {
    const results = await Promise.all(
      ['def f: f; f', '1', 'def f: f; f', '2'].map((one) => impatient.evaluate('[]', one)),
    );
    expect(results.map(({kind}) => kind)).toEqual(['timeout', 'output', 'timeout', 'output']);
  });

  it('ends a program when the caller gives up in the middle, and does not begin the next', async () => {
    await jq.evaluate('[]', '1');
    const controller = new AbortController();
    const endless = jq.evaluate('[]', 'def f: f; f', controller.signal);
    const waiting = jq.evaluate('[]', '1', controller.signal);
    setTimeout(() => controller.abort(), 20);
    expect([(await endless).kind, (await waiting).kind]).toEqual(['aborted', 'aborted']);
  });

  it('does not begin a program when the caller gives up while the thread starts', async () => {
    const fresh = new JqThread();
    const controller = new AbortController();
    const result = fresh.evaluate('[]', 'def f: f; f', controller.signal);
    await Promise.resolve().then(() => controller.abort());
    expect(await result).toEqual({kind: 'aborted'});
    await fresh.close();
  });

  it('knows nothing of the process that it runs in', async () => {
    process.env.ITER8_TEST_SECRET = 's3cr3t';
    expect(await jq.evaluate('[]', 'env.ITER8_TEST_SECRET')).toMatchObject({type: 'null'});
    expect(await jq.evaluate('[]', '[env, $ENV] | tojson | contains("s3cr3t")')).toMatchObject({text: 'false'});
    delete process.env.ITER8_TEST_SECRET;
  });
});
