import {describe, expect, it} from '@jest/globals';
import {builtinValue} from '../../../src/metrics/builtin/builtin.js';
import {isUnreachable, unreachableWords} from '../../../src/local/run/unreachable.js';
import {versionHistogram} from '../../../src/load/stored-result.js';
import {judgedHistogram} from '../../../src/metrics/builtin/judged-histogram.js';
import {formatExact} from '../../../src/experiment/quantity.js';
import {Recorder} from '../../../src/load/recorder.js';
import type {VersionResult} from '../../../src/load/version-result.js';

/** So many answers of 200 after 200 ms each, and so many connections that were reset. */
function result(answers: number, resets: number, waiting = 0): VersionResult {
  const recorder = new Recorder();
  for (let index = 0; index < answers; index += 1) recorder.record(0.2, {kind: 'answer', status: 200, bytes: 0});
  for (let index = 0; index < resets; index += 1)
    recorder.record(0.001, {kind: 'failure', reason: 'connection reset'});
  return recorder.result(waiting);
}

const value = (name: string, result: VersionResult) => {
  const answer = builtinValue({name}, judgedHistogram(versionHistogram(result)));
  return answer.kind === 'value' ? formatExact(answer.value) : answer.kind;
};

describe('a version under our own load', () => {
  it.each([
    ['fails', result(3, 1), '0.25'],
    ['always fails', result(0, 4), '1'],
    ['keeps requests waiting', result(3, 0, 1), '0.25'],
    ['hangs', result(0, 0, 4), '1'],
  ])('has an error for each request without an answer: one that %s', (_what, measured, rate) => {
    expect(value('error-rate', measured)).toBe(rate);
    expect(value('error-count', measured)).toBe(String(Number(rate) * 4));
  });

  it('has the latency of its answers, whatever became of the other requests', () => {
    const measured = result(1, 9);
    expect(value('mean-latency', measured)).toBe('200');
    expect(value('latency-50th-percentile', measured)).toBe('200');
    expect(value('request-count', measured)).toBe('10');
  });

  it.each([
    'mean-latency', 'latency-95th-percentile', 'latency-max', 'latency-min', 'latency-stddev',
  ])('has no %s until it answers: to refuse is quick', (name) => {
    expect(value(name, result(0, 4))).toBe('unavailable');
    expect(value(name, result(0, 0, 4))).toBe('unavailable');
    expect(value(name, result(0, 0))).toBe('unavailable');
  }); // prettier-ignore
});

describe('unreachable', () => {
  it.each([
    ['all refuse', [result(0, 4), result(0, 4)], true],
    ['one refuses', [result(3, 1), result(0, 4)], false],
    ['one refuses and the other was not asked', [result(0, 4), result(0, 0)], true],
    ['all requests wait for their answers', [result(0, 0, 2), result(0, 0)], true],
    ['nobody was asked', [result(0, 0)], false],
  ])('when %s', (_what, results, expected) => {
    const named = new Map(results.map((one, index) => [`v${index + 1}`, one]));
    expect(isUnreachable(named)).toBe(expected);
  });

  it('names the reason for each version', () => {
    expect(unreachableWords(new Map([['v1', result(0, 1, 1)]]))).toBe('v1: connection reset, no answer yet');
  });
});
