import {describe, expect, it} from '@jest/globals';
import {ApiClient} from '../../support/api-client.js';
import {testCluster} from '../../support/cluster.js';
import {readKubeconfig} from '../../support/kubeconfig.js';

const {client, namespace, kubeconfigPath} = await testCluster();
const CONFIG_MAPS = `/api/v1/namespaces/${namespace}/configmaps`;

let count = 0;

/** A ConfigMap of a name that no other test uses. */
function configMap() {
  count += 1;
  return {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: `objects-${count}`}, data: {color: 'blue'}};
}

async function created(body: object = configMap()) {
  const object = await client.ok('POST', CONFIG_MAPS, {body});
  return {object, path: `${CONFIG_MAPS}/${object.metadata.name}`};
}

describe('creating an object', () => {
  it('answers 201 with what the server adds', async () => {
    const body = configMap();
    const answer = await client.request('POST', `${CONFIG_MAPS}?fieldManager=tester`, {body});
    expect(answer).toMatchObject({
      status: 201,
      body: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: body.metadata.name,
          namespace,
          uid: expect.stringMatching(/^[\da-f-]{36}$/),
          resourceVersion: expect.stringMatching(/^[1-9]\d*$/),
          creationTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
          managedFields: [
            {
              manager: 'tester',
              operation: 'Update',
              apiVersion: 'v1',
              fieldsType: 'FieldsV1',
              fieldsV1: {'f:data': {'.': {}, 'f:color': {}}},
            },
          ],
        },
        data: {color: 'blue'},
      },
    });
    expect(answer.body.metadata).not.toHaveProperty('generation');
  });

  it('names the manager of the fields after the program when the request does not', async () => {
    const headers = {'user-agent': 'some-program/1.2 (linux)'};
    const object = await client.ok('POST', CONFIG_MAPS, {body: configMap(), headers});
    expect(object.metadata.managedFields).toMatchObject([{manager: 'some-program'}]);
  });

  it('refuses a name that is taken', async () => {
    const body = configMap();
    await created(body);
    expect(await client.request('POST', CONFIG_MAPS, {body})).toMatchObject({
      status: 409,
      body: {
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        reason: 'AlreadyExists',
        message: `configmaps "${body.metadata.name}" already exists`,
        details: {name: body.metadata.name, kind: 'configmaps'},
        code: 409,
      },
    });
  });

  it('takes apiVersion and kind from the path when the body has none', async () => {
    const {metadata, data} = configMap();
    expect(await created({metadata, data})).toMatchObject({object: {apiVersion: 'v1', kind: 'ConfigMap'}});
  });

  it('makes a name from generateName', async () => {
    const {object} = await created({...configMap(), metadata: {generateName: 'made-'}});
    expect(object.metadata.name).toMatch(/^made-[a-z\d]{5}$/);
    expect(object.metadata.generateName).toBe('made-');
  });

  it.each([
    ['no name', {}],
    ['a name with capitals', {name: 'Objects'}],
    ['a label that is no label', {name: 'objects-label', labels: {app: 'not a label'}}],
  ])('refuses %s as invalid', async (_what, metadata) => {
    expect(await client.request('POST', CONFIG_MAPS, {body: {...configMap(), metadata}})).toMatchObject({
      status: 422,
      body: {reason: 'Invalid', details: {kind: 'ConfigMap', causes: [expect.anything()]}},
    });
  });

  it('refuses another namespace than that of the path', async () => {
    const body = {...configMap(), metadata: {name: 'elsewhere', namespace: 'default'}};
    const answer = await client.request('POST', CONFIG_MAPS, {body});
    expect(answer).toMatchObject({status: 400, body: {reason: 'BadRequest'}});
  });

  it('refuses a namespace that does not exist', async () => {
    const answer = await client.request('POST', '/api/v1/namespaces/not-there/configmaps', {body: configMap()});
    expect(answer).toMatchObject({
      status: 404,
      body: {reason: 'NotFound', message: 'namespaces "not-there" not found', details: {kind: 'namespaces'}},
    });
  });

  it('refuses a body of another kind', async () => {
    const body = {...configMap(), kind: 'Secret'};
    expect(await client.request('POST', CONFIG_MAPS, {body})).toMatchObject({status: 400});
  });

  it('stores nothing in a dry run, and answers as if it had', async () => {
    const body = configMap();
    const answer = await client.request('POST', `${CONFIG_MAPS}?dryRun=All`, {body});
    expect(answer).toMatchObject({status: 201, body: {metadata: {uid: expect.any(String)}}});
    expect(await client.request('GET', `${CONFIG_MAPS}/${body.metadata.name}`)).toMatchObject({status: 404});
  });
});

describe('reading an object', () => {
  it('answers 404 for one that is not there', async () => {
    expect(await client.request('GET', `${CONFIG_MAPS}/nothing`)).toMatchObject({
      status: 404,
      body: {
        kind: 'Status',
        reason: 'NotFound',
        message: 'configmaps "nothing" not found',
        details: {name: 'nothing', kind: 'configmaps'},
      },
    });
  });

  it('answers 404 without a Status of an object for a kind that is not served', async () => {
    const answer = await client.request('GET', `/apis/nothing.example.com/v1/namespaces/${namespace}/things`);
    expect(answer.status).toBe(404);
    expect(answer.body.details).toBeUndefined();
  });

  it('refuses a verb that the resource does not have', async () => {
    const answer = await client.request('POST', `${CONFIG_MAPS}/nothing`, {body: configMap()});
    expect(answer).toMatchObject({status: 405, body: {reason: 'MethodNotAllowed'}});
  });

  it('refuses a token that it does not know', async () => {
    const {server, authority} = readKubeconfig(kubeconfigPath);
    const stranger = new ApiClient({server, authority, token: 'unknown'});
    const answer = await stranger.request('GET', CONFIG_MAPS);
    stranger.close();
    expect(answer).toMatchObject({status: 401, body: {kind: 'Status', reason: 'Unauthorized'}});
  });
});

