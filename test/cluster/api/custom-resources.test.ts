import {beforeAll, describe, expect, it} from '@jest/globals';
import {testCluster} from '../../support/cluster.js';
import {widgetDefinition} from '../../support/widget-definition.js';
import {untilServed} from '../support/definition.js';

const {client, namespace, embedded, atEnd} = await testCluster();

/** A group of our own, so that files that run at the same time do not meet. */
const GROUP = `${namespace}.example.com`;
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const DEFINITION = widgetDefinition(GROUP);
const widgets = (version: string): string => `/apis/${GROUP}/${version}/namespaces/${namespace}/widgets`;

const has = (status: number) => (answer: {readonly status: number}) => answer.status === status;

beforeAll(async () => {
  await client.ok('POST', DEFINITIONS, {body: DEFINITION});
  atEnd(() => client.ok('DELETE', `${DEFINITIONS}/widgets.${GROUP}`));
  await untilServed({client}, DEFINITION);
});

let count = 0;

function widget(spec: object = {size: 1}, version = 'v1') {
  count += 1;
  return {apiVersion: `${GROUP}/${version}`, kind: 'Widget', metadata: {name: `widget-${count}`}, spec};
}

async function created(body: ReturnType<typeof widget> = widget()) {
  const object = await client.ok('POST', widgets('v1'), {body});
  return {object, name: object.metadata.name, path: `${widgets('v1')}/${object.metadata.name}`};
}

const merge = {'content-type': 'application/merge-patch+json'};

describe('a custom resource definition', () => {
  it('says when it is served', async () => {
    const {status} = await client.ok('GET', `${DEFINITIONS}/widgets.${GROUP}`);
    expect(status).toMatchObject({
      conditions: expect.arrayContaining([
        expect.objectContaining({type: 'NamesAccepted', status: 'True'}),
        expect.objectContaining({type: 'Established', status: 'True'}),
      ]),
      acceptedNames: {plural: 'widgets', kind: 'Widget', listKind: 'WidgetList'},
      storedVersions: ['v1'],
    });
  });

  it('is found by discovery, the newest version preferred', async () => {
    const group = await client.ok('GET', `/apis/${GROUP}`);
    expect(group).toMatchObject({
      kind: 'APIGroup',
      versions: [{version: 'v1'}, {version: 'v1beta1'}],
      preferredVersion: {groupVersion: `${GROUP}/v1`},
    });
    const {resources} = await client.ok('GET', `/apis/${GROUP}/v1beta1`);
    expect(resources).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: 'widgets',
          singularName: 'widget',
          kind: 'Widget',
          namespaced: true,
          shortNames: ['wd'],
          verbs: expect.arrayContaining(['create', 'delete', 'get', 'list', 'patch', 'update', 'watch']),
        }),
        expect.objectContaining({
          name: 'widgets/status',
          verbs: expect.arrayContaining(['get', 'patch', 'update']),
        }),
      ]),
    );
  });

  it('does not serve a version that is not to be served', async () => {
    expect(await client.request('GET', widgets('v1alpha1'))).toMatchObject({status: 404});
  });

  it('is refused without a schema', async () => {
    const versions = [{name: 'v1', served: true, storage: true}];
    const names = {plural: 'gadgets', kind: 'Gadget'};
    const body = {
      ...DEFINITION,
      metadata: {name: `gadgets.${GROUP}`},
      spec: {...DEFINITION.spec, names, versions},
    };
    expect(await client.request('POST', DEFINITIONS, {body})).toMatchObject({
      status: 422,
      body: {reason: 'Invalid'},
    });
  });
});

