import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Json} from '../../../src/experiment/json.js';
import {checkItem} from '../../../src/tasks/registry.js';
import {runItems} from '../../../src/tasks/run-items.js';
import type {TaskContext, TaskEnd, TaskStart} from '../../../src/tasks/task.js';
import {contextOf, itemOf} from '../support/context.js';

const PRINT = ['-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--'];

const exec = (inputs: Record<string, Json>, index = 0) => itemOf({index, task: 'common/exec', inputs});

async function play(items: readonly ReturnType<typeof itemOf>[], context: TaskContext = contextOf()) {
  const events: (TaskStart | TaskEnd)[] = [];
  const outcome = await runItems({items, context}, async (event) => void events.push(event));
  const ends = events.filter((event) => event.result !== 'running');
  return {outcome, events, ends, output: ends.map(({output}) => output).join('')};
}

describe('common/exec', () => {
  it('hands a program its arguments as they are, placeholders filled in', async () => {
    const args = [
      ...PRINT,
      'upgrade',
      '$HOME *',
      '--values={{ .promote }}.yaml',
      3,
      true,
      '@< .this.metadata.name >@',
    ];
    const {output} = await play([exec({cmd: process.execPath, args})]);
    expect(JSON.parse(output)).toEqual([
      'upgrade',
      '$HOME *',
      '--values=candidate-values.yaml',
      '3',
      'true',
      'canary',
    ]);
  });

  it('never makes two arguments of a value', async () => {
    const value = fc.string({unit: 'binary'}).map((text) => text.replaceAll('\0', ''));
    await fc.assert(
      fc.asyncProperty(value, async (promote) => {
        const context = contextOf({variables: {promote}});
        const {output} = await play(
          [exec({cmd: process.execPath, args: [...PRINT, 'a{{ .promote }}', 'b']})],
          context,
        );
        expect(JSON.parse(output)).toEqual([`a${promote}`, 'b']);
      }),
      {numRuns: 8},
    );
  });

  it('quotes values in a script that is handed to a shell', async () => {
    const context = contextOf({variables: {promote: 'a; echo "$0" $(id)'}});
    const {output} = await play([exec({cmd: '/bin/sh', args: ['-c', 'printf "<%s>" {{ .promote }} b']})], context);
    expect(output).toBe('<a; echo "$0" $(id)><b>');
  });

  it('fills in nothing with disableInterpolation', async () => {
    const inputs = {cmd: process.execPath, args: [...PRINT, '{{ .nothing }}', '{{'], disableInterpolation: true};
    const {output} = await play([exec(inputs)], contextOf({recommended: undefined}));
    expect(JSON.parse(output)).toEqual(['{{ .nothing }}', '{{']);
  });

  it('reads its inputs whatever their case, as the original did', async () => {
    const {output} = await play([exec({CMD: process.execPath, Args: [...PRINT, 'a']})]);
    expect(JSON.parse(output)).toEqual(['a']);
  });

  it.each([
    [{cmd: 'no-such-program'}, 'cannot be started: no-such-program is not installed, or not on the PATH'],
    [{cmd: './no-such-program'}, 'cannot be started: ./no-such-program is not there'],
    [{cmd: '/'}, 'cannot be started: spawn / EACCES'],
    [{cmd: process.execPath, args: ['-e', 'process.exit(3)']}, 'ended with exit code 3'],
  ])('with %j says why it failed', async (inputs, reason) => {
    const {ends, outcome} = await play([exec(inputs)]);
    expect(ends).toMatchObject([{result: 'failed', reason}]);
    expect(outcome).toEqual({kind: 'failed', reason: `task 1 (common/exec) ${reason}`});
  });

  it.each([
    [{args: []}, 'has a wrong input: with: cmd is missing'],
    [{cmd: 5}, 'has a wrong input: with.cmd: expected text, got 5'],
    [{cmd: 'a', args: 'b'}, 'has a wrong input: with.args: expected a list'],
    [{cmd: 'a', args: ['b', {}]}, 'has a wrong input: with.args[1]: is no single value'],
    [{cmd: 'a', arguments: []}, 'has a wrong input: with.arguments: unknown field'],
    [{cmd: 'a', args: ['{{ .promote']}, 'has a wrong placeholder: {{ .promote has no }} that ends it'],
  ])('with the inputs %j is refused before the experiment runs', (inputs, problem) => {
    expect(checkItem(exec(inputs))).toContain(problem);
  });
});

describe('an action with placeholders', () => {
  it('runs nothing when one of its items names an unknown key', async () => {
    const items = [itemOf({script: 'true'}), exec({cmd: 'helm', args: ['{{ .promot }}']}, 1)];
    const {events, outcome} = await play(items);
    expect(events).toEqual([]);
    expect(outcome).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(
        /^item 2 \(common\/exec\) cannot be run: \{\{ \.promot \}\} names no variable of the/,
      ),
    });
  });

  it('does not look at those of an item that is skipped', async () => {
    const items = [
      itemOf({script: 'echo @< .nothing >@', condition: 'WinnerFound()'}),
      itemOf({index: 1, script: 'echo hi'}),
    ];
    const {events} = await play(items);
    expect(events).toMatchObject([
      {index: 0, result: 'skipped'},
      {index: 1, result: 'running'},
      {index: 1, result: 'succeeded', output: 'hi\n'},
    ]);
  });

  it('fills in common/bash with braces and arrows, and run with arrows alone', async () => {
    const script = 'echo "{{ .promote }}" @< .name >@';
    const {output} = await play([
      itemOf({task: 'common/bash', inputs: {script}}),
      itemOf({index: 1, script: "echo '{{ .promote }}' @< .promote >@"}),
    ]);
    expect(output).toBe('candidate-values candidate\n{{ .promote }} candidate-values\n');
  });
});

describe('programs on the PATH', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'iter8ctl-exec-'));
    await writeFile(
      join(folder, 'helm'),
      '#!/bin/sh\necho "$EXPERIMENT_NAMESPACE/$EXPERIMENT_NAME $ACTION: $*"\n',
    );
    await chmod(join(folder, 'helm'), 0o755);
  });
  afterAll(() => rm(folder, {recursive: true}));

  it('are looked for on that of the context', async () => {
    const context = {...contextOf(), env: {PATH: folder}};
    const {output} = await play([exec({cmd: 'helm', args: ['upgrade', '{{ .name }}']})], context);
    expect(output).toBe('shop/canary finish: upgrade candidate\n');
  });
});
