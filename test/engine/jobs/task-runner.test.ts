import {describe, expect, it} from '@jest/globals';
import {runAssignment} from '../../../src/engine/jobs/task-runner.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {parseLogLine, type TaskLogEvent} from '../../../src/tasks/job/log-line.js';
import {DEFAULT_POLICY} from '../../../src/traffic/policy.js';
import {experiment} from '../support/experiment.js';

interface Sketch {
  readonly places?: readonly number[];
  /** Aborts as soon as that was printed. */
  readonly endAt?: string;
}

/** What the process in a Job writes, for a finish action with these items. */
async function runInJob(
  items: readonly JsonObject[],
  {places = items.map((_, index) => index), endAt}: Sketch = {},
) {
  const status = {completedIterations: 2, versionRecommendedForPromotion: 'c'};
  const resource = experiment({actions: {finish: items}, status});
  const events: TaskLogEvent[] = [];
  const stop = new AbortController();
  let lastWords = '';
  const world = {
    cluster: undefined,
    env: {PATH: process.env.PATH},
    write: (line: string) => {
      const event = parseLogLine(line)!;
      events.push(event);
      if (endAt !== undefined && event.kind === 'output' && event.text.includes(endAt)) stop.abort();
    },
    writeLastWords: async (text: string) => void (lastWords = text),
  };
  const assignment = {resource, key: 'finish', instance: 'finish', items: places, traffic: DEFAULT_POLICY, timeoutMs: 60_000} as const; // prettier-ignore
  const outcome = await runAssignment(assignment, world, stop.signal);
  return {outcome, events, lastWords};
}

const told = (events: readonly TaskLogEvent[]) =>
  events.map((event) => {
    if (event.kind === 'begin' || event.kind === 'output') return `${event.kind} ${event.index}`;
    return event.kind === 'end' ? `${event.end.result} ${event.end.index}` : event.kind;
  });

describe('the process in a Job', () => {
  it('tells what begins, is printed and ends', async () => {
    const {outcome, events, lastWords} = await runInJob([{run: 'echo @< .name >@'}, {if: 'not CandidateWon()', run: 'exit 1'}, {run: 'exit 4'}]); // prettier-ignore
    expect(outcome).toEqual({kind: 'failed', reason: 'task 2 (run) ended with exit code 1'});
    expect(told(events)).toEqual([
      'message',
      'begin 0',
      'output 0',
      'succeeded 0',
      'begin 1',
      'failed 1',
      'outcome',
    ]);
    expect(events[2]).toMatchObject({
      experimentName: 'e',
      experimentNamespace: 'default',
      precedence: 2,
      text: 'c\n',
    });
    expect(lastWords.split('\n').map((line) => parseLogLine(line)!.kind)).toEqual(['end', 'end', 'outcome']);
  });

  it('runs only the items that are left to do', async () => {
    const {outcome, events} = await runInJob([{run: 'exit 1'}, {run: 'true'}], {places: [1]});
    expect([outcome, told(events)]).toEqual([
      {kind: 'succeeded'},
      ['message', 'begin 1', 'succeeded 1', 'outcome'],
    ]);
  });

  it('refuses all of it when one item cannot be run, before anything is', async () => {
    const {outcome, events} = await runInJob([{run: 'true'}, {run: 'echo @< .missing >@'}]);
    expect(outcome).toMatchObject({kind: 'failed', reason: expect.stringContaining('missing')});
    expect(told(events)).toEqual(['message', 'outcome']);
  });

  it('that is asked to end gives no end to what it was doing', async () => {
    const items = [{run: 'echo going; sleep 60'}, {run: 'true'}];
    const {outcome, events} = await runInJob(items, {endAt: 'going'});
    expect(outcome).toBeUndefined();
    expect(told(events)).toEqual(['message', 'begin 0', 'output 0', 'message']);
    expect(events.at(-1)).toMatchObject({
      priority: 1,
      text: 'task 1 (run) was interrupted: the Pod was asked to end',
    });
  });
});
