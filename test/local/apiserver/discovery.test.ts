import {describe, expect, it} from '@jest/globals';
import {CONFIG_MAPS, startServer, startWithExperiments} from './support/server.js';

describe('discovery', () => {
  it('lists groups with their versions, the preferred one first', async () => {
    const {call} = await startWithExperiments();
    const {body} = await call('GET', '/apis');
    const group = body.groups.find(({name}) => name === 'iter8.tools')!;
    expect(group.preferredVersion).toEqual({groupVersion: 'iter8.tools/v2', version: 'v2'});
    expect(group.versions.map(({version}) => version)).toEqual(['v2', 'v1']);
    expect((await call('GET', '/apis/iter8.tools')).body).toMatchObject({kind: 'APIGroup', ...group});
  });

  it('lists the kinds of a version with their subresources', async () => {
    const {call} = await startWithExperiments();
    const {body} = await call('GET', '/apis/iter8.tools/v2');
    expect(body).toMatchObject({kind: 'APIResourceList', groupVersion: 'iter8.tools/v2'});
    expect(body.resources).toMatchObject([
      {name: 'experiments', singularName: 'experiment', namespaced: true, kind: 'Experiment', shortNames: ['exp']},
      {name: 'experiments/status', verbs: ['get', 'patch', 'update']},
    ]);
  });

  it('tells everything at once to who asks for it', async () => {
    const {call} = await startWithExperiments();
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
    const {headers, body} = await call('GET', '/apis', undefined, {accept});
    expect(headers['content-type']).toBe('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList');
    const group = body.items.find(({metadata}) => metadata.name === 'iter8.tools')!;
    expect(group.versions[0]!.resources[0]).toMatchObject({
      resource: 'experiments',
      scope: 'Namespaced',
      responseKind: {group: 'iter8.tools', version: 'v2', kind: 'Experiment'},
      subresources: [{subresource: 'status'}],
    });
    expect((await call('GET', '/api', undefined, {accept})).body.items).toHaveLength(1);
  });

  it('has an OpenAPI document for each version, which says that unknown fields are checked', async () => {
    const {call} = await startWithExperiments();
    const {paths} = JSON.parse((await call('GET', '/openapi/v3')).text) as {paths: Record<string, {serverRelativeURL: string}>}; // prettier-ignore
    const {body} = await call('GET', paths['apis/iter8.tools/v2']!.serverRelativeURL);
    expect(body.paths['/apis/iter8.tools/v2/namespaces/{namespace}/experiments/{name}']).toMatchObject({
      patch: {
        'x-kubernetes-group-version-kind': {group: 'iter8.tools', version: 'v2', kind: 'Experiment'},
        parameters: expect.arrayContaining([expect.objectContaining({name: 'fieldValidation'})]),
      },
    });
    expect(body.components.schemas['tools.iter8.v2.Experiment']).toMatchObject({
      properties: {spec: {required: ['target']}},
    });
  });
});

describe('the log of a Pod', () => {
  const PODS = '/api/v1/namespaces/default/pods';
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'a'},
    spec: {containers: [{name: 'a', image: 'b'}]},
  };

  it('is what it printed, or the last lines of it', async () => {
    const {server, call} = await startServer();
    await call('POST', PODS, pod);
    server.logs.set('default', 'a', 'one\ntwo\nthree\n');
    expect((await call('GET', `${PODS}/a/log`)).text).toBe('one\ntwo\nthree\n');
    expect((await call('GET', `${PODS}/a/log?tailLines=2`)).text).toBe('two\nthree\n');
    expect(await call('GET', `${PODS}/b/log`)).toMatchObject({code: 404});
  });

  it('is followed until it is complete', async () => {
    const {server, call, watch} = await startServer();
    await call('POST', PODS, pod);
    server.logs.append('default', 'a', '{"n":1}\n');
    const lines = await watch(`${PODS}/a/log?follow=true`);
    expect(await lines.next()).toEqual({n: 1});
    server.logs.append('default', 'a', '{"n":2}\n');
    expect(await lines.next()).toEqual({n: 2});
    server.logs.complete('default', 'a');
    expect(await lines.next()).toBeUndefined();
  });

  it('ends with the Pod', async () => {
    const {server, call, watch} = await startServer();
    await call('POST', PODS, pod);
    server.logs.append('default', 'a', '{"n":1}\n');
    const lines = await watch(`${PODS}/a/log?follow=true`);
    await lines.next();
    await call('DELETE', `${PODS}/a`);
    expect(await lines.next()).toBeUndefined();
  });
});

describe('a body in protobuf', () => {
  const PROTOBUF = {contentType: 'application/vnd.kubernetes.protobuf'};

  /** A field of bytes: its number and what is in it. */
  function field(number: number, ...content: (Buffer | string)[]): Buffer {
    const body = Buffer.concat(content.map((part) => Buffer.from(part)));
    return Buffer.concat([Buffer.from([(number << 3) | 2, body.length]), body]);
  }

  function envelope(kind: string, object: Buffer): Buffer {
    return Buffer.concat([
      Buffer.from('k8s\0'),
      field(1, field(1, 'v1'), field(2, kind)),
      field(2, object),
      field(3),
      field(4),
    ]);
  }

  const metadata = field(1, field(1, 'a'), field(2, ''), field(8), field(11, field(1, 'owner'), field(2, 'helm')));

  it('is read', async () => {
    const {call} = await startServer();
    const data = field(2, field(1, 'key'), field(2, 'word'));
    const body = envelope('ConfigMap', Buffer.concat([metadata, data, field(2, field(1, 'empty'), field(2))]));
    expect(await call('POST', CONFIG_MAPS, body, PROTOBUF)).toMatchObject({
      code: 201,
      body: {metadata: {name: 'a', labels: {owner: 'helm'}}, data: {key: 'word', empty: ''}},
    });
  });

  it('holds the data of a Secret as bytes', async () => {
    const {call} = await startServer();
    const secret = envelope(
      'Secret',
      Buffer.concat([metadata, field(2, field(1, 'key'), field(2, 'word')), field(3, 'x/y')]),
    );
    const {body} = await call('POST', '/api/v1/namespaces/default/secrets', secret, PROTOBUF);
    expect(body).toMatchObject({type: 'x/y', data: {key: 'd29yZA=='}});
  });

  it.each([
    ['of a kind that is not decoded', envelope('Service', metadata)],
    ['with a field that is not known', envelope('ConfigMap', Buffer.concat([metadata, field(9, 'x')]))],
    ['without its envelope', metadata],
  ])('%s is refused, and nothing is dropped in silence', async (_what, body) => {
    const {call} = await startServer();
    expect(await call('POST', CONFIG_MAPS, body, PROTOBUF)).toMatchObject({code: 415});
  });
});
