import {existsSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../src/experiment/json.js';
import {checkItem, mayRepeat, timeoutOf} from '../../../src/tasks/registry.js';
import type {TaskContext} from '../../../src/tasks/task.js';
import {playItems, withUid} from '../promote/support.js';
import {contextOf, itemOf} from '../support/context.js';
import {type HelmAnswer, type HelmAnswers, historyOf, installFake, NOT_FOUND} from './fake-helm.js';

const PASSWORD = 'correct horse, battery';
const MINIMAL = {release: 'app', chart: './chart'};

describe('common/promote-helm', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'iter8ctl-helm-'));
  });
  afterEach(() => rm(folder, {recursive: true}));

  const secret = {username: 'ann', password: PASSWORD};
  const readSecret = async () =>
    Object.fromEntries(Object.entries(secret).map(([key, text]) => [key, Buffer.from(text)]));

  async function promote(inputs: JsonObject, answers: HelmAnswers, over: Partial<TaskContext> = {}) {
    const {env, calls} = await installFake(folder, 'helm', answers);
    const context = {...withUid(contextOf({variables: {promote: 'p'}})), env, readSecret, ...over};
    const played = await playItems([{task: 'common/promote-helm', inputs: {...MINIMAL, ...inputs}}], context);
    const all = await calls();
    return {...played, calls: all, upgrades: all.filter(({argv: [command]}) => command === 'upgrade')};
  }

  /** Description of the revision that the same inputs make. */
  async function descriptionOf(inputs: JsonObject = {}): Promise<string> {
    const {upgrades} = await promote(inputs, {history: [NOT_FOUND]});
    return upgrades[0]!.argv.find((each) => each.startsWith('--description='))!.replace('--description=', '');
  }

  /** Time that passes by waiting alone. */
  function clockThatJumps() {
    const waits: number[] = [];
    const now = () => waits.reduce((sum, each) => sum + each, 0);
    return {waits, clock: {now, sleep: async (milliseconds: number) => void waits.push(milliseconds)}};
  }

  it('asks helm for the release, and waits, unless told otherwise', async () => {
    const {outcome, calls} = await promote({}, {history: [NOT_FOUND]});
    expect(outcome).toEqual({kind: 'succeeded'});
    expect(calls.map(({argv}) => argv)).toEqual([
      ['history', '--namespace=shop', '--max=10', '--output=json', '--', 'app'],
      ['upgrade', '--install', '--namespace=shop', expect.stringMatching(/^--description=Promoted candidate, finish action of experiment shop\/canary \[6f1c\/finish\/[0-9a-f]{12}\]$/), '--timeout=5m', '--wait', '--', 'app', './chart'],
    ]); // prettier-ignore
  });

  it('hands on all that it is told', async () => {
    const inputs = {
      release: '-{{ .name }}',
      chart: 'app',
      repo: 'https://charts.example',
      version: '>=1.2, <2',
      namespace: 'other',
      valuesFiles: ['a,b.yaml', '{{ .promote }}.yaml'],
      reuseValues: true,
      wait: false,
      timeout: '90s',
    };
    const {upgrades} = await promote(inputs, {history: [NOT_FOUND]});
    expect(upgrades[0]?.argv.toSpliced(3, 1)).toEqual([
      'upgrade', '--install', '--namespace=other', '--timeout=90s', '--version=>=1.2, <2', '--reuse-values',
      '--repo=https://charts.example', '--values="a,b.yaml"', '--values=p.yaml', '--', '-candidate', 'app',
    ]); // prettier-ignore
  });

  it.each([
    ['v3.17.2', '--atomic'],
    ['v4.1.4', '--rollback-on-failure'],
  ])('lets helm %s go back with %s', async (version, flag) => {
    const answers = {history: [NOT_FOUND], version: [{out: version}]};
    expect((await promote({rollbackOnFailure: true}, answers)).upgrades[0]?.argv).toContain(flag);
  });

  it('hands over values in files, so that nothing of a Secret is in its arguments', async () => {
    const inputs = {
      values: {count: 3, big: 12345678901234567890n, db: {password: '{{ .secret.password }}', on: [true, '{{ .name }}']}},
      set: [{name: 'db.user', value: '{{ .secret.username }}:{{ .secret.password }}'}],
      secret: 'database',
    }; // prettier-ignore
    const {outcome, upgrades, events, heard} = await promote(inputs, {history: [NOT_FOUND], upgrade: [{out: `db: ${PASSWORD}\n`}]}); // prettier-ignore
    expect(outcome).toEqual({kind: 'succeeded'});
    const [{argv, env, files} = {argv: [], env: {}, files: {}}] = upgrades;
    expect(Object.values(files)).toEqual([
      {mode: '600', text: `{"count":3,"big":12345678901234567890,"db":{"password":"${PASSWORD}","on":[true,"candidate"]}}`}, // prettier-ignore
      {mode: '600', text: `ann:${PASSWORD}`},
    ]);
    expect(argv.filter((each) => each.startsWith('--set-file='))).toEqual([expect.stringMatching(/^--set-file=db\.user=\/.*\/set-0$/)]); // prettier-ignore
    for (const all of [argv, Object.values(env), heard, JSON.stringify(events)]) {
      expect(JSON.stringify(all)).not.toContain(PASSWORD);
    }
    expect(heard).toBe('db: ***\n');
    expect(Object.keys(files).filter(existsSync)).toEqual([]);
  });

  it.each([
    ['a repository', {chart: 'app', repo: 'https://charts.example'}, {
      commands: ['repo', 'upgrade'],
      chart: 'iter8ctl/app',
      file: /"url":"https:\/\/charts\.example","username":"ann","password":"correct/,
    }],
    ['a registry', {chart: 'oci://charts.example:5000/shop/app'}, {
      commands: ['upgrade'],
      chart: 'oci://charts.example:5000/shop/app',
      file: /^\{"auths":\{"charts\.example:5000":\{"auth":"[\w=]+"\}\}\}$/,
    }],
  ])('hands the login for %s over in a file', async (_what, inputs, {commands, chart, file}) => {
    const {calls, upgrades} = await promote({...inputs, secret: 'charts'}, {history: [NOT_FOUND]});
    expect(calls.slice(1).map(({argv: [command]}) => command)).toEqual(commands);
    const [{argv, files, env} = {argv: [], files: {}, env: {}}] = upgrades;
    expect(argv.at(-1)).toBe(chart);
    expect(Object.values(files)).toEqual([{mode: '600', text: expect.stringMatching(file)}]);
    expect(JSON.stringify([argv, env])).not.toMatch(/correct horse|--username|--password/);
  }); // prettier-ignore

  it('says that it asks without a login when the Secret has none', async () => {
    const anonymous = {readSecret: async () => ({token: Buffer.from('abcdef')})};
    const {heard, upgrades} = await promote({chart: 'oci://x/y', secret: 'charts'}, {history: [NOT_FOUND]}, anonymous);
    expect(heard).toBe('the secret has no username and password: whoever has the chart is asked without\n');
    expect(upgrades).toHaveLength(1);
  }); // prettier-ignore

  it('fails when the index of a repository cannot be read, which helm 3 takes for a success', async () => {
    const update = {out: 'Hang tight…\n...Unable to get an update from the "iter8ctl" chart repository (https://charts.example):\n\t401 Unauthorized\nUpdate Complete.\n'};
    const {outcome, upgrades} = await promote({chart: 'app', repo: 'https://charts.example', secret: 'x'}, {history: [NOT_FOUND], repo: [update]});
    expect(outcome).toMatchObject({reason: expect.stringContaining('failed: no index of https://charts.example: 401 Unauthorized; there is no release app')});
    expect(upgrades).toEqual([]);
  }); // prettier-ignore

  describe('looks first, and', () => {
    const deployed = (description: string, revision = 3): HelmAnswer =>
      historyOf({revision: revision - 1, status: 'superseded'}, {revision, status: 'deployed', description});
    const PENDING = historyOf({revision: 2, status: 'deployed'}, {revision: 3, status: 'pending-upgrade', description: 'Preparing upgrade'}); // prettier-ignore

    it('does not promote again what it has promoted', async () => {
      const history = [deployed(await descriptionOf())];
      const {outcome, heard, upgrades} = await promote({}, {history});
      expect(outcome).toEqual({kind: 'succeeded'});
      expect(heard).toBe('release app was promoted already, as revision 3\n');
      expect(upgrades).toEqual([]);
    });

    it.each([
      ['of somebody else', 'Upgrade complete'],
      ['that went back to it', 'Rollback to 3'],
    ])('promotes after a revision %s', async (_what, description) => {
      expect((await promote({}, {history: [deployed(description)]})).upgrades).toHaveLength(1);
    });

    it('promotes when something else is asked for, or filled in', async () => {
      const history = [deployed(await descriptionOf())];
      expect((await promote({version: '2'}, {history})).upgrades).toHaveLength(1);
      const other = withUid(contextOf({variables: {promote: 'other'}}));
      expect((await promote({}, {history}, {experiment: other.experiment})).upgrades).toHaveLength(1);
      const again = withUid(contextOf({variables: {promote: 'p'}}), 'another-uid');
      expect((await promote({}, {history}, {experiment: again.experiment})).upgrades).toHaveLength(1);
    });

    it('never takes a revision for its own without a UID', async () => {
      const without = {experiment: contextOf({variables: {promote: 'p'}}).experiment};
      const {upgrades} = await promote({}, {history: [NOT_FOUND]}, without);
      const description = upgrades[0]?.argv.find((each) => each.startsWith('--description=')) ?? '';
      expect(description).toBe('--description=Promoted candidate, finish action of experiment shop/canary');
      const history = [deployed(description.replace('--description=', ''))];
      expect((await promote({}, {history}, without)).upgrades).toHaveLength(1);
    });

    it('waits for a helm that has outlived its engine, and takes over what it did', async () => {
      const history = [PENDING, PENDING, deployed(await descriptionOf())];
      const {waits, clock} = clockThatJumps();
      const {outcome, heard, upgrades} = await promote({}, {history}, {clock});
      expect(outcome).toEqual({kind: 'succeeded'});
      expect(heard).toBe(
        'revision 3 is pending-upgrade: waiting for it, 5m at most\nrelease app was promoted already, as revision 3\n',
      );
      expect([upgrades, waits]).toEqual([[], [1000, 1000]]);
    });

    it.each([
      'UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress',
      'release: already exists',
      'cannot re-use a name that is still in use',
      'release name check failed: cannot reuse a name that is still in use',
    ])('looks again when helm says: %s', async (words) => {
      const history = [deployed('before'), PENDING, deployed(await descriptionOf())];
      const upgrade = [{err: `Error: ${words}\n`, exitCode: 1}];
      const {outcome, heard, upgrades} = await promote({}, {history, upgrade}, {clock: clockThatJumps().clock});
      expect(outcome).toEqual({kind: 'succeeded'});
      expect(heard).toContain(
        'another helm is at work at the release: looking again\nrevision 3 is pending-upgrade',
      );
      expect(upgrades).toHaveLength(1);
    });

    it('gives up when others are faster again and again', async () => {
      const upgrade = [{err: 'Error: release: already exists\n', exitCode: 1}];
      const {outcome, upgrades} = await promote({}, {history: [deployed('theirs')], upgrade});
      expect(outcome).toMatchObject({reason: expect.stringContaining('failed: release: already exists; nothing was changed')}); // prettier-ignore
      expect(upgrades).toHaveLength(3);
    });

    it('leaves to people what nobody finishes within the time of a helm', async () => {
      const {waits, clock} = clockThatJumps();
      const {outcome, upgrades} = await promote({timeout: '3s'}, {history: [PENDING]}, {clock});
      expect(outcome).toEqual({
        kind: 'failed',
        reason: 'task 1 (common/promote-helm) revision 3 of release app is pending-upgrade: a helm is at work there, or was ended in the middle of it and may have changed a part; if none is: helm rollback app 2 -n shop, then iter8ctl rerun canary -n shop --action finish',
      }); // prettier-ignore
      expect([upgrades, waits.length]).toEqual([[], 3]);
    });

    it('reads the list among warnings', async () => {
      const history = [{...deployed(await descriptionOf()), err: 'WARNING: Kubernetes configuration file is group-readable\n'}]; // prettier-ignore
      expect((await promote({}, {history})).upgrades).toEqual([]);
    });

    it.each(['', '[{"revision":', '[{"revision": 1}]', '[debug]'])(
      'does nothing when it reads %j',
      async (out) => {
        const {upgrades, outcome} = await promote({}, {history: [{out}]});
        expect(upgrades).toEqual([]);
        expect(outcome).toMatchObject({reason: expect.stringContaining('cannot tell what the release is')});
      },
    );

    it('does nothing when it cannot', async () => {
      const history = [{err: 'Error: secrets is forbidden:\n user "x"\n', exitCode: 1}];
      const {outcome, upgrades} = await promote({}, {history});
      expect(outcome).toMatchObject({
        reason:
          'task 1 (common/promote-helm) cannot look at release app in namespace shop: secrets is forbidden: user "x"',
      });
      expect(upgrades).toEqual([]);
    });
  });

  it('names a helm that is not there', async () => {
    const {outcome} = await playItems([{task: 'common/promote-helm', inputs: MINIMAL}], {...contextOf(), env: {PATH: folder}}); // prettier-ignore
    expect(outcome).toMatchObject({
      reason: 'task 1 (common/promote-helm) cannot be started: helm is not installed, or not on the PATH',
    });
  });

  it('says what is left when its time is over', async () => {
    const history = [NOT_FOUND, historyOf({revision: 1, status: 'failed', description: 'context canceled'})];
    const over = {actionTimeoutMs: 700};
    const {outcome, events} = await promote({}, {history, upgrade: [{hangs: true}]}, over);
    expect(outcome).toMatchObject({reason: expect.stringContaining('was ended: the action had 0.7 s in all')});
    expect(events.at(-1)).toMatchObject({
      output: 'revision 1 of release app is failed; to try again: iter8ctl rerun canary -n shop --action finish\n',
    });
  });
});

