import {describe, expect, it} from '@jest/globals';
import {parseLogLine} from '../../../src/tasks/job/log-line.js';
import {LogWriter} from '../../../src/tasks/job/log-writer.js';

const ORIGIN = {experimentName: 'e', experimentNamespace: 'shop', instance: 'finish', precedence: 1};

function writer() {
  const lines: string[] = [];
  const log = new LogWriter(ORIGIN, (line) => lines.push(line));
  return {log, lines, kinds: () => lines.map((line) => parseLogLine(line)?.kind)};
}

const begin = {index: 0, task: 'run', result: 'running'} as const;
const end = {index: 0, task: 'run', result: 'succeeded', output: 'ok'} as const;

describe('the log of a Job', () => {
  it('has a line for each event, in their order', () => {
    const {log, lines, kinds} = writer();
    log.report(begin);
    log.output(0, 'ok');
    log.report(end);
    log.outcome({kind: 'succeeded'});
    expect(kinds()).toEqual(['begin', 'output', 'end', 'outcome']);
    expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
  });

  it('stays small whatever a task prints, and says so once', () => {
    const {log, lines, kinds} = writer();
    log.report(begin);
    const piece = 'x'.repeat(1024 * 1024);
    for (let printed = 0; printed < 1024; printed += 1) log.output(0, piece);
    log.report(end);
    expect(lines.join('').length).toBeLessThan(700_000);
    expect(kinds().filter((kind) => kind === 'message')).toHaveLength(1);
    expect(kinds().at(-1)).toBe('end');
  });

  it('knows which task was cut off', () => {
    const {log} = writer();
    log.report(begin);
    expect(log.running).toEqual(begin);
    log.report(end);
    expect(log.running).toBeUndefined();
  });

  it('has last words with the latest ends, without what was printed', () => {
    const {log} = writer();
    for (let index = 0; index < 50; index += 1) {
      log.report({...end, index, output: 'y'.repeat(4096), reason: 'z'.repeat(1000)});
    }
    log.outcome({kind: 'failed', reason: 'z'.repeat(1000)});
    const words = log.lastWords;
    expect(Buffer.byteLength(words)).toBeLessThanOrEqual(4096);
    const events = words.split('\n').map((line) => parseLogLine(line));
    expect(events.at(-1)).toMatchObject({kind: 'outcome', outcome: {kind: 'failed'}});
    expect(events.at(-2)).toMatchObject({kind: 'end', end: {index: 49, output: ''}});
  });
});
