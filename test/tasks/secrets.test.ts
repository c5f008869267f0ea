import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {Iter8Error} from '../../src/errors.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {SecretMask} from '../../src/metrics/secret-mask.js';
import {MaskedText} from '../../src/tasks/output/masked-text.js';
import {TASK_REGISTRY} from '../../src/tasks/registry.js';
import {runItems} from '../../src/tasks/run-items.js';
import type {TaskContext, TaskEnd, TaskStart} from '../../src/tasks/task.js';
import {contextOf, itemOf} from './support/context.js';

const TOKEN = 'gh-$(id)\'"&+ token/9';

const SECRETS: Record<string, Record<string, string>> = {
  'shop/github': {token: TOKEN},
  'ops/pair': {username: 'ann', password: 'correct horse\nbattery'},
};

async function readSecret(namespace: string, name: string) {
  if (name === 'locked') throw new Iter8Error('FORBIDDEN', 'cannot get secrets in namespace "shop"');
  if (name === 'broken') throw new Error(`parse error near ${TOKEN}`);
  const data = SECRETS[`${namespace}/${name}`];
  return data && Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text)]));
}

const run = (script: string, secret?: string, index = 0) =>
  itemOf({index, script, inputs: secret === undefined ? {} : {secret}});

async function play(items: readonly ReturnType<typeof itemOf>[], over: Partial<TaskContext> = {}) {
  const events: (TaskStart | TaskEnd)[] = [];
  const heard: string[] = [];
  const context = {
    ...contextOf(),
    readSecret,
    onOutput: (_: number, text: string) => void heard.push(text),
    ...over,
  };
  const outcome = await runItems({items, context}, async (event) => void events.push(event));
  const ends = events.filter((event) => event.result !== 'running');
  return {outcome, events, heard: heard.join(''), output: ends.map(({output}) => output).join(''), ends};
}

describe('the secret of a task', () => {
  it('reaches a script as it is, and nothing that is printed of it goes on', async () => {
    const {outcome, output, heard} = await play([
      run('printf %s @< .Secret "token" >@ | wc -c; echo @< .secret.token >@; printf %s @< .secret.token >@ | base64', 'github'),
    ]); // prettier-ignore
    expect(outcome).toEqual({kind: 'succeeded'});
    expect(output).toBe(`${TOKEN.length}\n***\n***\n`);
    expect(heard).toBe(output);
  });

  it('is kept out of what other tasks of the action print', async () => {
    const leak = run(`echo ${JSON.stringify(TOKEN).replace('$', '\\$')}`, undefined, 1);
    expect((await play([run('true', 'github'), leak])).output).toBe('***\n');
  });

  it('is of another namespace where that is named', async () => {
    const {output} = await play([run('printf %s @< .secret.password >@ | tail -n 1; echo; echo @< .secret.username >@', 'ops/pair')]); // prettier-ignore
    expect(output).toBe('***\n***\n');
  });

  it.each([
    ['missing', 'no', 'item 2 (run) cannot be run: there is no secret shop/no'],
    ['forbidden', 'locked', 'item 2 (run) cannot be run: secret shop/locked cannot be read: cannot get secrets in namespace "shop"'],
    ['unreadable', 'broken', 'item 2 (run) cannot be run: secret shop/broken cannot be read: nobody says why'],
    ['no name', 'a/b/c', 'item 2 (run) cannot be run: secret "a/b/c" is neither name nor namespace/name'],
    ['without the key', 'ops/pair', 'item 2 (run) cannot be run: @< .secret.token >@ names no key of the task\'s secret, which has username, password'],
  ])('ends the action before anything runs when it is %s', async (_what, secret, reason) => {
    const {outcome, events} = await play([run('true'), run('echo @< .secret.token >@', secret, 1)]);
    expect(outcome).toEqual({kind: 'failed', reason});
    expect(events).toEqual([]);
  }); // prettier-ignore

  it('is not asked for when the condition does not hold', async () => {
    const {outcome} = await play([{...run('true', 'no'), condition: 'WinnerFound()'}]);
    expect(outcome).toEqual({kind: 'succeeded'});
  });

  it('cannot be there where no secrets are', async () => {
    const {outcome} = await play([run('true', 'github')], {readSecret: undefined});
    expect(outcome).toMatchObject({reason: expect.stringContaining('this run has no place for Secrets')});
  });
});

