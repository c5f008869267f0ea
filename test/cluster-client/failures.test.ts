import {createServer} from 'node:net';
import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import {start} from '../support/servers.js';
import {
  type Answer,
  cleanUp,
  clientOf,
  EXPERIMENTS,
  experiment,
  failureOf,
  hastyClock,
  scripted,
  status,
} from './support.js';

const DEPLOYMENTS = {group: 'apps', version: 'v1', kind: 'Deployment', plural: 'deployments', isNamespaced: true};
const CANNOT = 'experiments.iter8.tools is forbidden: User "jane" cannot list resource "experiments"';

async function failureFor(answer: JsonObject, kind = EXPERIMENTS) {
  const server = await scripted(() => answer);
  const cluster = await clientOf(server);
  const failure = await failureOf(cluster.get(kind, {name: 'x'}));
  return {server, cluster, failure};
}

/** Sends a body as it stands. */
const raw =
  (code: number, type: string, body: string): Answer =>
  (_asked, response) =>
    void response.writeHead(code, {'content-type': type}).end(body);

describe('a refusal', () => {
  it('of an object that is not there names it', async () => {
    const {failure} = await failureFor(status(404, 'NotFound', 'not found', {name: 'x', kind: 'experiments'}));
    expect(failure).toMatchObject({
      code: 'NOT_FOUND',
      message: 'no experiment "x" in namespace "shop"',
      hint: 'list them with: iter8ctl get experiments -A',
    });
  });

  it('of a kind that is not there says how it is installed', async () => {
    const server = await scripted(raw(404, 'text/plain; charset=utf-8', '404 page not found\n'));
    const failure = await failureOf((await clientOf(server)).list(EXPERIMENTS, {}));
    expect(failure).toMatchObject({
      code: 'NOT_FOUND',
      message: `${server.url} serves no experiments.iter8.tools of version v2alpha2`,
      hint: 'install it with: iter8ctl install',
    });
  });

  it('of a namespace that is not there names it', async () => {
    const answer = status(404, 'NotFound', 'namespaces "shop" not found', {name: 'shop', kind: 'namespaces'});
    const server = await scripted(() => answer);
    const failure = await failureOf((await clientOf(server)).create(EXPERIMENTS, experiment('x')));
    expect(failure).toMatchObject({code: 'NOT_FOUND', message: 'no namespace "shop"'});
  });

  it('for want of rights names verb, resource, namespace, user and the role that grants it', async () => {
    const server = await scripted(() => status(403, 'Forbidden', CANNOT));
    const cluster = await clientOf(server);
    expect(await failureOf(cluster.list(EXPERIMENTS, {namespace: 'shop'}))).toMatchObject({
      code: 'FORBIDDEN',
      message: 'not allowed to list experiments.iter8.tools in namespace "shop" as "jane"',
      hint: 'ask an administrator for the ClusterRole iter8-view, which iter8ctl install brings',
    });
    expect(await failureOf(cluster.create(EXPERIMENTS, experiment('x')))).toMatchObject({
      message: 'not allowed to create experiments.iter8.tools "x" in namespace "shop" as "jane"',
      hint: 'ask an administrator for the ClusterRole iter8-edit, which iter8ctl install brings',
    });
    expect(await failureOf(cluster.list(DEPLOYMENTS, {}))).toMatchObject({
      message: 'not allowed to list deployments.apps in all namespaces as "jane"',
      hint: 'ask an administrator of the cluster for a Role with this right',
    });
  });

  it.each([
    ['apps', 'deployments.apps'],
    ['', 'deployments'],
  ])('of an account of a workload says how it gets the right in group %j', async (group, resource) => {
    const user = 'User "system:serviceaccount:shop:iter8-tasks"';
    const server = await scripted(() =>
      status(403, 'Forbidden', `deployments is forbidden: ${user} cannot get it`),
    );
    const cluster = await clientOf(server);
    const kind = {...DEPLOYMENTS, group};
    expect(await failureOf(cluster.get(kind, {namespace: 'test', name: 'web'}))).toMatchObject({
      message: `not allowed to get ${resource} "web" in namespace "test" as "system:serviceaccount:shop:iter8-tasks"`,
      hint:
        `grant it with: kubectl -n test create role iter8-tasks-get-deployments --verb=get --resource=${resource} && ` +
        'kubectl -n test create rolebinding iter8-tasks-get-deployments --role=iter8-tasks-get-deployments --serviceaccount=shop:iter8-tasks',
    });
    const general = {hint: 'ask an administrator of the cluster for a Role with this right'};
    expect(await failureOf(cluster.list(kind, {}))).toMatchObject(general);
    const nothing = {kind: 'merge', value: {}} as const;
    const patching = cluster.patch(kind, {name: 'web'}, nothing, {subresource: 'status'});
    expect(await failureOf(patching)).toMatchObject(general);
  });

  it('for another reason than rights gives that reason', async () => {
    const why = 'unable to create new content in namespace shop because it is being terminated';
    const server = await scripted(() => status(403, 'Forbidden', why));
    const failure = await failureOf((await clientOf(server)).create(EXPERIMENTS, experiment('x')));
    expect(failure).toMatchObject({code: 'FORBIDDEN', message: expect.stringContaining(why)});
  });

  it('of credentials says so, and never shows them', async () => {
    const {failure, server} = await failureFor(status(401, 'Unauthorized', 'Unauthorized'));
    expect(failure).toMatchObject({
      code: 'FORBIDDEN',
      message: `${server.url} does not accept the credentials: expired or wrong`,
    });
    expect(server.asked).toHaveLength(1);
    expect(JSON.stringify([failure.message, failure.hint])).not.toContain('secret-token');
  });

  it('of an object that is not valid lists the causes', async () => {
    const causes = [
      {field: 'spec.target', message: 'Required value'},
      {field: 'spec.duration', message: 'Invalid value: "x"'},
    ];
    const {failure} = await failureFor(status(422, 'Invalid', 'is invalid: many words', {causes}));
    expect(failure).toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining('spec.target: Required value; spec.duration: Invalid value: "x"'),
      causes,
    });
  });
});

