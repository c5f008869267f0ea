import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {openCluster} from '../../src/cluster/client.js';
import {openFromFlags} from '../../src/cluster/open-from-flags.js';
import {EXPERIMENTS, experiment, failureOf, kubeconfigFile, scripted, temporaryFolder} from './support.js';

interface Parts {
  readonly current?: string;
  readonly contexts?: Readonly<Record<string, object>>;
  readonly clusters?: Readonly<Record<string, object>>;
  readonly users?: Readonly<Record<string, object>>;
}

function write(folder: string, name: string, {current, contexts, clusters, users}: Parts): string {
  const named = (key: string, entries: Readonly<Record<string, object>> = {}) =>
    Object.entries(entries).map(([entry, value]) => ({name: entry, [key]: value}));
  const config = {
    ...(current === undefined ? {} : {'current-context': current}),
    contexts: named('context', contexts),
    clusters: named('cluster', clusters),
    users: named('user', users),
  };
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(config));
  return file;
}

const SERVER = {server: 'https://one.example:6443'};
const OTHER = {server: 'https://two.example:6443'};

describe('a kubeconfig', () => {
  it('says server, namespace and user of its current context', async () => {
    const cluster = await openCluster({
      kubeconfig: kubeconfigFile(SERVER, {username: 'jane', password: 'p'}),
      env: {},
    });
    expect(cluster).toMatchObject({server: 'https://one.example:6443', namespace: 'shop', user: 'jane'});
  });

  it('may be YAML with anchors, and say nothing of namespace and user', async () => {
    const file = join(temporaryFolder(), 'config');
    writeFileSync(
      file,
      'current-context: &here one\ncontexts: [{name: *here, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]\n',
    );
    expect(await openCluster({kubeconfig: file, env: {}})).toMatchObject({namespace: 'default', user: undefined});
  });

  it('gives way to the flags', async () => {
    const folder = temporaryFolder();
    const contexts = {a: {cluster: 'one'}, b: {cluster: 'two', namespace: 'there'}};
    const kubeconfig = write(folder, 'config', {current: 'a', contexts, clusters: {one: SERVER, two: OTHER}});
    expect(await openCluster({kubeconfig, context: 'b', env: {}})).toMatchObject({
      server: OTHER.server,
      namespace: 'there',
    });
    expect(await openCluster({kubeconfig, namespace: 'mine', env: {}})).toMatchObject({namespace: 'mine'});
  });

  it('is looked for at home when none is named', async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, '.kube'));
    write(join(home, '.kube'), 'config', {current: 'a', contexts: {a: {cluster: 'one'}}, clusters: {one: SERVER}});
    expect(await openCluster({env: {HOME: home}})).toMatchObject({server: SERVER.server});
  });

  it('is merged of the list in KUBECONFIG as kubectl does: the first that says something wins, files may be missing', async () => {
    const folder = temporaryFolder();
    const first = write(folder, 'first', {clusters: {one: SERVER}, users: {u: {username: 'first'}}});
    const second = write(folder, 'second', {
      current: 'a',
      contexts: {a: {cluster: 'one', user: 'u'}},
      clusters: {one: OTHER},
      users: {u: {username: 'second'}},
    });
    const third = write(folder, 'third', {current: 'b', contexts: {b: {cluster: 'one'}}});
    const KUBECONFIG = [join(folder, 'missing'), first, '', second, third, second].join(':');
    expect(await openCluster({env: {KUBECONFIG}})).toMatchObject({server: SERVER.server, user: 'first'});
  });

  it('takes relative paths from its own folder', async () => {
    const server = await scripted(() => experiment('x'));
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'my-token'), 'token-of-a-file\n');
    const kubeconfig = kubeconfigFile({server: server.url}, {tokenFile: 'my-token'}, folder);
    await (await openCluster({kubeconfig, env: {}})).get(EXPERIMENTS, {name: 'x'});
    expect(server.asked[0]!.headers.authorization).toBe('Bearer token-of-a-file');
  });

  it('may let us act for somebody else', async () => {
    const server = await scripted(() => experiment('x'));
    const user = {
      token: 't',
      as: 'bob',
      'as-groups': ['dev', 'ops'],
      'as-user-extra': {'example.com/why': ['test']},
    };
    const cluster = await openCluster({kubeconfig: kubeconfigFile({server: server.url}, user), env: {}});
    await cluster.get(EXPERIMENTS, {name: 'x'});
    expect(cluster.user).toBe('bob');
    expect(server.asked[0]!.headers).toMatchObject({
      'impersonate-user': 'bob',
      'impersonate-group': 'dev, ops',
      'impersonate-extra-example.com%2fwhy': 'test',
    });
  });

  it('names us by the subject of a token', async () => {
    const payload = Buffer.from('{"sub":"system:serviceaccount:ci:deployer"}').toString('base64url');
    const kubeconfig = kubeconfigFile(SERVER, {token: `e30.${payload}.sig`});
    expect((await openCluster({kubeconfig, env: {}})).user).toBe('system:serviceaccount:ci:deployer');
  });
});

