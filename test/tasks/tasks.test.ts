import {describe, expect, it, jest} from '@jest/globals';
import fc from 'fast-check';
import {readFileSync} from 'node:fs';
import {setImmediate} from 'node:timers/promises';
import type {JsonObject} from '../../src/experiment/json.js';
import {parseExperiment} from '../../src/experiment/parse.js';
import {type ActionItem, actionOf} from '../../src/tasks/action.js';
import {checkItem} from '../../src/tasks/registry.js';
import {runItems} from '../../src/tasks/run-items.js';
import {RUN_SCRIPT} from '../../src/tasks/common/script.js';
import {runLimited} from '../../src/tasks/limited.js';
import {boundText, TailText} from '../../src/tasks/output/tail-text.js';
import {itemContext, type TaskContext, type TaskEnd, type TaskStart} from '../../src/tasks/task.js';

function parse(actions: JsonObject, winner?: JsonObject, candidates = ['c']) {
  return parseExperiment({
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'e', namespace: 'shop'},
    spec: {
      target: 't',
      strategy: {testingPattern: 'Canary', actions},
      versionInfo: {baseline: {name: 'b'}, candidates: candidates.map((name) => ({name}))},
    },
    status: {analysis: {winnerAssessment: {data: winner}}},
  });
}

const experiment = parse({});
const context: TaskContext = {experiment, action: 'start', env: {PATH: process.env.PATH}};
const item = (over: Partial<ActionItem>): ActionItem => ({
  index: 0,
  task: undefined,
  script: undefined,
  condition: undefined,
  inputs: {},
  ...over,
});

describe('the items of an action', () => {
  it('are read in all spellings', () => {
    const start = [
      {library: 'common', task: 'exec', with: {cmd: 'helm'}},
      {task: 'common/bash', condition: 'WinnerFound()'},
      {run: 'true', if: 'not CandidateWon()'},
    ];
    expect(actionOf(parse({start}), 'start')).toEqual([
      item({task: 'common/exec', inputs: {cmd: 'helm'}}),
      item({index: 1, task: 'common/bash', condition: 'WinnerFound()'}),
      item({index: 2, script: 'true', condition: 'not CandidateWon()'}),
    ]);
  });

  it('may be none, which is not the same as no action', () => {
    expect([actionOf(parse({start: []}), 'start'), actionOf(parse({}), 'start')]).toEqual([[], undefined]);
  });

  it.each([
    ['a script', item({script: 'true'}), undefined],
    ['the no-op', item({task: 'iter8ctl/nothing'}), undefined],
    ['neither', item({}), 'has not exactly one of task and run'],
    ['both', item({task: 'a/b', script: 'true'}), 'has not exactly one of task and run'],
    [
      'a task of every object',
      item({task: 'constructor'}),
      /names the task "constructor".*it has run, common\/bash, common\/exec, .*iter8ctl\/nothing/,
    ],
    ['the word run as task', item({task: 'run'}), /names the task "run"/],
    ['placeholders', item({script: 'echo @< .Name >@'}), undefined],
    [
      'a placeholder without an end',
      item({script: 'echo @< .Name'}),
      'has a wrong placeholder: @< .Name has no >@ that ends it',
    ],
    [
      'a secret that nobody named',
      item({script: 'echo @< .Secret "token" >@'}),
      'has a wrong placeholder: @< .Secret "token" >@ needs the input secret, which names a Secret',
    ],
    ['a secret', item({script: 'echo @< .Secret "token" >@', inputs: {secret: 'github'}}), undefined],
  ])('are checked: %s', (_what, checked, problem) => {
    const found = checkItem(checked);
    if (problem instanceof RegExp) expect(found).toMatch(problem);
    else expect(found).toBe(problem);
  });
});

