import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import type {ClusterOptions} from '../../src/cluster/client.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {eventually} from '../support/servers.js';
import {
  cleanUp,
  clientOf,
  EXPERIMENTS,
  experiment,
  failureOf,
  hastyClock,
  listOf,
  scripted,
  type ScriptedServer,
  status,
  temporaryFolder,
} from './support.js';

const ENV = {PATH: process.env.PATH, HOME: '/nowhere'};

/** A user whose plugin is this shell script. */
function plugin(script: string, over: JsonObject = {}): JsonObject {
  const file = join(temporaryFolder(), 'login-plugin');
  writeFileSync(file, `#!/bin/sh\n${script}\n`, {mode: 0o755});
  return {exec: {apiVersion: 'client.authentication.k8s.io/v1', command: file, ...over}};
}

const credential = (over: JsonObject) =>
  JSON.stringify({apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: over});

const PRINT_COUNT = `
count=$(($(cat "$COUNTER" 2>/dev/null || echo 0) + 1)); echo $count > "$COUNTER"
printf '{"kind":"ExecCredential","status":{"token":"token-%s"%s}}' $count "$MORE"`;

/** A plugin whose tokens are `token-1`, `token-2` … */
function counting(more = ''): JsonObject {
  const env = [
    {name: 'COUNTER', value: join(temporaryFolder(), 'counter')},
    {name: 'MORE', value: more},
  ];
  return plugin(PRINT_COUNT, {env});
}

const tokens = (server: ScriptedServer) => server.asked.map(({headers}) => headers.authorization);

async function getWith(user: JsonObject, options: Partial<ClusterOptions> = {}) {
  const server = await scripted(() => experiment('x'));
  const cluster = await clientOf(server, {env: ENV, ...options}, user);
  return {server, cluster, get: () => cluster.get(EXPERIMENTS, {name: 'x'})};
}

describe('a credential plugin', () => {
  it('is asked once for many requests', async () => {
    const {server, get} = await getWith(counting());
    await Promise.all([get(), get()]);
    await get();
    expect(tokens(server)).toEqual(Array.from({length: 3}, () => 'Bearer token-1'));
  });

  it('is asked again when its token has expired', async () => {
    const clock = {...hastyClock(), now: () => Date.parse('2026-01-01T00:00:00Z') + passed};
    let passed = 0;
    const {server, get} = await getWith(counting(',"expirationTimestamp":"2026-01-01T01:00:00Z"'), {clock});
    await get();
    passed = 3_600_000;
    await get();
    expect(tokens(server)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('is asked again when the server refuses its token, once for each request', async () => {
    const server = await scripted(({headers}) =>
      headers.authorization === 'Bearer token-2' ? experiment('x') : status(401, 'Unauthorized', 'Unauthorized'),
    );
    const cluster = await clientOf(server, {env: ENV}, counting());
    await cluster.get(EXPERIMENTS, {name: 'x'});
    expect(tokens(server)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('is asked once more when the server refuses many requests at once', async () => {
    const server = await scripted(({headers}) =>
      headers.authorization === 'Bearer token-2' ? experiment('x') : status(401, 'Unauthorized', 'Unauthorized'),
    );
    const cluster = await clientOf(server, {env: ENV}, counting());
    const get = () => cluster.get(EXPERIMENTS, {name: 'x'});
    await Promise.all([get(), get(), get()]);
    expect(tokens(server).filter((token) => token === 'Bearer token-2')).toHaveLength(3);
  });

  it('is told what it asks to know of the cluster, and whether somebody can answer it', async () => {
    const user = plugin(
      `printf '%s' "$KUBERNETES_EXEC_INFO" > "$FILE"; printf '%s' '${credential({token: 't'})}'`,
      {provideClusterInfo: true, env: [{name: 'FILE', value: join(temporaryFolder(), 'info')}]},
    );
    const {server, get} = await getWith(user);
    await get();
    const file = ((user.exec as JsonObject).env as readonly {value: string}[])[0]!.value;
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: {interactive: false, cluster: {server: server.url}},
    });
  });

  it('that is missing is named, with its own hint of how it is installed', async () => {
    const exec = {command: 'no-such-login', installHint: '\nget it from example.com\nand more\n'};
    const {get} = await getWith({exec});
    expect(await failureOf(get())).toMatchObject({
      code: 'FORBIDDEN',
      message: 'the credential plugin no-such-login of the user "jane" is not installed',
      hint: 'get it from example.com',
    });
  });

  it('that fails is named, with the first thing that it said', async () => {
    const user = plugin('echo >&2; echo "session has expired" >&2; echo "stack" >&2; exit 3');
    const said: string[] = [];
    const {get, server} = await getWith(user, {onPluginText: (line) => said.push(line)});
    const failure = await failureOf(get());
    expect(failure).toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringMatching(/login-plugin .* failed: session has expired$/),
    });
    expect(said).toEqual(['', 'session has expired', 'stack']);
    expect(server.asked).toEqual([]);
  });

  it.each([
    ['nonsense', 'secret-nonsense'],
    ['no status', '{"kind":"ExecCredential"}'],
    ['no token', credential({})],
  ])('that prints %s is refused without repeating it', async (_what, text) => {
    const {get} = await getWith(plugin(`printf '%s' '${text}'`));
    const failure = await failureOf(get());
    expect(failure).toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('printed no ExecCredential'),
    });
    expect(failure.message).not.toContain('secret');
  });

  it('that failed is tried again by the next request', async () => {
    const flag = join(temporaryFolder(), 'flag');
    const {get, server} = await getWith(
      plugin(`test -f "${flag}" && printf '%s' '${credential({token: 't'})}' || { touch "${flag}"; exit 1; }`),
    );
    await failureOf(get());
    await get();
    expect(tokens(server)).toEqual(['Bearer t']);
  });
});

