import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {parse} from 'yaml';
import Logs from '../../src/commands/logs.js';
import {Iter8Error} from '../../src/errors.js';
import type {Json, JsonObject} from '../../src/experiment/json.js';
import {
  beginLine,
  begun,
  clusterWithLogs,
  ended,
  endLine,
  experiment,
  outputLine,
} from '../operate/logs/support/situation.js';
import {expectGolden, fixture} from '../support/golden.js';
import {runCommand, type World} from '../support/run-command.js';

const FILE = 'logs/rerun.yaml';
const run = (argv: string[], world: World = {}) => runCommand(Logs, argv, world);
const resource = () => parse(fixture(FILE)) as JsonObject;

describe('logs of a file', () => {
  it.each(['text', 'json'])('prints %s, each action and task in its order', async (format) => {
    const {out, err, exitCode} = await run(['-f', FILE, '-o', format]);
    expectGolden(out, `logs/rerun.${format}`);
    expect([err, exitCode]).toEqual(['', 0]);
  });

  it.each([60, 100])('stays readable on a terminal of %d columns', async (columns) => {
    const {out} = await run(['-f', FILE], {columns, env: {NO_COLOR: '1', TERM: 'xterm'}});
    expectGolden(out, `logs/rerun.terminal-${columns}`);
  });

  it('paints on a terminal what failed, and puts places behind what was printed', async () => {
    const {out} = await run(['-f', FILE, '--action', 'finish-1'], {columns: 100});
    expect(out).toContain('\u001b[2mfinish 1 common/exec |\u001b[22m shop\t7\n');
    expect(out).toContain('\u001b[31mfinish 2 notification/github-workflow: failed after 8s: ');
  });

  it('lets no control character of a task through, in any form', async () => {
    for (const flags of [[], ['-o', 'json'], ['--action', 'finish-1', '--task', '2']]) {
      const {out, err} = await run(['-f', FILE, ...flags]);
      expect(out).toContain('turned');
      expect((out + err).replaceAll(/[\n\t]/g, '')).not.toMatch(/[\p{Control}\u202e]/u);
    }
  });

  it.each([
    [
      ['--action', 'loop'],
      ['loop-1', 'loop-2', 'loop-10'],
    ],
    [['--action', 'loop-2'], ['loop-2']],
    [
      ['--action', 'finish'],
      ['finish', 'finish', 'finish-2'],
    ],
    [
      ['--action', 'finish-1'],
      ['finish', 'finish'],
    ],
    [
      ['--task', '2'],
      ['start', 'finish', 'finish-2'],
    ],
    [
      ['--action', 'finish', '--task', '2'],
      ['finish', 'finish-2'],
    ],
  ])('has with %j only what is meant', async (flags, actions) => {
    const {out} = await run(['-f', FILE, '-o', 'json', ...flags]);
    const lines = out.split('\n').slice(0, -1);
    expect(lines.map((line) => (JSON.parse(line) as JsonObject).action)).toEqual(actions);
  });

  it('prints of one task what it printed and nothing else, and on stderr why it failed', async () => {
    const {out, err, exitCode} = await run(['-f', FILE, '--action', 'finish-1', '--task', '2']);
    expect(out).toBe('\\x1b[31mred\\x1b[0m \\u202eturned\n\n100 %\\rdone without end of line\n');
    expect(err).toBe(
      'finish 2 notification/github-workflow: failed after 8s: was answered with 502 Bad Gateway by https://api.github.com\n',
    );
    expect(exitCode).toBe(0);
  });

  it.each([
    [['--task', '3'], 'experiment "checkout" has no task 3', 'finish 2 (notification/github-workflow)'],
    [['--action', 'loop', '--task', '2'], 'has no task 2 in its loop action', 'there are: loop 1 (run)\n'],
    [['--action', 'rollback'], 'there is no action rollback', 'say start, loop or finish'],
    [['--action', 'start-1'], 'there is no action start-1', 'say start'],
    [['--task', '0'], 'expected an integer greater than or equal to 1', '--help'],
    [['--follow'], '', 'hint'],
  ])('refuses %j and says what there is', async (flags, problem, hint) => {
    const {out, err, exitCode} = await run(['-f', FILE, ...flags]);
    expect([out, exitCode]).toEqual(['', 2]);
    expect(err.toLowerCase()).toContain(problem.toLowerCase());
    expect(err).toContain(hint);
  });

  it.each([
    ['ab-tie.yaml', [], 'experiment "checkout-ab" has no actions\n'],
    ['not-started.yaml', [], 'no task has run yet in experiment "just-applied"\n'],
    [FILE, ['--action', 'loop-7'], 'no task of loop-7 has run yet in experiment "checkout"\n'],
  ])('says of %s with %j on stderr that there is nothing', async (file, flags, words) => {
    const {out, err, exitCode} = await run(['-f', file, ...flags]);
    expect([out, exitCode]).toEqual(['', 0]);
    expect(err).toBe(words);
  });

  it('goes through whatever stands in the records, or gives a one-line error', async () => {
    const odd = fc.constantFrom<Json>(null, -1, 1e300, true, '\u001b[2J', 'x\ny', [], [null], {}, {index: 1e9});
    const task = fc.record(
      {
        index: odd,
        task: odd,
        result: fc.oneof(odd, fc.constant('failed')),
        endedAt: odd,
        reason: odd,
        output: odd,
      },
      {requiredKeys: []},
    );
    const record = fc.oneof(odd, fc.record({state: odd, tasks: fc.oneof(odd, fc.array(task))}));
    const names = fc.constantFrom('start', 'loop-1', 'finish', 'finish-2', 'loop-x', '__proto__', '\u001b[31m');
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, record), async (actions) => {
        const text = JSON.stringify({...resource(), status: {actions}});
        const {out, err, exitCode} = await run(['-f', '-'], {files: {'-': text}});
        expect([0, 2]).toContain(exitCode);
        if (exitCode === 2) expect([out, err]).toEqual(['', expect.stringMatching(/^error: .*\n(hint: .*\n)?$/)]);
        expect((out + err).replaceAll('\n', '')).not.toMatch(/\p{Control}/u);
      }),
      {numRuns: 100},
    );
  });

  it('tells several experiments apart', async () => {
    const other = {...resource(), metadata: {name: 'cart', namespace: 'shop'}};
    const files = {'-': JSON.stringify({kind: 'List', apiVersion: 'v1', items: [resource(), other]})};
    const {out} = await run(['-f', '-', '--action', 'start', '--task', '1'], {files});
    expect(out.split('\n').slice(0, -1)).toEqual(
      ['shop/checkout', 'shop/cart'].flatMap((name) => [
        `${name} start 1 knative/init-experiment | weights are in ksvc shop/checkout`,
        `${name} start 1 knative/init-experiment: succeeded after 5s`,
      ]),
    );
    const {out: one} = await run(['cart', '-f', '-', '--action', 'start', '--task', '1'], {files});
    expect(one).toBe('weights are in ksvc shop/checkout\n');
  });
});