describe('a script', () => {
  const run = (script: string, signal?: AbortSignal) =>
    RUN_SCRIPT.run(item({script}), itemContext(context), signal);

  /** Its action is over as soon as it has printed something. */
  const runUntilOutput = (script: string) => {
    const over = new AbortController();
    const own = itemContext({...context, onOutput: () => over.abort()});
    return runLimited((limit) => RUN_SCRIPT.run(item({script}), own, limit), {
      timeoutMs: 60_000,
      actionTimeoutMs: 50_000,
      actionLimit: over.signal,
      signal: undefined,
    });
  };

  it('succeeds with exit code 0, and knows its experiment', async () => {
    const outcome = await run('echo $EXPERIMENT_NAMESPACE/$EXPERIMENT_NAME $ACTION; echo low >&2');
    expect(outcome).toEqual({result: 'succeeded', output: 'shop/e start\nlow\n'});
  });

  it.each([
    ['exit 7', 'ended with exit code 7'],
    ['kill -TERM $$', 'was ended by SIGTERM'],
    ['no-such-command-here', 'ended with exit code 127'],
  ])('fails: %s', async (script, reason) => {
    expect(await run(script)).toMatchObject({result: 'failed', reason});
  });

  it('ends when its time is over with all that it started', async () => {
    const outcome = await runUntilOutput('sleep 77 & echo $!; wait');
    expect(outcome).toMatchObject({result: 'failed', reason: 'was ended: the action had 50 s in all'});
    const pid = Number(/^\d+/.exec(outcome.output));
    expect(pid).toBeGreaterThan(1);
    expect(await hasGone(pid)).toBe(true);
  });

  it('may tidy up before it is ended by force', async () => {
    const {output} = await runUntilOutput(
      'exec 2>/dev/null; trap "echo tidied; exit 1" TERM; echo begun; while :; do sleep 0.01; done',
    );
    expect(output).toBe('begun\ntidied\n');
  });

  it('does not wait for what it left in the background, and ends it', async () => {
    const outcome = await run('sleep 77 & echo $!');
    expect(outcome.result).toBe('succeeded');
    expect(await hasGone(Number(outcome.output))).toBe(true);
  });

  it('is ended by the signal', async () => {
    const controller = new AbortController();
    const running = run('exec sleep 77', controller.signal);
    controller.abort();
    expect(await running).toMatchObject({result: 'failed', reason: 'was ended by SIGTERM'});
  });

  it('ends no engine by leaving processes of another user behind', async () => {
    const kill = jest.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('kill EPERM'), {code: 'EPERM'});
    });
    const outcome = await run('echo done').finally(() => kill.mockRestore());
    expect(outcome).toEqual({result: 'succeeded', output: 'done\n'});
  });

  it('keeps the end of a long output and says what is missing', async () => {
    const {output} = await run('yes 0123456789 | head -c 2000000; echo; echo last words');
    expect(Buffer.byteLength(output)).toBeLessThanOrEqual(4096);
    expect(output).toMatch(/^… \d+ bytes left out\n/);
    expect(output).toMatch(/last words\n$/);
  });
});

/** What is killed goes in its own time, if only some microseconds later. */
async function hasGone(pid: number): Promise<boolean> {
  const end = performance.now() + 30_000;
  while (isAlive(pid) && performance.now() < end) await setImmediate();
  return !isAlive(pid);
}

/** A process that has ended and is not collected yet counts as ended. */
function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a text that is kept in bounds', () => {
  it('never exceeds them, in whole characters', () => {
    const text = fc.string({unit: fc.constantFrom('a', 'é', '漢', '😀', '\n'), maxLength: 400});
    fc.assert(
      fc.property(text, fc.integer({min: 100, max: 300}), (whole, limit) => {
        const bound = boundText(whole, limit);
        expect(Buffer.byteLength(bound)).toBeLessThanOrEqual(limit);
        expect(bound).not.toContain('\uFFFD');
        if (Buffer.byteLength(whole) <= limit) expect(bound).toBe(whole);
        else expect(whole.endsWith(bound.slice(bound.indexOf('\n') + 1))).toBe(true);
      }),
    );
  });

  it('is within them however it came in pieces, broken characters included', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({maxLength: 300}), {maxLength: 9}), (chunks) => {
        const tail = new TailText(200);
        chunks.forEach((chunk) => tail.append(Buffer.from(chunk)));
        expect(Buffer.byteLength(tail.text())).toBeLessThanOrEqual(200);
      }),
    );
  });
});

describe('an action', () => {
  const play = async (items: readonly ActionItem[]) => {
    const ends: (TaskStart | TaskEnd)[] = [];
    const outcome = await runItems({items, context}, async (event) => void ends.push(event));
    return {outcome, ends: ends.map(({index, result}) => `${index} ${result}`)};
  };

  it('ends with the first item that fails', async () => {
    const items = ['true', 'exit 4', 'true'].map((script, index) => item({index, script}));
    expect(await play(items)).toEqual({
      outcome: {kind: 'failed', reason: 'task 2 (run) ended with exit code 4'},
      ends: ['0 running', '0 succeeded', '1 running', '1 failed'],
    });
  });

  it('runs nothing when the condition of one of its items cannot be answered', async () => {
    const {outcome, ends} = await play([
      item({script: 'true'}),
      item({index: 1, script: 'true', condition: 'spec.target'}),
    ]);
    expect(ends).toEqual([]);
    expect(outcome).toMatchObject({reason: expect.stringMatching(/^item 2 has an unusable if: .*stands a text/)});
  });

  it('runs nothing when one of its items cannot run', async () => {
    const {outcome, ends} = await play([item({script: 'true'}), item({index: 1, task: 'notification/pager'})]);
    expect(ends).toEqual([]);
    expect(outcome).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(
        /^item 2 names the task "notification\/pager", which this engine does not have/,
      ),
    });
  });
});
