import {describe, expect, it} from '@jest/globals';
import {testCluster} from '../../support/cluster.js';

const {client, namespace} = await testCluster();
const CONFIG_MAPS = `/api/v1/namespaces/${namespace}/configmaps`;

let count = 0;

function newName(): string {
  count += 1;
  return `apply-${count}`;
}

/** Server-side apply of a ConfigMap's data, by a manager. */
async function apply(name: string, manager: string, data: Record<string, string>, query = '') {
  const body = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name, labels: {[`by-${manager}`]: 'yes'}}, data};
  const headers = {'content-type': 'application/apply-patch+yaml'};
  return client.request('PATCH', `${CONFIG_MAPS}/${name}?fieldManager=${manager}${query}`, {body, headers});
}

describe('server-side apply', () => {
  it('creates what is not there', async () => {
    const name = newName();
    expect(await apply(name, 'one', {color: 'blue'})).toMatchObject({
      status: 201,
      body: {
        data: {color: 'blue'},
        metadata: {
          managedFields: [
            {
              manager: 'one',
              operation: 'Apply',
              fieldsV1: {'f:data': {'f:color': {}}, 'f:metadata': {'f:labels': {'f:by-one': {}}}},
            },
          ],
        },
      },
    });
  });

  it('changes what is there, and nothing when nothing is different', async () => {
    const name = newName();
    await apply(name, 'one', {color: 'blue'});
    const changed = await apply(name, 'one', {color: 'green'});
    expect(changed).toMatchObject({status: 200, body: {data: {color: 'green'}}});
    const again = await apply(name, 'one', {color: 'green'});
    expect(again.body.metadata.resourceVersion).toBe(changed.body.metadata.resourceVersion);
  });

  it('removes a field that the manager leaves out', async () => {
    const name = newName();
    await apply(name, 'one', {color: 'blue', size: 'big'});
    expect((await apply(name, 'one', {size: 'big'})).body.data).toEqual({size: 'big'});
  });

  it('keeps a field that another manager owns too', async () => {
    const name = newName();
    await apply(name, 'one', {color: 'blue', size: 'big'});
    await apply(name, 'two', {color: 'blue'});
    const {body} = await apply(name, 'one', {size: 'big'});
    expect(body.data).toEqual({color: 'blue', size: 'big'});
    expect(body.metadata.labels).toEqual({'by-one': 'yes', 'by-two': 'yes'});
  });

  it('refuses to change what another manager owns, and names it', async () => {
    const name = newName();
    await apply(name, 'one', {color: 'blue'});
    const answer = await apply(name, 'two', {color: 'red'});
    expect(answer).toMatchObject({
      status: 409,
      body: {
        reason: 'Conflict',
        message: 'Apply failed with 1 conflict: conflict with "one": .data.color',
        details: {
          causes: [{reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.data.color'}],
        },
      },
    });
    expect((await client.ok('GET', `${CONFIG_MAPS}/${name}`)).data).toEqual({color: 'blue'});
  });

  it('takes a field from its manager when forced', async () => {
    const name = newName();
    await apply(name, 'one', {color: 'blue', size: 'big'});
    const forced = await apply(name, 'two', {color: 'red'}, '&force=true');
    expect(forced).toMatchObject({status: 200, body: {data: {color: 'red', size: 'big'}}});
    const {body} = await apply(name, 'one', {size: 'big'});
    expect(body.data).toEqual({color: 'red', size: 'big'});
  });

  it('conflicts with a field that was changed by other means', async () => {
    const name = newName();
    await apply(name, 'one', {color: 'blue'});
    const headers = {'content-type': 'application/merge-patch+json'};
    const path = `${CONFIG_MAPS}/${name}?fieldManager=editor`;
    await client.ok('PATCH', path, {body: {data: {color: 'red'}}, headers});
    const answer = await apply(name, 'one', {color: 'blue'});
    expect(answer).toMatchObject({status: 409});
    expect(answer.body.message).toMatch(/conflict with "editor" using v1(?: at [^:]+:\d\d:\d\dZ)?: \.data\.color/);
  });

  it('leaves a field alone that another took by other means, when it is left out', async () => {
    const name = newName();
    await apply(name, 'one', {color: 'blue', size: 'big'});
    const object = await client.ok('GET', `${CONFIG_MAPS}/${name}`);
    await client.ok('PUT', `${CONFIG_MAPS}/${name}?fieldManager=editor`, {
      body: {...object, data: {color: 'red', size: 'big'}},
    });
    expect((await apply(name, 'one', {size: 'big'})).body.data).toEqual({color: 'red', size: 'big'});
  });

  it('in a dry run stores nothing', async () => {
    const name = newName();
    expect(await apply(name, 'one', {color: 'blue'}, '&dryRun=All')).toMatchObject({status: 201});
    expect(await client.request('GET', `${CONFIG_MAPS}/${name}`)).toMatchObject({status: 404});
  });

  it('refuses a manager without a name', async () => {
    expect(await apply(newName(), '', {})).toMatchObject({status: 422, body: {reason: 'Invalid'}});
  });

  it('refuses an object with managedFields', async () => {
    const name = newName();
    const {body} = await apply(name, 'one', {color: 'blue'});
    const headers = {'content-type': 'application/apply-patch+yaml'};
    const answer = await client.request('PATCH', `${CONFIG_MAPS}/${name}?fieldManager=one`, {body, headers});
    expect(answer).toMatchObject({
      status: 400,
      body: {message: expect.stringContaining('metadata.managedFields must be nil')},
    });
  });

  it('takes YAML', async () => {
    const name = newName();
    const body = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata:\n  color: blue\n`;
    const headers = {'content-type': 'application/apply-patch+yaml'};
    const answer = await client.request('PATCH', `${CONFIG_MAPS}/${name}?fieldManager=one`, {body, headers});
    expect(answer).toMatchObject({status: 201, body: {data: {color: 'blue'}}});
  });
});