describe('a server that is busy or broken', () => {
  it('is asked again, first after the time that it names', async () => {
    const clock = hastyClock();
    const server = await scripted((_asked, response, index) => {
      if (index === 0) response.setHeader('Retry-After', '7');
      return index < 3 ? status(index === 0 ? 429 : 503, 'Busy', 'busy') : experiment('x');
    });
    const cluster = await clientOf(server, {clock});
    expect(await cluster.get(EXPERIMENTS, {name: 'x'})).toEqual(experiment('x'));
    expect(clock.pauses).toEqual([7100, 200, 400]);
  });

  it('is given up after five failures', async () => {
    const {failure, server} = await failureFor(status(500, 'InternalError', 'etcdserver: no leader'));
    expect(failure).toMatchObject({
      code: 'UNREACHABLE',
      message: `${server.url} answers 500: etcdserver: no leader`,
    });
    expect(server.asked).toHaveLength(5);
  });

  it('gets a write once if it may have done it, and again if it surely did not', async () => {
    const server = await scripted((_asked, _response, index) =>
      index === 0 ? status(429, 'TooManyRequests', 'slow down') : status(500, 'InternalError', 'broken'),
    );
    const failure = await failureOf((await clientOf(server)).create(EXPERIMENTS, experiment('x')));
    expect(failure).toMatchObject({code: 'UNREACHABLE', hint: 'it may have been done: look before you try again'});
    expect(server.asked).toHaveLength(2);
  });

  it('is read again after an answer that was cut off', async () => {
    const server = await scripted((_asked, response, index) => {
      if (index > 0) return experiment('x');
      response.writeHead(200, {'content-type': 'application/json', 'content-length': '1000'});
      response.write('{"kind":', () => response.destroy());
      return undefined;
    });
    expect(await (await clientOf(server)).get(EXPERIMENTS, {name: 'x'})).toEqual(experiment('x'));
  });

  it.each([
    ['a login page', raw(200, 'text/html', '<html>Log in</html>'), 'no JSON', 1],
    ['a page of an error', raw(502, 'text/html', '<html>Bad gateway</html>'), 'status 502, text/html', 5],
    ['a redirect', raw(302, 'text/html', ''), 'status 302, text/html', 1],
    ['a list', raw(200, 'application/json', '[]'), 'no JSON', 1],
  ])('that answers with %s is told from an API server', async (_what, answer, words, times) => {
    const server = await scripted(answer);
    const failure = await failureOf((await clientOf(server)).get(EXPERIMENTS, {name: 'x'}));
    expect(failure).toMatchObject({
      code: 'UNREACHABLE',
      message: `${server.url} does not answer as a Kubernetes API server: ${words}`,
    });
    expect(server.asked).toHaveLength(times);
  });
});

describe('no answer', () => {
  it('within the time of the user is a time-out', async () => {
    const server = await scripted(() => undefined);
    const failure = await failureOf((await clientOf(server, {requestTimeoutMs: 50})).list(EXPERIMENTS, {}));
    expect(failure).toMatchObject({
      code: 'TIMEOUT',
      message: `${server.url} gives no answer within 0.05 s`,
      hint: 'give it more time with --request-timeout',
    });
  });

  it('from a port where nobody listens names the server, after some attempts', async () => {
    const server = await scripted(() => undefined);
    await server.close();
    const clock = hastyClock();
    const failure = await failureOf((await clientOf(server, {clock})).create(EXPERIMENTS, experiment('x')));
    expect(failure).toMatchObject({code: 'UNREACHABLE', message: `${server.url} refuses connections`});
    expect(clock.pauses).toEqual([100, 200, 400, 800]);
  });

  it('from a host that nobody knows names it', async () => {
    const cluster = await clientOf({url: 'http://no-such-host.invalid'});
    expect(await failureOf(cluster.list(EXPERIMENTS, {}))).toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringMatching(/^http:\/\/no-such-host.invalid (is not a known host|cannot be resolved)/),
    });
  });

  it('that is HTTP is said to be none', async () => {
    const server = await start(createServer((socket) => void socket.end('SSH-2.0-OpenSSH_9\r\n')));
    cleanUp(() => server.close());
    const failure = await failureOf((await clientOf(server)).list(EXPERIMENTS, {}));
    expect(failure.message).toMatch(/gives no valid HTTP answer/);
  });

  it('is waited for no longer than the caller wants', async () => {
    const server = await scripted(() => undefined);
    const controller = new AbortController();
    const reason = new Error('enough');
    const failure = failureOf((await clientOf(server)).list(EXPERIMENTS, {}, {signal: controller.signal}));
    controller.abort(reason);
    expect(await failure).toBe(reason);
  });
});
