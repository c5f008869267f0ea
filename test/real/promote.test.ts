import {execFile, spawn} from 'node:child_process';
import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import {promisify} from 'node:util';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import {type ApiServer, startApiServer} from '../../src/local/apiserver/start.js';
import {testTools} from '../support/test-tools.js';
import {httpServer} from '../support/servers.js';
import {startTlsHost} from '../support/tls-host.js';
import {contextOf} from '../tasks/support/context.js';
import {playItems, withUid} from '../tasks/promote/support.js';

const CHART = join(import.meta.dirname, '../fixtures/charts/tiny');
const run = promisify(execFile);

describe.each([
  ['kubectl 1.35 and helm 4.1', 'v35'],
  ['kubectl 1.32 and helm 3.17', 'v32'],
])('promotion with %s', (_name, version) => {
  let server: ApiServer;
  let folder: string;
  let env: Record<string, string>;

  beforeEach(async () => {
    server = await startApiServer();
    folder = await mkdtemp(join(tmpdir(), 'iter8ctl-promote-'));
    await server.writeKubeconfig(join(folder, 'kubeconfig'));
    const path = [join(testTools(version), 'kubectl'), join(testTools(version), 'helm'), process.env.PATH].join(
      delimiter,
    );
    env = {PATH: path, HOME: folder, KUBECONFIG: join(folder, 'kubeconfig')};
    await tool('kubectl', 'create namespace shop');
  });

  afterEach(async () => {
    await server.close();
    await rm(folder, {recursive: true});
  });

  const tool = async (name: string, argv: string) => (await run(name, argv.split(' '), {env})).stdout;
  const history = async () =>
    JSON.parse(await tool('helm', 'history app --namespace shop --output json')) as Record<string, unknown>[];
  const valuesOf = async (release: string) =>
    JSON.parse(await tool('kubectl', `get configmap ${release} -n shop -o jsonpath={.data.values}`)) as JsonObject;

  const promote = (inputs: JsonObject, context = contextOf(), task = 'common/promote-helm') =>
    playItems([{task, inputs: task === 'common/promote-helm' ? {release: 'app', chart: CHART, ...inputs} : inputs}], {
      ...withUid(context),
      env,
    }); // prettier-ignore

  /** A helm that is killed in the middle of it, and leaves what nobody finishes. */
  async function leavePending(): Promise<void> {
    const argv = ['upgrade', '--install', 'app', CHART, '--namespace=shop', '--set=hook=true'];
    const child = spawn('helm', argv, {env, stdio: 'ignore'});
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const pod = 'wait --for=create pod/app-hook -n shop --timeout=20s';
    await tool('kubectl', pod);
    child.kill('SIGKILL');
    await ended;
  }

  it('is done once, whatever the values hold, and seen in the cluster', async () => {
    const odd = 'a,b={c} "d" \\ {{ e }}\n- f: é';
    await writeFile(join(folder, 'a, "b".yaml'), 'more: 1\n');
    const inputs = {
      valuesFiles: [`${CHART}/{{ .name }}.yaml`, join(folder, 'a, "b".yaml')],
      values: {tag: '{{ .odd }}', 'dotted.key': {list: [1, true, null, '3']}, none: '{{ .none }}'},
      set: [
        {name: 'image.tag', value: '{{ .odd }}'},
        {name: 'list[1]', value: '12'},
      ],
    };
    const context = contextOf({variables: {odd, none: 'null'}});
    const first = await promote(inputs, context);
    expect(first.outcome).toEqual({kind: 'succeeded'});
    expect(await valuesOf('app')).toEqual({
      message: "from the candidate's file",
      more: 1,
      tag: odd,
      'dotted.key': {list: [1, true, null, '3']},
      none: 'null',
      image: {tag: odd},
      list: [null, '12'],
    });
    expect(await promote(inputs, context)).toMatchObject({
      outcome: {kind: 'succeeded'},
      heard: 'release app was promoted already, as revision 1\n',
    });
    expect(await history()).toMatchObject([{revision: 1, status: 'deployed'}]);

    const baseline = contextOf({variables: {odd}, recommended: 'current'});
    expect(await promote({values: {message: '{{ .promote }}'}}, baseline)).toMatchObject({outcome: {kind: 'succeeded'}}); // prettier-ignore
    expect(await valuesOf('app')).toEqual({message: 'values'});
    expect(await history()).toMatchObject([
      {revision: 1, status: 'superseded'},
      {revision: 2, status: 'deployed', description: expect.stringMatching(/^Promoted current, finish action of experiment shop\/canary \[/)},
    ]); // prettier-ignore
  });

  it('succeeds for several at the same time, whichever helm is faster', async () => {
    const several = await Promise.all([promote({}), promote({}), promote({})]);
    for (const {outcome} of several) expect(outcome).toEqual({kind: 'succeeded'});
    const heard = several.map((each) => each.heard).join('');
    const revisions = await history();
    const already = heard.match(/release app was promoted already, as revision \d/g) ?? [];
    expect(revisions.length + already.length).toBe(3);
    expect(revisions.filter(({status}) => status !== 'deployed' && status !== 'superseded')).toEqual([]);
  });

  it('stops at what a killed helm has left, and says what to do; which helps', async () => {
    await promote({});
    await leavePending();
    const {outcome} = await promote({timeout: '10ms', values: {message: 'new'}});
    expect(outcome).toMatchObject({
      reason: `task 1 (common/promote-helm) revision 2 of release app is pending-upgrade: a helm is at work there, or was ended in the middle of it and may have changed a part; if none is: helm rollback app 1 -n shop, then iter8ctl rerun canary -n shop --action finish`,
    });
    expect(await history()).toMatchObject([{revision: 1}, {revision: 2, status: 'pending-upgrade'}]);
    await tool('helm', 'rollback app 1 -n shop');
    expect(await promote({values: {message: 'new'}})).toMatchObject({outcome: {kind: 'succeeded'}});
    expect(await valuesOf('app')).toEqual({message: 'new'});
  });

  it('says how to remove a release that a killed helm has begun', async () => {
    await leavePending();
    const {outcome} = await promote({timeout: '10ms'});
    expect(outcome).toMatchObject({reason: expect.stringContaining('pending-install: ')});
    expect(outcome).toMatchObject({reason: expect.stringContaining('helm uninstall app -n shop, then iter8ctl')});
    await tool('helm', 'uninstall app -n shop');
    expect(await promote({})).toMatchObject({outcome: {kind: 'succeeded'}});
  });

  it('tells what a helm leaves that runs out of time, and tries again when it is asked to', async () => {
    await promote({});
    const {outcome} = await promote({values: {hook: true}, timeout: '1s'});
    expect(outcome).toMatchObject({
      reason: expect.stringMatching(/failed: UPGRADE FAILED: .*(timed out|deadline exceeded).*; revision 2 of release app is failed; to go back: helm rollback app 1 -n shop; to try again: iter8ctl rerun/),
    }); // prettier-ignore
    expect(await promote({values: {message: 'again'}})).toMatchObject({outcome: {kind: 'succeeded'}});
    expect(await history()).toMatchObject([{}, {status: 'failed'}, {revision: 3, status: 'deployed'}]);
  });

  it('goes back by itself where it is told to', async () => {
    await promote({});
    const {outcome} = await promote({values: {hook: true}, timeout: '1s', rollbackOnFailure: true});
    expect(outcome).toMatchObject({
      reason: expect.stringContaining('; helm went back: revision 3 of release app is deployed; mend that'),
    });
    expect(await valuesOf('app')).toEqual({message: 'hello'});
  });

  it.each([
    ['no chart', {chart: './no-such-chart'}, /failed: path "\.\/no-such-chart" not found; there is no release app; mend/],
    ['no namespace', {namespace: 'nowhere'}, /failed: create: failed to create: namespaces "nowhere" not found; there is/],
    ['no repository', {chart: 'tiny', repo: 'http://127.0.0.1:9'}, /failed: looks like "http:\/\/127\.0\.0\.1:9" is not a valid/],
    ['a flag in the place of a name', {release: '--debug'}, /cannot look at release --debug in namespace shop: /],
  ])('fails with %s', async (_what, inputs, reason) => {
    expect((await promote(inputs)).outcome).toMatchObject({reason: expect.stringMatching(reason)});
  }); // prettier-ignore

  it('knows when there is no cluster', async () => {
    const {outcome} = await playItems([{task: 'common/promote-helm', inputs: {release: 'app', chart: CHART}}], {
      ...contextOf(),
      env: {...env, KUBECONFIG: join(folder, 'nothing')},
    });
    expect(outcome).toMatchObject({reason: expect.stringMatching(/cannot look at release app in namespace shop: .*unreachable/i)}); // prettier-ignore
  });

  it('takes a chart from a repository that wants a password, which nobody gets to see', async () => {
    await run('helm', ['package', CHART, '--destination', folder], {env});
    const repository = await startRepository(folder, 'ann:very-secret');
    try {
      const secret = {username: 'ann', password: 'very-secret'};
      const inputs = {chart: 'tiny', repo: repository.url, secret: 'charts', version: '0.1.0'};
      await run('helm', ['repo', 'index', folder, '--url', repository.url], {env});
      const context = {...contextOf(), readSecret: async () => bytesOf(secret)};
      const {outcome, heard} = await promote(inputs, context);
      expect({outcome, heard}).toMatchObject({outcome: {kind: 'succeeded'}});
      expect(heard).not.toContain('very-secret');
      expect(await readdir(folder)).not.toContain('repositories.json');
      const wrong = {...contextOf(), readSecret: async () => bytesOf({...secret, password: 'wrong'})};
      expect((await promote({...inputs, release: 'other'}, wrong)).outcome).toMatchObject({
        reason: expect.stringMatching(/401/),
      });
    } finally {
      await repository.close();
    }
  });

  it('logs in to a registry', async () => {
    const logins = new Set<string | undefined>();
    const registry = await startTlsHost(({headers}, response) => {
      logins.add(headers.authorization);
      const isKnown = headers.authorization !== undefined;
      response.writeHead(isKnown ? 404 : 401, {'www-authenticate': 'Basic realm="charts"'}).end();
    });
    const context = {...contextOf(), readSecret: async () => bytesOf({username: 'ann', password: 'very-secret'})};
    Object.assign(env, registry.env);
    const chart = `oci://${registry.host}/charts/tiny`;
    const {outcome} = await promote({chart, version: '0.1.0', secret: 'charts'}, context);
    await registry.close();
    expect(outcome).toMatchObject({reason: expect.stringMatching(/failed: .*not found/)});
    expect(logins).toContain(`Basic ${Buffer.from('ann:very-secret').toString('base64')}`);
  });

  it('applies a manifest with kubectl, again and again', async () => {
    const manifest = join(folder, 'candidate, values.json');
    await writeFile(manifest, JSON.stringify({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'shown'}}));
    const inputs = {manifest: `${folder}/{{ .promote }}.json`};
    const context = contextOf({variables: {promote: 'candidate, values'}});
    const apply = () => promote(inputs, context, 'common/promote-kubectl');
    expect((await apply()).heard).toBe('configmap/shown created\n');
    expect((await apply()).heard).toBe('configmap/shown unchanged\n');
    expect(await tool('kubectl', 'get configmaps -n shop -o name')).toContain('configmap/shown\n');
    const nowhere = await promote({...inputs, namespace: 'nowhere'}, context, 'common/promote-kubectl');
    expect(nowhere.outcome).toMatchObject({reason: 'task 1 (common/promote-kubectl) ended with exit code 1'});
    expect(nowhere.heard).toContain('namespaces "nowhere" not found');
    const missing = await promote({manifest: 'no-such-file.yaml'}, context, 'common/promote-kubectl');
    expect(missing.heard).toContain('the path "no-such-file.yaml" does not exist');
  });
});

function bytesOf(secret: Readonly<Record<string, string>>): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(secret).map(([key, text]) => [key, Buffer.from(text)]));
}

/** Serves the files of a folder to those who know the password. */
function startRepository(folder: string, login: string) {
  const expected = `Basic ${Buffer.from(login).toString('base64')}`;
  return httpServer((request, response) => {
    if (request.headers.authorization !== expected) {
      response.writeHead(401).end();
      return;
    }
    readFile(join(folder, request.url ?? '')).then(
      (body) => response.end(body),
      () => response.writeHead(404).end(),
    );
  });
}