describe('a token file', () => {
  it('is read anew, so that a token that was replaced serves also in the middle of a watch', async () => {
    const file = join(temporaryFolder(), 'token');
    writeFileSync(file, 'old');
    const server = await scripted(({headers, query}, response) => {
      if (headers.authorization !== (query.has('watch') ? 'Bearer new' : headers.authorization))
        return status(401, 'Unauthorized', 'Unauthorized');
      if (!query.has('watch')) return listOf([]);
      response.writeHead(200, {'content-type': 'application/json'});
      response.write(`${JSON.stringify({type: 'ADDED', object: experiment('a', '11')})}\n`);
      return undefined;
    });
    const cluster = await clientOf(server, {}, {tokenFile: file});
    const controller = new AbortController();
    cleanUp(() => controller.abort());
    for await (const event of cluster.watch(EXPERIMENTS, {}, controller.signal)) {
      if (event.kind === 'synced') writeFileSync(file, 'new');
      if (event.kind === 'added') break;
    }
    expect(tokens(server)).toEqual(['Bearer old', 'Bearer new']);
  });

  it('that has gone is named', async () => {
    const {get} = await getWith({tokenFile: '/no/such/token'});
    const message = 'cannot read the token file /no/such/token: ENOENT';
    expect(await failureOf(get())).toMatchObject({code: 'INVALID', message});
  });
});

describe('an auth-provider', () => {
  const id = (expires: number) => `e30.${Buffer.from(JSON.stringify({exp: expires})).toString('base64url')}.c2ln`;

  it('oidc gives its token while it is valid', async () => {
    const token = id(Math.floor(Date.now() / 1000) + 3600);
    const {get, server} = await getWith({'auth-provider': {name: 'oidc', config: {'id-token': token}}});
    await get();
    expect(tokens(server)).toEqual([`Bearer ${token}`]);
  });

  it('oidc with nothing to refresh from asks to log in', async () => {
    const {get} = await getWith({'auth-provider': {name: 'oidc', config: {'id-token': id(1)}}});
    expect(await failureOf(get())).toMatchObject({
      code: 'FORBIDDEN',
      message: 'the auth-provider "oidc" of the user "jane" gives no token that is valid',
    });
  });

  it('azure gives its token', async () => {
    const config = {'access-token': 'azure-token', 'expires-on': String(Date.now() / 1000 + 3600)};
    const {get, server} = await getWith({'auth-provider': {name: 'azure', config}});
    await get();
    expect(tokens(server)).toEqual(['Bearer azure-token']);
  });

  it('of another kind is not known', async () => {
    const {get} = await getWith({'auth-provider': {name: 'openstack'}});
    expect(await failureOf(get())).toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining('"openstack"'),
    });
  });
});

describe('a password', () => {
  it('goes as basic authentication', async () => {
    const {get, server} = await getWith({username: 'jane', password: 'pässword'});
    await get();
    expect(tokens(server)).toEqual([`Basic ${Buffer.from('jane:pässword').toString('base64')}`]);
  });
});

it('ends a plugin that is running when the command is interrupted', async () => {
  const controller = new AbortController();
  const started = join(temporaryFolder(), 'started');
  const {get} = await getWith(plugin(`touch "${started}"; exec sleep 60`), {signal: controller.signal});
  const failure = failureOf(get());
  await eventually(() => existsSync(started), 'the plugin runs');
  controller.abort();
  expect((await failure).message).toMatch(/abort/i);
});
