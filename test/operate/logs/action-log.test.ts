import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {ActionLog} from '../../../src/operate/logs/action-log.js';
import type {LogEvent} from '../../../src/experiment/log-event.js';
import type {RecordedAction, RecordedTask} from '../../../src/experiment/recorded-action.js';
import type {TaskLogBody, TaskLogEvent} from '../../../src/tasks/job/log-line.js';

const BEGIN = new Date('2021-02-18T10:00:00Z');
const END = new Date('2021-02-18T10:00:03Z');

const task = (index: number, over: Partial<RecordedTask> = {}): RecordedTask => ({
  index,
  task: 'run',
  result: 'succeeded',
  startedAt: BEGIN,
  endedAt: END,
  reason: undefined,
  output: '',
  ...over,
});

const running = (index: number) => task(index, {result: undefined, endedAt: undefined});

const record = (tasks: readonly RecordedTask[], over: Partial<RecordedAction> = {}): RecordedAction => ({
  instance: 'finish',
  isRunning: true,
  failure: undefined,
  tasks,
  ...over,
});

const logged = (body: TaskLogBody): TaskLogEvent => ({
  experimentName: 'x',
  experimentNamespace: 'shop',
  instance: 'finish',
  precedence: 1,
  ...body,
});

const begin = (index: number) => logged({kind: 'begin', index, task: 'run'});
const output = (index: number, text: string) => logged({kind: 'output', index, task: 'run', text});
const end = (index: number, text = '') =>
  logged({kind: 'end', end: {index, task: 'run', result: 'succeeded', output: text}});

/** `1 begins`, `1 > text`, `1 succeeded`, `! message`. */
function words(events: readonly LogEvent[]): readonly string[] {
  return events.map((event) => {
    if (event.kind === 'message') return `! ${event.text}`;
    if (event.kind === 'result') return `${event.run.index + 1} ${event.run.result}`;
    return event.kind === 'begin' ? `${event.index + 1} begins` : `${event.index + 1} > ${event.text}`;
  });
}

/** What was printed of each task, put together. */
function outputs(events: readonly LogEvent[]): ReadonlyMap<number, string> {
  const texts = new Map<number, string>();
  for (const event of events) {
    if (event.kind === 'output') texts.set(event.index, (texts.get(event.index) ?? '') + event.text);
  }
  return texts;
}

const none = record([]);