describe('a kubeconfig that cannot be used', () => {
  const fails = (options: Parameters<typeof openCluster>[0]) => failureOf(openCluster(options));

  it('because there is none is wrong usage, and says what to do', async () => {
    const home = temporaryFolder();
    expect(await fails({env: {HOME: home}})).toMatchObject({
      code: 'INVALID',
      message: `no cluster to talk to: there is no kubeconfig at ${home}/.kube/config`,
      hint: 'name one with --kubeconfig or KUBECONFIG, or read experiments from a file with -f',
    });
  });

  it('because the file that is named is not there names it', async () => {
    const failure = await fails({kubeconfig: '/no/such/config', env: {}});
    expect(failure).toMatchObject({code: 'INVALID', message: 'no such kubeconfig: /no/such/config'});
  });

  it('because it is a folder, or no YAML, says so without showing its lines', async () => {
    const folder = temporaryFolder();
    const broken = join(folder, 'broken');
    writeFileSync(broken, 'users:\n  - token: "my-secret\n  x: [');
    expect((await fails({kubeconfig: folder, env: {}})).message).toBe(
      `cannot read the kubeconfig ${folder}: EISDIR`,
    );
    const failure = await fails({kubeconfig: broken, env: {}});
    expect(failure).toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining(`${broken}: no YAML at line`),
    });
    expect(failure.message).not.toContain('my-secret');
  });

  it('because a field holds something else names the field', async () => {
    const folder = temporaryFolder();
    const file = write(folder, 'config', {current: 'a', contexts: {a: {cluster: 7}}});
    expect((await fails({kubeconfig: file, env: {}})).message).toContain('cluster: expected text, got 7');
  });

  it('because the context is not there lists those that are', async () => {
    const contexts = {dev: {cluster: 'one'}, prod: {cluster: 'one'}};
    const folder = temporaryFolder();
    const file = write(folder, 'config', {contexts, clusters: {one: SERVER}});
    expect(await fails({kubeconfig: file, context: 'test', env: {}})).toMatchObject({
      code: 'INVALID',
      message: `no context "test" in ${file}`,
      hint: 'it has dev, prod',
    });
    expect(await fails({kubeconfig: file, env: {}})).toMatchObject({
      message: `no context is chosen in ${file}`,
      hint: 'choose one with --context: dev, prod',
    });
  });

  it('because the cluster or user of the context is not there names it', async () => {
    const folder = temporaryFolder();
    const contexts = {a: {cluster: 'gone'}, b: {cluster: 'one', user: 'nobody'}};
    const file = write(folder, 'config', {contexts, clusters: {one: SERVER}, users: {jane: {}}});
    expect(await fails({kubeconfig: file, context: 'a', env: {}})).toMatchObject({
      code: 'INVALID',
      message: `context "a" of ${file} names the cluster "gone", which is not there`,
      hint: 'it has one',
    });
    expect((await fails({kubeconfig: file, context: 'b', env: {}})).message).toContain('names the user "nobody"');
  });

  it('because its server is no URL does not show it', async () => {
    const failure = await fails({kubeconfig: kubeconfigFile({server: 'user:secret@host'}), env: {}});
    expect(failure.code).toBe('INVALID');
    expect(failure.message).not.toContain('secret');
  });

  it('because we may not read it says why', async () => {
    if (process.getuid?.() === 0) return; // nothing is closed to root
    const file = kubeconfigFile(SERVER);
    chmodSync(file, 0);
    expect((await fails({kubeconfig: file, env: {}})).message).toBe(`cannot read the kubeconfig ${file}: EACCES`);
  });
});

describe('in a Pod', () => {
  it('the account of the Pod serves where there is no kubeconfig', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'token'), 'pod-token');
    writeFileSync(join(folder, 'namespace'), 'prod\n');
    const env = {HOME: folder, KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443'};
    const cluster = await openCluster({env, serviceAccountFolder: folder});
    expect(cluster).toMatchObject({server: 'https://[fd00::1]', namespace: 'prod'});
  });

  it('without an account there is no cluster', async () => {
    const folder = temporaryFolder();
    const env = {HOME: folder, KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443'};
    expect(await failureOf(openCluster({env, serviceAccountFolder: folder}))).toMatchObject({code: 'INVALID'});
  });

  it('there is no context to choose', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'token'), 'pod-token');
    const env = {HOME: folder, KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443'};
    const failure = await failureOf(openCluster({env, serviceAccountFolder: folder, context: 'prod'}));
    expect(failure).toMatchObject({code: 'INVALID'});
  });
});

describe('the flags of a command', () => {
  it.each([
    ['50ms', 'gives no answer within 0.05 s'],
    ['1', 'gives no answer within 1 s'],
  ])('limit a request to %s', async (timeout, words) => {
    const server = await scripted(() => undefined);
    const kubeconfig = kubeconfigFile({server: server.url});
    const cluster = await openFromFlags({kubeconfig, 'request-timeout': timeout}, {env: {}});
    expect(await failureOf(cluster.list(EXPERIMENTS, {}))).toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining(words),
    });
  });

  it('refuse a time that is none', async () => {
    const failure = await failureOf(openFromFlags({'request-timeout': 'soon'}, {env: {}}));
    expect(failure).toMatchObject({code: 'INVALID', message: '--request-timeout wants a duration, not soon'});
  });

  it('act as somebody else, and as nobody of the kubeconfig any more', async () => {
    const server = await scripted(() => experiment('x'));
    const kubeconfig = kubeconfigFile({server: server.url}, {token: 't', as: 'bob', 'as-groups': ['ops']});
    const flags = {kubeconfig, as: 'jane', 'as-group': ['dev', 'shop'], 'as-uid': '42'};
    const cluster = await openFromFlags(flags, {env: {}});
    await cluster.get(EXPERIMENTS, {name: 'x'});
    expect(cluster.user).toBe('jane');
    const {headers} = server.asked[0]!;
    expect(headers).toMatchObject({
      authorization: 'Bearer t',
      'impersonate-user': 'jane',
      'impersonate-uid': '42',
    });
    expect(headers['impersonate-group']).toBe('dev, shop');
  });

  it.each(['', ' jane', 'jané', 'ja\nne'])('refuse to act as %j', async (as) => {
    expect(await failureOf(openFromFlags({as}, {env: {}}))).toMatchObject({code: 'INVALID'});
  });
});