describe('versions of a custom resource', () => {
  it('are the same object under another apiVersion', async () => {
    const {object, name} = await created(widget({size: 2}));
    const other = await client.ok('GET', `${widgets('v1beta1')}/${name}`);
    expect(other.apiVersion).toBe(`${GROUP}/v1beta1`);
    expect(other.spec).toEqual(object.spec);
    expect(other.metadata.uid).toBe(object.metadata.uid);
    expect(other.metadata.resourceVersion).toBe(object.metadata.resourceVersion);
  });

  it('may be written in each', async () => {
    const body = widget({size: 3}, 'v1beta1');
    await client.ok('POST', widgets('v1beta1'), {body});
    const object = await client.ok('GET', `${widgets('v1')}/${body.metadata.name}`);
    expect(object).toMatchObject({apiVersion: `${GROUP}/v1`, spec: {size: 3}});
  });

  it('refuse the apiVersion of another', async () => {
    const answer = await client.request('POST', widgets('v1'), {body: widget({size: 1}, 'v1beta1')});
    expect(answer).toMatchObject({status: 400, body: {reason: 'BadRequest'}});
  });

  it.each([
    ['v1', ['Name', 'size', 'stage']],
    ['v1beta1', ['Name', 'size', 'stage', 'color']],
  ])('have the columns of their own: %s', async (version, names) => {
    const {name} = await created(widget({size: 4}));
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const table = await client.ok('GET', `${widgets(version)}/${name}`, {headers: {accept}});
    expect((table.columnDefinitions as {name: string}[]).map((column) => column.name)).toEqual(names);
    expect(table.rows).toMatchObject([{cells: [name, 4, null, 'blue'].slice(0, names.length)}]);
  });
});

describe('the schema of a custom resource', () => {
  it('fills in defaults, in items of lists too', async () => {
    const {object} = await created(widget({size: 1, parts: [{name: 'a'}]}));
    expect(object.spec).toEqual({size: 1, color: 'blue', parts: [{name: 'a', count: 1}]});
  });

  it('prunes unknown fields but where they are to be kept', async () => {
    const {object} = await created(widget({size: 1, shape: 'round', free: {any: {thing: 1}}}));
    expect(object.spec).toEqual({size: 1, color: 'blue', free: {any: {thing: 1}}});
  });

  it('warns of unknown fields when asked', async () => {
    const answer = await client.request('POST', `${widgets('v1')}?fieldValidation=Warn`, {
      body: widget({size: 1, shape: 'round'}),
    });
    expect(answer).toMatchObject({status: 201, headers: {warning: '299 - "unknown field \\"spec.shape\\""'}});
  });

  it('refuses unknown fields when asked', async () => {
    const answer = await client.request('POST', `${widgets('v1')}?fieldValidation=Strict`, {
      body: widget({size: 1, shape: 'round'}),
    });
    expect(answer).toMatchObject({
      status: 400,
      body: {reason: 'BadRequest', message: expect.stringContaining('unknown field "spec.shape"')},
    });
  });

  it('keeps a null where it is allowed, and takes it for the default elsewhere', async () => {
    const {object} = await created(widget({size: 1, note: null, color: null}));
    expect(object.spec).toEqual({size: 1, note: null, color: 'blue'});
  });

  it.each([[5], ['5'], ['10m']])('takes an integer or a text where both are allowed: %j', async (limit) => {
    expect((await created(widget({size: 1, limit}))).object.spec).toMatchObject({limit});
  });

  it.each([
    ['a missing field', {}, 'FieldValueRequired', 'spec.size'],
    ['a value of another type', {size: 'big'}, 'FieldValueTypeInvalid', 'spec.size'],
    ['a value below the range', {size: 0}, 'FieldValueInvalid', 'spec.size'],
    ['a value that is not listed', {size: 1, color: 'green'}, 'FieldValueNotSupported', 'spec.color'],
    ['a fraction for an integer', {size: 1.5}, 'FieldValueTypeInvalid', 'spec.size'],
    ['a fraction for an integer or a text', {size: 1, limit: 0.5}, 'FieldValueTypeInvalid', 'spec.limit'],
    [
      'items of the same key',
      {size: 1, parts: [{name: 'a'}, {name: 'a'}]},
      'FieldValueDuplicate',
      'spec.parts[1]',
    ],
  ])('refuses %s and names it', async (_what, spec, reason, field) => {
    const answer = await client.request('POST', widgets('v1'), {body: widget(spec)});
    expect(answer).toMatchObject({
      status: 422,
      body: {
        reason: 'Invalid',
        details: {
          group: GROUP,
          kind: 'Widget',
          causes: expect.arrayContaining([expect.objectContaining({reason, field})]),
        },
      },
    });
  });

  it('merges lists by their keys in server-side apply', async () => {
    const {metadata, apiVersion, kind} = widget();
    const headers = {'content-type': 'application/apply-patch+yaml'};
    const apply = (manager: string, parts: object[]) =>
      client.ok('PATCH', `${widgets('v1')}/${metadata.name}?fieldManager=${manager}`, {
        body: {apiVersion, kind, metadata, spec: {size: 1, parts}},
        headers,
      });
    await apply('one', [{name: 'a', count: 1}]);
    await apply('two', [{name: 'b', count: 2}]);
    const {spec} = await apply('one', [{name: 'c', count: 3}]);
    expect(spec!.parts).toEqual(
      expect.arrayContaining([
        {name: 'b', count: 2},
        {name: 'c', count: 3},
      ]),
    );
    expect(spec!.parts).toHaveLength(2);
  });
});

