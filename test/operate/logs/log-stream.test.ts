import {describe, expect, it} from '@jest/globals';
import {parseChoice} from '../../../src/operate/logs/choice.js';
import {readLogStream, toldByLog} from '../../../src/operate/logs/log-stream.js';
import {beginLine, endLine, line, outputLine} from './support/situation.js';

const original = (precedence: number, message: string, name = 'x') =>
  `${JSON.stringify({isIter8Log: true, experimentName: name, experimentNamespace: 'shop', source: 'task-runner', priority: 1, message, precedence})}\n`;

const ALL = parseChoice(undefined, undefined);

function messagesOf(text: string, choice = ALL): readonly string[] {
  const [log] = readLogStream(text)!;
  return toldByLog(log!, choice).events.flatMap((event) => (event.kind === 'message' ? event.text : []));
}

describe('a stream of log lines', () => {
  it('is sorted by precedence, and stays in its order where that is the same', () => {
    const text = original(2, 'c') + original(0, 'a') + original(2, 'd') + original(1, 'b');
    expect(messagesOf(text)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('passes over what is no log line', () => {
    expect(messagesOf(`level=info msg="isIter8Log"\n${original(0, 'a')}{"isIter8Log":true\n\n`)).toEqual(['a']);
  });

  it('is found behind what kubectl logs --prefix --timestamps puts before each line', () => {
    expect(messagesOf(`[pod/a-x/task-runner] 2021-02-18T10:00:00.1Z ${original(0, 'a')}`)).toEqual(['a']);
  });

  it('is not found in the output of a task that an experiment keeps', () => {
    expect(readLogStream(`kind: Experiment\nstatus:\n  output: |\n    ${original(0, 'a')}`)).toBeUndefined();
  });

  it('is told apart by experiment', () => {
    const logs = readLogStream(original(1, 'b', 'y') + original(0, 'a'))!;
    expect(logs.map(({name, events}) => [name, events.length])).toEqual([
      ['y', 1],
      ['x', 1],
    ]);
  });

  it.each([
    ['start', ['a']],
    ['loop', ['b']],
    ['finish', ['b']],
    ['finish-2', ['b']],
  ])('of the original has for --action %s what may belong to it', (action, messages) => {
    const text = original(0, 'a') + original(1, 'b');
    expect(messagesOf(text, parseChoice(action, undefined))).toEqual(messages);
  });

  it('of our own has tasks with all that they printed', () => {
    const text = [
      beginLine(0, 'run'),
      outputLine(0, 'a\n'),
      outputLine(0, 'b\n'),
      endLine(0, 'run', 'b\n'),
      beginLine(1, 'common/exec'),
      line({kind: 'message', priority: 1, text: 'task 2 (common/exec) was interrupted'}),
    ].join('');
    const runs = toldByLog(readLogStream(text)![0]!, ALL).events.flatMap((event) =>
      event.kind === 'result' ? event.run : [],
    );
    expect(runs).toMatchObject([
      {index: 0, result: 'succeeded', output: 'a\nb\n'},
      {index: 1, result: 'running', output: ''},
    ]);
  });
});