describe('replacing an object', () => {
  it('gives it a new resourceVersion and keeps what is its own', async () => {
    const {object, path} = await created();
    const replaced = await client.ok('PUT', path, {body: {...object, data: {color: 'green'}}});
    expect(replaced.data).toEqual({color: 'green'});
    expect(replaced.metadata.uid).toBe(object.metadata.uid);
    expect(Number(replaced.metadata.resourceVersion)).toBeGreaterThan(Number(object.metadata.resourceVersion));
  });

  it('keeps the resourceVersion when nothing is different', async () => {
    const {object, path} = await created();
    const replaced = await client.ok('PUT', path, {body: object});
    expect(replaced.metadata.resourceVersion).toBe(object.metadata.resourceVersion);
  });

  it('refuses an old resourceVersion', async () => {
    const {object, path} = await created();
    await client.ok('PUT', path, {body: {...object, data: {color: 'green'}}});
    const answer = await client.request('PUT', path, {body: {...object, data: {color: 'red'}}});
    expect(answer).toMatchObject({
      status: 409,
      body: {
        reason: 'Conflict',
        message:
          `Operation cannot be fulfilled on configmaps "${object.metadata.name}": ` +
          'the object has been modified; please apply your changes to the latest version and try again',
      },
    });
  });

  it('takes the latest when no resourceVersion is said', async () => {
    const {object, path} = await created();
    const body = {...configMap(), metadata: {name: object.metadata.name}, data: {size: 'big'}};
    expect((await client.ok('PUT', path, {body})).data).toEqual({size: 'big'});
  });

  it('refuses the UID of another object', async () => {
    const {object, path} = await created();
    const metadata = {name: object.metadata.name, uid: '00000000-0000-0000-0000-000000000000'};
    expect(await client.request('PUT', path, {body: {...configMap(), metadata}})).toMatchObject({status: 409});
  });

  it('refuses a name that is not that of the path', async () => {
    const {path} = await created();
    expect(await client.request('PUT', path, {body: configMap()})).toMatchObject({status: 400});
  });

  it('refuses an object that is not there', async () => {
    const body = configMap();
    const answer = await client.request('PUT', `${CONFIG_MAPS}/${body.metadata.name}`, {body});
    expect(answer).toMatchObject({status: 404, body: {reason: 'NotFound'}});
  });
});

describe('deleting an object', () => {
  it('says of which kind and UID it was', async () => {
    const {object, path} = await created();
    const {name, uid} = object.metadata;
    expect(await client.request('DELETE', path)).toMatchObject({
      status: 200,
      body: {kind: 'Status', status: 'Success', details: {name, kind: 'configmaps', uid}},
    });
    expect(await client.request('DELETE', path)).toMatchObject({status: 404, body: {reason: 'NotFound'}});
  });

  it.each([
    ['UID', {uid: '00000000-0000-0000-0000-000000000000'}],
    ['resourceVersion', {resourceVersion: '1'}],
  ])('refuses when the %s is another', async (_what, preconditions) => {
    const {path} = await created();
    const answer = await client.request('DELETE', path, {
      body: {kind: 'DeleteOptions', apiVersion: 'v1', preconditions},
    });
    expect(answer).toMatchObject({status: 409, body: {reason: 'Conflict'}});
    expect(await client.request('GET', path)).toMatchObject({status: 200});
  });

  it('goes on when the preconditions hold', async () => {
    const {object, path} = await created();
    const {uid, resourceVersion} = object.metadata;
    await client.ok('DELETE', path, {body: {preconditions: {uid, resourceVersion}}});
    expect(await client.request('GET', path)).toMatchObject({status: 404});
  });

  it('removes nothing in a dry run', async () => {
    const {path} = await created();
    await client.ok('DELETE', `${path}?dryRun=All`);
    await client.ok('DELETE', path, {body: {dryRun: ['All']}});
    expect(await client.request('GET', path)).toMatchObject({status: 200});
  });

  it('waits for finalizers', async () => {
    const body = configMap();
    const {path} = await created({...body, metadata: {...body.metadata, finalizers: ['example.com/hold']}});
    expect(await client.ok('DELETE', path)).toMatchObject({metadata: {deletionTimestamp: expect.any(String)}});
    const held = await client.ok('GET', path);
    await client.ok('PUT', path, {body: {...held, metadata: {...held.metadata, finalizers: []}}});
    expect(await client.request('GET', path)).toMatchObject({status: 404});
  });

  it('takes all that a selector selects', async () => {
    for (const body of [configMap(), configMap()]) {
      await created({...body, metadata: {...body.metadata, labels: {lot: 'many'}}});
    }
    const {path} = await created();
    await client.ok('DELETE', `${CONFIG_MAPS}?labelSelector=lot%3Dmany`);
    expect((await client.ok('GET', `${CONFIG_MAPS}?labelSelector=lot%3Dmany`)).items).toEqual([]);
    expect(await client.request('GET', path)).toMatchObject({status: 200});
  });
});