describe('the status of a custom resource', () => {
  it('is not taken when the object is created', async () => {
    const body = {...widget(), status: {stage: 'Running'}};
    expect((await created(body)).object).not.toHaveProperty('status');
  });

  it('is changed by its own path alone, which changes nothing else', async () => {
    const {object, path} = await created();
    const withStatus = {...object, spec: {size: 9}, status: {stage: 'Running'}};
    const first = await client.ok('PUT', `${path}/status`, {body: withStatus});
    expect(first).toMatchObject({spec: {size: 1}, status: {stage: 'Running'}});
    const second = await client.ok('PUT', path, {
      body: {...first, spec: {size: 9}, status: {stage: 'Completed'}},
    });
    expect(second).toMatchObject({spec: {size: 9}, status: {stage: 'Running'}});
  });

  it('does not count as a generation, as the spec does', async () => {
    const {path} = await created();
    const generation = async (suffix: string, body: object) =>
      (await client.ok('PATCH', `${path}${suffix}`, {body, headers: merge})).metadata.generation;
    expect(await generation('/status', {status: {done: 1}})).toBe(1);
    expect(await generation('', {metadata: {labels: {a: 'b'}}})).toBe(1);
    expect(await generation('', {spec: {size: 2}})).toBe(2);
    expect(await generation('', {spec: {size: 2}})).toBe(2);
  });

  it('is refused with an old resourceVersion', async () => {
    const {object, path} = await created();
    await client.ok('PATCH', path, {body: {spec: {size: 2}}, headers: merge});
    const answer = await client.request('PUT', `${path}/status`, {body: {...object, status: {done: 1}}});
    expect(answer).toMatchObject({status: 409, body: {reason: 'Conflict'}});
  });

  it('is checked by the schema', async () => {
    const {path} = await created();
    const answer = await client.request('PATCH', `${path}/status`, {body: {status: {done: 'x'}}, headers: merge});
    expect(answer).toMatchObject({status: 422, body: {reason: 'Invalid'}});
  });
});

describe('a watch of custom resources', () => {
  it('from a resourceVersion that is forgotten ends with 410', async () => {
    embedded?.compact(); // a real server remembers nothing of before the kind was defined
    const events = client.watch(`${widgets('v1')}?watch=true&resourceVersion=1`);
    const {value} = await events.next();
    await events.return();
    expect(value).toMatchObject({type: 'ERROR', object: {kind: 'Status', code: 410, reason: 'Expired'}});
  });

  it('tells them in the version that is watched', async () => {
    const {object, path, name} = await created();
    await client.ok('PATCH', path, {body: {spec: {size: 2}}, headers: merge});
    const query = `watch=true&resourceVersion=${object.metadata.resourceVersion}&fieldSelector=metadata.name%3D${name}`;
    const events = client.watch(`${widgets('v1beta1')}?${query}`);
    const {value} = await events.next();
    await events.return();
    expect(value).toMatchObject({type: 'MODIFIED', object: {apiVersion: `${GROUP}/v1beta1`, spec: {size: 2}}});
  });
});

describe('removing a custom resource definition', () => {
  it('removes its objects and ends its paths', async () => {
    const names = {plural: 'passings', singular: 'passing', kind: 'Passing'};
    const body = {...DEFINITION, metadata: {name: `passings.${GROUP}`}, spec: {...DEFINITION.spec, names}};
    const path = `/apis/${GROUP}/v1/namespaces/${namespace}/passings`;
    await client.ok('POST', DEFINITIONS, {body});
    await client.until(path, has(200));
    await client.ok('POST', path, {body: {...widget(), kind: 'Passing'}});
    await client.ok('DELETE', `${DEFINITIONS}/passings.${GROUP}`);
    await client.until(`${DEFINITIONS}/passings.${GROUP}`, has(404));
    await client.until(path, has(404));
    expect(await client.request('GET', widgets('v1'))).toMatchObject({status: 200});
  });
});
