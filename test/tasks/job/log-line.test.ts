import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {formatLogLine, parseLogLine, type TaskLogEvent} from '../../../src/tasks/job/log-line.js';

const origin = {experimentName: 'canary', experimentNamespace: 'shop', instance: 'loop-2', precedence: 3};

const events: readonly TaskLogEvent[] = [
  {...origin, kind: 'begin', index: 0, task: 'run'},
  {...origin, kind: 'output', index: 0, task: 'run', text: 'a line\nand "another"\u001b[31m'},
  {...origin, kind: 'end', end: {index: 0, task: 'run', result: 'succeeded', output: 'a\nb'}},
  {
    ...origin,
    kind: 'end',
    end: {
      index: 1,
      task: 'knative/init-experiment',
      result: 'failed',
      output: '',
      reason: 'no such Service',
      versionInfo: {baseline: {name: 'v1', count: 12345678901234567890n}},
      histograms: {v1: {buckets: [1, 2]}},
    },
  },
  {...origin, kind: 'outcome', outcome: {kind: 'succeeded'}},
  {...origin, kind: 'outcome', outcome: {kind: 'failed', reason: 'task 2 (run) failed'}},
  {...origin, kind: 'message', priority: 2, text: 'words'},
];

describe('a line of the log of a Job', () => {
  it.each(events)('is read as it was written: $kind', (event) => {
    expect(parseLogLine(formatLogLine(event))).toEqual(event);
  });

  it('is one line without control characters, whatever a task printed', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), (text) => {
        const event: TaskLogEvent = {...origin, kind: 'output', index: 0, task: 'run', text};
        const line = formatLogLine(event);
        expect(line).not.toMatch(/\p{Cc}/u);
        expect(parseLogLine(line)).toEqual(event);
      }),
    );
  });

  it('carries the fields that readers of the original go by', () => {
    expect(JSON.parse(formatLogLine(events[3]!))).toMatchObject({
      isIter8Log: true,
      experimentName: 'canary',
      experimentNamespace: 'shop',
      source: 'task-runner',
      priority: 1,
      message: 'task 2 (knative/init-experiment) failed',
      precedence: 3,
    });
  });

  it('of the original is a message', () => {
    const line = `{"isIter8Log":true,"experimentName":"e","experimentNamespace":"n","source":"task-runner","priority":3,"message":"metrics collection completed for all versions","precedence":0}`;
    expect(parseLogLine(line)).toEqual({
      kind: 'message',
      experimentName: 'e',
      experimentNamespace: 'n',
      instance: undefined,
      precedence: 0,
      priority: 3,
      text: 'metrics collection completed for all versions',
    });
  });

  it.each([
    ['what a program printed', 'hello'],
    ['an object of somebody else', '{"isIter8Log":false}'],
    ['a line that was cut off', '{"isIter8Log":true,"experimentName":"e"'],
    ['a line without the experiment', '{"isIter8Log":true,"message":"x"}'],
    [
      'an end without a place',
      '{"isIter8Log":true,"experimentName":"e","experimentNamespace":"n","event":"end","task":"run","result":"failed"}',
    ],
    [
      'an unknown result',
      '{"isIter8Log":true,"experimentName":"e","experimentNamespace":"n","event":"end","task":"run","index":0,"result":"won"}',
    ],
  ])('is not %s', (_what, line) => {
    expect(parseLogLine(line)).toBeUndefined();
  });
});