describe('a mask', () => {
  const mask = (secret: JsonObject) => new SecretMask([new Map(Object.entries(secret) as [string, string][])]);

  it('takes a secret out of any text, however it is encoded and wherever it stands', () => {
    const value = fc
      .string({minLength: 8, maxLength: 40, unit: 'binary'})
      .filter((text) => text.trim().length >= 8);
    fc.assert(
      fc.property(value, fc.string(), fc.string(), (secret, before, after) => {
        const one = mask({token: secret});
        const around = (text: string) => one.conceal(`${before}${text}${after}`);
        expect(around(secret)).toContain('***');
        expect(around(encodeURIComponent(secret))).not.toContain(encodeURIComponent(secret));
        expect(around(JSON.stringify(secret))).not.toContain(JSON.stringify(secret));
        const base64 = Buffer.from(`${before}${secret}${after}`).toString('base64');
        expect(one.conceal(base64)).not.toBe(base64);
      }),
    );
  });

  it('takes out one of the largest that a Secret can hold, and never says it in an error', () => {
    const value = 'aB3$'.repeat(250_000);
    expect(mask({token: value}).conceal(`before ${value} after`)).toBe('before *** after');
    const lines = Array.from({length: 20_000}, (_, at) => `line ${at} of a key`).join('\n');
    expect(mask({token: lines}).conceal(`before ${lines} after`)).toBe('before *** after');
  });

  it.each([
    ['in JSON of Go', 'a<b>&c', String.raw`a\u003cb\u003e\u0026c`],
    ['in JSON with escaped slashes', 'a/b/c', String.raw`a\/b\/c`],
    ['in a form', "it's (me)!", 'it%27s+%28me%29%21'],
    ['in letters that have several small ones', 'ΑΣ-ΟΔΟΣ', 'ΑΣ-ΟΔΟΣa'],
    ['in a letter whose small one is two', 'İstanbul', 'İSTANBUL'],
  ])('finds it %s', (_where, secret, text) => {
    expect(mask({token: secret}).conceal(text)).toMatch(/^\*{3}a?$/);
  });

  it('leaves everything else as it is', () => {
    expect(mask({token: 'abcdef', empty: '', short: 'x'}).conceal('x is abcde, not abc')).toBe(
      'x is abcde, not abc',
    );
  });

  it('finds what comes in pieces, also in a line without an end', () => {
    const secret = 'very-secret';
    const pieces = fc.array(fc.constantFrom('very', '-sec', 'ret', 'very-secret', 'x', '\n', 'y'.repeat(70_000)), {maxLength: 40}); // prettier-ignore
    fc.assert(
      fc.property(pieces, (chunks) => {
        let passed = '';
        const text = new MaskedText(mask({token: secret}), (piece) => (passed += piece));
        chunks.forEach((chunk) => text.write(Buffer.from(chunk)));
        text.end();
        expect(passed).toBe(chunks.join('').replaceAll(secret, '***'));
      }),
      {numRuns: 60},
    );
  });
});

describe('a line without an end', () => {
  it('shows no beginning of a long secret after many that were taken out', () => {
    const secret = Array.from({length: 20_000}, (_, at) => String.fromCharCode(97 + ((at * at) % 23))).join('');
    let passed = '';
    const text = new MaskedText(new SecretMask([new Map([['token', secret]])]), (piece) => (passed += piece));
    text.write(Buffer.from(secret.repeat(5) + secret.slice(0, 15_000)));
    expect(passed).not.toContain(secret.slice(0, 10));
    text.write(Buffer.from(secret.slice(15_000)));
    text.end();
    expect(passed).toBe('***'.repeat(6));
  });
});

describe('the time of a task', () => {
  it('is what the task says of itself', async () => {
    const {outcome} = await play([itemOf({script: 'exec sleep 77', inputs: {timeout: '100ms'}})]);
    expect(outcome).toEqual({kind: 'failed', reason: 'task 1 (run) did not end within 0.1 s'});
  });

  it.each(['1000h', '2562047h', '60.0000001s'])('may be %s', async (timeout) => {
    const {outcome} = await play([itemOf({script: 'sleep 0.1', inputs: {timeout}})]);
    expect(outcome).toEqual({kind: 'succeeded'});
  });

  it('is over when nobody wants the action any more', async () => {
    const cancelling = new AbortController();
    const onOutput = () => cancelling.abort();
    const items = [run('echo begun; exec sleep 77'), run('echo next', undefined, 1)];
    const {outcome, ends} = await play(items, {cancel: cancelling.signal, onOutput});
    expect(outcome).toEqual({kind: 'failed', reason: 'task 1 (run) was ended: the experiment is aborted'});
    expect(ends).toHaveLength(1);
    const later = await play(items, {cancel: cancelling.signal});
    expect(later).toMatchObject({outcome: {kind: 'failed', reason: 'the experiment is aborted'}, events: []});
  });

  it('is at most that of the action', async () => {
    const {outcome} = await play([run('exec sleep 77')], {actionTimeoutMs: 100});
    expect(outcome).toEqual({kind: 'failed', reason: 'task 1 (run) was ended: the action had 0.1 s in all'});
  });
});

describe('what an item prints', () => {
  it('is heard once, whether it tells it at once or at its end', async () => {
    const items = [run('echo one'), itemOf({index: 1, task: 'test/quiet'}), run('echo three', undefined, 2)];
    const quiet = {
      isRepeatable: true,
      load: async () => ({run: async () => ({result: 'succeeded' as const, output: 'two\n'})}),
    };
    const heard: string[] = [];
    const onOutput = (index: number, text: string) => void heard.push(`${index} ${text}`);
    const registry = {...TASK_REGISTRY, 'test/quiet': quiet};
    await runItems({items, context: {...contextOf(), onOutput}, registry}, async () => undefined);
    expect(heard).toEqual(['0 one\n', '1 two\n', '2 three\n']);
  });
});