describe('the inputs of common/promote-helm', () => {
  const item = (inputs: JsonObject) => itemOf({task: 'common/promote-helm', inputs: {...MINIMAL, ...inputs}});

  it.each([
    [{release: undefined}, 'with: release is missing'],
    [{wait: 'yes'}, 'with.wait: expected true or false'],
    [{values: ['a']}, 'with.values: expected an object'],
    [{set: [{name: 'a=1,b', value: '2'}]}, 'with.set: "a=1,b" is no path of a single value, such as image.tag'],
    [{timeout: '5 minutes'}, 'with.timeout: "5 minutes" is no duration; write one such as 30s or 1m30s'],
    [{atomic: true}, 'with.atomic: unknown field'],
  ])('may not be %j', (inputs, problem) => {
    expect(checkItem(item(inputs as JsonObject))).toContain(`has a wrong input: ${problem}`);
  });

  it('are looked through for placeholders wherever one may stand', async () => {
    const inputs = {values: {a: [{b: '{{ .nothing }}'}]}};
    const {outcome, events} = await playItems([{task: 'common/promote-helm', inputs: {...MINIMAL, ...inputs}}], contextOf()); // prettier-ignore
    expect(outcome).toMatchObject({
      reason: expect.stringMatching(/^item 1 .* cannot be run: \{\{ \.nothing \}\}/),
    });
    expect(events).toEqual([]);
    expect(checkItem(item({values: {a: '{{ .x'}}))).toContain('has a wrong placeholder: {{ .x has no }}');
  });

  it.each(['chart', 'version', 'namespace'])(
    'hold no key of a Secret in %s, which becomes an argument',
    async (name) => {
      const inputs = {...MINIMAL, secret: 'x', [name]: '{{ .secret.token }}'};
      const context = {...contextOf(), readSecret: async () => ({token: Buffer.from('abcdef')})};
      const {outcome, events} = await playItems([{task: 'common/promote-helm', inputs}], context);
      expect(outcome).toMatchObject({reason: expect.stringContaining('would be seen by all on the machine here')});
      expect(events).toEqual([]);
    },
  );

  it('give the task a minute more than helm', () => {
    expect([timeoutOf(item({})), timeoutOf(item({timeout: '2s'})), mayRepeat(item({}))]).toEqual([360_000, 62_000, true]); // prettier-ignore
  });
});