describe('the log of an action', () => {
  it('has what the status keeps where no Job can be read', () => {
    const log = new ActionLog('finish');
    const tasks = [task(0, {output: 'a\n'}), task(1, {result: 'failed', reason: 'no', output: 'b\n'})];
    expect(words(log.update(record(tasks, {isRunning: false, failure: 'no'}), []))).toEqual([
      '1 begins',
      '1 > a\n',
      '1 succeeded',
      '2 begins',
      '2 > b\n',
      '2 failed',
    ]);
  });

  it('has the times of the status and the whole output of the Job', () => {
    const log = new ActionLog('finish');
    const heard = [begin(0), output(0, 'long\n'), output(0, 'text\n'), end(0, 'text\n')];
    const kept = task(0, {output: '… 5 bytes left out\ntext\n'});
    const events = log.update(record([kept], {isRunning: false}), heard);
    expect(events.at(-1)).toEqual({
      kind: 'result',
      run: {
        action: 'finish',
        index: 0,
        task: 'run',
        result: 'succeeded',
        startedAt: BEGIN,
        endedAt: END,
        reason: undefined,
        output: 'long\ntext\n',
      },
    });
    expect(words(events)).toEqual(['1 begins', '1 > long\n', '1 > text\n', '1 succeeded']);
  });

  it('waits with an end that the Job tells until the status has it too, and what comes after it', () => {
    const log = new ActionLog('finish');
    const heard = [begin(0), output(0, 'a\n'), end(0), begin(1), output(1, 'b\n')];
    expect(words(log.update(record([running(0)]), heard))).toEqual(['1 begins', '1 > a\n']);
    expect(words(log.update(record([task(0)]), []))).toEqual(['1 succeeded', '2 begins', '2 > b\n']);
  });

  it('tells what the Job knows beyond the status when nobody looks any longer', () => {
    const log = new ActionLog('finish');
    log.update(record([running(0)]), [begin(0), end(0, 'a\n'), begin(1)]);
    expect(words(log.rest())).toEqual(['1 > a\n', '1 succeeded', '2 begins', '2 running']);
  });

  it('puts a task whose log is lost before those of the Job that went on', () => {
    const log = new ActionLog('finish');
    const tasks = [task(0, {output: 'kept\n'}), task(1)];
    const events = log.update(record(tasks, {isRunning: false}), [begin(1), output(1, 'b\n'), end(1)]);
    expect(words(events)).toEqual(['1 begins', '1 > kept\n', '1 succeeded', '2 begins', '2 > b\n', '2 succeeded']);
  });

  it('says of a task without an end that it was interrupted once its action is over, and why', () => {
    const log = new ActionLog('finish');
    expect(words(log.update(record([running(0)]), []))).toEqual(['1 begins']);
    const over = record([running(0)], {isRunning: false, failure: 'task 1 (run) was interrupted'});
    expect(words(log.update(over, []))).toEqual(['1 interrupted', '! task 1 (run) was interrupted']);
    expect(log.rest()).toEqual([]);
  });

  it('gives the reason of an action that failed before its first task', () => {
    const log = new ActionLog('finish');
    const outcome = logged({kind: 'outcome', outcome: {kind: 'failed', reason: 'item 1 cannot be run'}});
    const over = record([], {isRunning: false, failure: 'the same in the status'});
    expect(words(log.update(over, [outcome]))).toEqual(['! item 1 cannot be run']);
  });

  it('has messages of the Job that matter, and not that all is well', () => {
    const log = new ActionLog('finish');
    const heard = ([1, 2, 3] as const).map((priority) =>
      logged({kind: 'message', priority, text: `of ${priority}`}),
    );
    expect(words(log.update(none, heard))).toEqual(['! of 1', '! of 2']);
  });

  it('does not repeat a task that a second Job runs again', () => {
    const log = new ActionLog('finish');
    const heard = [begin(0), output(0, 'a\n'), begin(0), output(0, 'a\n'), end(0, 'a\n')];
    expect(words(log.update(record([task(0, {output: 'a\n'})]), heard))).toEqual([
      '1 begins',
      '1 > a\n',
      '1 > a\n',
      '1 succeeded',
    ]);
  });

  it('has no beginning of a task that was skipped', () => {
    const log = new ActionLog('finish');
    const skipped = task(0, {result: 'skipped', startedAt: undefined});
    expect(words(log.update(record([skipped]), []))).toEqual(['1 skipped']);
  });

  it('is the same in whatever order and pieces status and Job are read', () => {
    const heard = [
      begin(0),
      output(0, 'a\n'),
      output(0, 'b\n'),
      end(0, 'b\n'),
      begin(1),
      output(1, 'c\n'),
      end(1, 'c\n'),
    ];
    const first = task(0, {output: '… 2 bytes left out\nb\n'});
    const second = task(1, {output: 'c\n'});
    /** As the engine writes them: always behind the Job. */
    const records = [
      {record: none, behind: 0},
      {record: record([running(0)]), behind: 1},
      {record: record([first]), behind: 4},
      {record: record([first, running(1)]), behind: 5},
      {record: record([first, second]), behind: 7},
      {record: record([first, second], {isRunning: false}), behind: 7},
    ];
    const reading = fc.record({record: fc.nat(records.length - 1), log: fc.option(fc.nat(heard.length))});
    fc.assert(
      fc.property(fc.array(reading, {maxLength: 8}), fc.boolean(), (readings, canRead) => {
        const log = new ActionLog('finish');
        const events: LogEvent[] = [];
        let [seen, taken] = [0, 0];
        const last = {record: records.length - 1, log: canRead ? heard.length : null};
        for (const each of [...readings.filter(({record: place}) => place < last.record), last]) {
          seen = Math.max(seen, each.record);
          const behind = records[seen]!.behind;
          // a log can be read, if at all, as far as the status has got
          const length = each.log === null || !canRead ? taken : Math.max(taken, behind, each.log);
          events.push(...log.update(records[seen]!.record, heard.slice(taken, length)));
          taken = length;
        }
        expect(events.filter(({kind}) => kind !== 'output').map((event) => words([event])[0])).toEqual([
          '1 begins',
          '1 succeeded',
          '2 begins',
          '2 succeeded',
        ]);
        const told = outputs(events);
        expect(told.get(1)).toBe('c\n');
        if (canRead) expect(told.get(0)).toMatch(/^(?:a\nb\n|… 2 bytes left out\nb\n)$/);
        else expect(told.get(0)).toBe('… 2 bytes left out\nb\n');
      }),
    );
  });
});