describe('logs of log lines', () => {
  it.each(['text', 'json'])('of the original prints %s by precedence', async (format) => {
    const {out, exitCode} = await run(['-f', 'logs/original.log', '-o', format]);
    expectGolden(out, `logs/original.${format}`);
    expect(exitCode).toBe(0);
  });

  it('selects by name, and says what there is when none is of that name', async () => {
    const {out} = await run(['other', '-f', 'logs/original.log']);
    expect(out).toBe('loop 1 or finish | metrics collection completed for all versions\n');
    const {err, exitCode} = await run(['nosuch', '-f', 'logs/original.log']);
    expect(exitCode).toBe(5);
    expect(err).toContain('no line tells of an experiment "nosuch"');
    expect(err).toContain('there are lines of shop/checkout, shop/other');
  });

  it('says on stderr when no line is of what is meant', async () => {
    const {out, err, exitCode} = await run(['other', '-f', 'logs/original.log', '--action', 'start']);
    expect([out, exitCode]).toEqual(['', 0]);
    expect(err).toBe('no line tells of it in the log of experiment "other"\n');
  });

  it('of our own puts lines together that were cut in pieces', async () => {
    const text = [beginLine(0, 'run'), outputLine(0, 'one '), outputLine(0, 'line\nand'), endLine(0, 'run')].join(
      '',
    );
    const {out} = await run(['-f', '-'], {files: {'-': text}});
    expect(out).toBe('finish 1 run | one line\nfinish 1 run | and\nfinish 1 run: succeeded\n');
  });
});

