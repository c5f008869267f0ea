import {gzipSync} from 'node:zlib';
import {describe, expect, it} from '@jest/globals';
import {ConflictError} from '../../src/cluster/conflict-error.js';
import type {ResourceKind} from '../../src/cluster/port.js';
import {clientOf, EXPERIMENTS, experiment, failureOf, listOf, scripted, status} from './support.js';

const NODES: ResourceKind = {group: '', version: 'v1', kind: 'Node', plural: 'nodes', isNamespaced: false};

describe('a cluster', () => {
  it('reads an object with its credentials', async () => {
    const server = await scripted(() => experiment('x'));
    const cluster = await clientOf(server);
    expect(await cluster.get(EXPERIMENTS, {namespace: 'shop', name: 'x'})).toEqual(experiment('x'));
    expect(server.lines()).toEqual(['GET /apis/iter8.tools/v2alpha2/namespaces/shop/experiments/x']);
    expect(server.asked[0]!.headers).toMatchObject({
      authorization: 'Bearer secret-token',
      'user-agent': 'iter8ctl',
    });
  });

  it('keeps large integers exact in both directions', async () => {
    const big = {spec: {seed: 9007199254740993n}};
    const server = await scripted((_asked, response) => {
      response.writeHead(200, {'content-type': 'application/json'}).end('{"spec":{"seed":9007199254740993}}');
      return undefined;
    });
    const cluster = await clientOf(server);
    expect(await cluster.get(EXPERIMENTS, {name: 'x'})).toEqual(big);
    await cluster.patch(EXPERIMENTS, {name: 'x'}, {kind: 'merge', value: big});
    expect(server.asked[1]!.body).toBe('{"spec":{"seed":9007199254740993}}');
  });

  it('reads answers that are compressed', async () => {
    const server = await scripted((_asked, response) => {
      response.writeHead(200, {'content-type': 'application/json', 'content-encoding': 'gzip'});
      response.end(gzipSync(JSON.stringify(experiment('x'))));
      return undefined;
    });
    expect(await (await clientOf(server)).get(EXPERIMENTS, {name: 'x'})).toEqual(experiment('x'));
  });

  it('takes the namespace of the context where none is named, and none for a kind without', async () => {
    const server = await scripted(() => experiment('x'));
    const cluster = await clientOf(server);
    await cluster.get(EXPERIMENTS, {name: 'x'});
    await cluster.get(NODES, {name: 'node/1'});
    await cluster.create(EXPERIMENTS, {metadata: {name: 'x'}});
    expect(server.lines()).toEqual([
      'GET /apis/iter8.tools/v2alpha2/namespaces/shop/experiments/x',
      'GET /api/v1/nodes/node%2F1',
      'POST /apis/iter8.tools/v2alpha2/namespaces/shop/experiments',
    ]);
  });

  it('says who writes, what may be tried only, and what the server warns of', async () => {
    const server = await scripted((_asked, response) => {
      response.setHeader('Warning', ['299 - "spec.foo: unknown, \\"bar\\" is meant"', '299 - "old version"']);
      return experiment('x');
    });
    const cluster = await clientOf(server);
    const warnings: string[] = [];
    const call = {dryRun: true, onWarning: (text: string) => void warnings.push(text)};
    await cluster.create(EXPERIMENTS, experiment('x'), call);
    await cluster.replace(EXPERIMENTS, experiment('x'), {subresource: 'status', fieldManager: 'engine'});
    expect(warnings).toEqual(['spec.foo: unknown, "bar" is meant', 'old version']);
    expect(server.asked.map(({method, path, query}) => `${method} ${path}?${query.toString()}`)).toEqual([
      'POST /apis/iter8.tools/v2alpha2/namespaces/shop/experiments?fieldManager=iter8ctl&dryRun=All',
      'PUT /apis/iter8.tools/v2alpha2/namespaces/shop/experiments/x/status?fieldManager=engine',
    ]);
  });

  it.each([
    ['json', {kind: 'json', operations: [{op: 'remove', path: '/spec'}]}, 'application/json-patch+json', ''],
    ['merge', {kind: 'merge', value: {spec: null}}, 'application/merge-patch+json', ''],
    ['apply', {kind: 'apply', value: {spec: {}}, force: true}, 'application/apply-patch+yaml', '&force=true'],
  ] as const)('patches by %s', async (_kind, patch, type, parameter) => {
    const server = await scripted(() => experiment('x'));
    await (await clientOf(server)).patch(EXPERIMENTS, {name: 'x'}, patch);
    const [asked] = server.asked;
    expect(asked!.headers['content-type']).toBe(type);
    expect(JSON.parse(asked!.body)).toEqual(patch.kind === 'json' ? patch.operations : patch.value);
    expect(asked!.query.toString()).toBe(`fieldManager=iter8ctl${parameter}`);
  });

  it('deletes only the object that is meant, in the background', async () => {
    const server = await scripted(() => status(200, '', 'done'));
    await (await clientOf(server)).delete(EXPERIMENTS, {name: 'x'}, {uid: 'u', dryRun: true});
    expect(JSON.parse(server.asked[0]!.body)).toEqual({
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: 'Background',
      preconditions: {uid: 'u'},
      dryRun: ['All'],
    });
  });

  it('takes an object that is gone already for deleted', async () => {
    const server = await scripted(() => status(404, 'NotFound', 'not found', {name: 'x', kind: 'experiments'}));
    await expect((await clientOf(server)).delete(EXPERIMENTS, {name: 'x'})).resolves.toBeUndefined();
  });

  it('reads other paths as text', async () => {
    const server = await scripted((_asked, response) => void response.end('line 1\nline 2\n'));
    expect(await (await clientOf(server)).getText('/logs')).toBe('line 1\nline 2\n');
  });

  it('tells a conflict from all other errors', async () => {
    const server = await scripted(() =>
      status(409, 'AlreadyExists', 'experiments.iter8.tools "x" already exists'),
    );
    const failure = await failureOf((await clientOf(server)).create(EXPERIMENTS, experiment('x')));
    expect(failure).toBeInstanceOf(ConflictError);
    expect(failure).toMatchObject({reason: 'AlreadyExists'});
  });

  it('keeps the path of a server behind a gateway', async () => {
    const server = await scripted(() => listOf([]));
    await (await clientOf({url: `${server.url}/k8s/clusters/c-1/`})).list(EXPERIMENTS, {});
    expect(server.lines()).toEqual(['GET /k8s/clusters/c-1/apis/iter8.tools/v2alpha2/experiments']);
  });
});