describe('logs of a cluster', () => {
  const KEPT = '… 6 bytes left out\nlast\n';
  const done = {state: 'succeeded', tasks: [ended(0, 'common/exec', {output: KEPT})]};

  it('has all of what a Job has printed', async () => {
    const cluster = clusterWithLogs([experiment({finish: done})]);
    const text = beginLine(0, 'common/exec') + outputLine(0, 'first\nlast\n') + endLine(0, 'common/exec', KEPT);
    cluster.logs.set(cluster.addPod('finish'), text);
    const {out, err} = await run(['x'], {cluster});
    expect(out).toBe(
      'finish 1 common/exec | first\nfinish 1 common/exec | last\nfinish 1 common/exec: succeeded after 3s\n',
    );
    expect(err).toBe('');
  });

  it('has of a Job that was lost what it printed before the one that went on', async () => {
    const cluster = clusterWithLogs([experiment({start: {state: 'running', tasks: [begun(0, 'run')]}})]);
    const [second, first] = [cluster.addPod('start', 2), cluster.addPod('start', 1)];
    cluster.logs.set(first, outputLine(0, 'first try\n', 'start'));
    cluster.logs.set(second, outputLine(0, 'second try\n', 'start'));
    const {out} = await run(['x', '--action', 'start', '--task', '1'], {cluster});
    expect(out).toBe('first try\nsecond try\n');
  });

  it('ignores lines of a log that are of another action', async () => {
    const cluster = clusterWithLogs([experiment({finish: done})]);
    cluster.logs.set(cluster.addPod('finish'), outputLine(0, 'forged\n', 'start'));
    const {out} = await run(['x'], {cluster});
    expect(out).toContain('last\n');
    expect(out).not.toContain('forged');
  });

  it('shows what the status keeps where Pods must not be read, with one note', async () => {
    const cluster = clusterWithLogs([experiment({start: done, finish: done})], {
      interfere: (verb, {kind}) => {
        if (verb === 'list' && kind === 'Pod') throw new Iter8Error('FORBIDDEN', 'not allowed to list pods');
      },
    });
    const {out, err, exitCode} = await run(['x', '--action', 'finish', '--task', '1'], {cluster});
    expect([out, exitCode]).toEqual([KEPT, 0]);
    expect(err).toBe('note: of long outputs only the end is shown: not allowed to list pods\n');
  });

  it('says when nothing has run yet, and when there is no such experiment', async () => {
    const cluster = clusterWithLogs([experiment({})]);
    expect(await run(['x'], {cluster})).toMatchObject({
      out: '',
      err: 'no task has run yet in experiment "x"\n',
      exitCode: 0,
    });
    expect(await run(['nosuch'], {cluster})).toMatchObject({out: '', exitCode: 5});
  });

  it('gives the reason of an action that failed before its first task', async () => {
    const message = 'Start actions failed: item 1 (run) cannot be run: no such key';
    const conditions = [{type: 'Failed', status: 'True', reason: 'HandlerFailed', message}];
    const status = {stage: 'Completed', conditions};
    const cluster = clusterWithLogs([experiment({start: {state: 'failed', tasks: []}}, {status})]);
    const {out} = await run(['x'], {cluster});
    expect(out).toBe(`start | ${message}\n`);
  });

  it('follows to the end, telling beginnings too', async () => {
    const running = {finish: {state: 'running', tasks: [begun(0, 'common/exec')]}};
    const cluster = clusterWithLogs([experiment(running)]);
    const onOut = (text: string) => {
      if (text.includes('begins')) cluster.put(experiment({finish: done}, {status: {stage: 'Completed'}}));
    };
    const {out, exitCode} = await run(['x', '--follow'], {cluster, onOut});
    expect(out).toBe(
      [
        'finish 1 common/exec: begins',
        'finish 1 common/exec | … 6 bytes left out',
        'finish 1 common/exec | last',
        'finish 1 common/exec: succeeded after 3s',
        '',
      ].join('\n'),
    );
    expect(exitCode).toBe(0);
  });

  it('ends with 130 when it is interrupted', async () => {
    const cluster = clusterWithLogs([experiment({})]);
    const interruption = new AbortController();
    const ending = run(['x', '--follow'], {cluster, interruption: interruption.signal});
    interruption.abort();
    const {err, exitCode} = await ending;
    expect(exitCode).toBe(130);
    expect(err).toContain('error: interrupted; experiment "x" runs on\n');
  });
});
