import {describe, expect, it} from '@jest/globals';
import {fieldsOf, pathText, updatedFieldsOf} from '../../../src/local/apiserver/ownership/field-paths.js';
import {fromFieldsV1, toFieldsV1} from '../../../src/local/apiserver/ownership/fields-v1.js';
import {BUILTIN_SHAPE} from '../../../src/local/apiserver/ownership/shape.js';
import {APPLY, type Body, type Client, CONFIG_MAPS, configMap, deployment, DEPLOYMENTS, experiment, EXPERIMENTS, MERGE, startServer, startWithExperiments} from './support/server.js'; // prettier-ignore

/** Applies as a manager. */
function applier({call}: Client, path: string) {
  return (manager: string, object: unknown, query = '') =>
    call('PATCH', `${path}?fieldManager=${manager}${query}`, object, APPLY);
}

function managers(body: Body) {
  return body.metadata.managedFields.map(({manager, operation, subresource = ''}) => [
    manager,
    operation,
    subresource,
  ]);
}

describe('server-side apply', () => {
  it('creates what is missing, and changes nothing the second time', async () => {
    const client = await startServer();
    const apply = applier(client, `${CONFIG_MAPS}/a`);
    const first = await apply('me', configMap('a', {n: '1'}));
    expect(first.code).toBe(201);
    expect(managers(first.body)).toEqual([['me', 'Apply', '']]);
    const again = await apply('me', configMap('a', {n: '1'}));
    expect(again.code).toBe(200);
    expect(again.body).toEqual(first.body);
  });

  it('takes away what the manager applied before and leaves out now', async () => {
    const client = await startServer();
    const apply = applier(client, `${CONFIG_MAPS}/a`);
    await apply('me', configMap('a', {mine: '1', old: '1'}));
    await client.call('PATCH', `${CONFIG_MAPS}/a`, {data: {theirs: '1'}}, MERGE);
    const {body} = await apply('me', configMap('a', {mine: '2'}));
    expect(body.data).toEqual({mine: '2', theirs: '1'});
  });

  it('keeps what another manager applies too', async () => {
    const client = await startServer();
    const apply = applier(client, `${CONFIG_MAPS}/a`);
    await apply('me', configMap('a', {shared: '1'}));
    await apply('you', configMap('a', {shared: '1', yours: '1'}));
    expect((await apply('me', configMap('a'))).body.data).toEqual({shared: '1', yours: '1'});
  });

  it('refuses to change what another manager owns, and names it', async () => {
    const client = await startServer();
    const apply = applier(client, `${CONFIG_MAPS}/a`);
    await apply('you', configMap('a', {n: '1'}));
    const {code, body} = await apply('me', configMap('a', {n: '2'}));
    expect(code).toBe(409);
    expect(body.message).toBe('Apply failed with 1 conflict: conflict with "you": .data.n');
    expect(body.details.causes).toEqual([
      {reason: 'FieldManagerConflict', message: 'conflict with "you"', field: '.data.n'},
    ]);
  });

  it('takes fields over by force, after which they are the new manager’s alone', async () => {
    const client = await startServer();
    const apply = applier(client, `${CONFIG_MAPS}/a`);
    await apply('you', configMap('a', {n: '1'}));
    const {code, body} = await apply('me', configMap('a', {n: '2'}), '&force=true');
    expect([code, body.data.n, managers(body)]).toEqual([200, '2', [['me', 'Apply', '']]]);
  });

  it('lets an update take fields over without asking', async () => {
    const client = await startServer();
    const apply = applier(client, `${CONFIG_MAPS}/a`);
    await apply('me', configMap('a', {n: '1', m: '1'}));
    await client.call('PATCH', `${CONFIG_MAPS}/a`, {data: {n: '2'}}, MERGE);
    const {body} = await client.call('GET', `${CONFIG_MAPS}/a`);
    expect(managers(body)).toEqual([
      ['me', 'Apply', ''],
      ['tester', 'Update', ''],
    ]);
    expect((await apply('me', configMap('a', {n: '1'}))).body.message).toContain(
      'conflict with "tester" using v1: .data.n',
    );
  });

  it('merges containers and their ports by what tells them apart', async () => {
    const client = await startServer();
    const apply = applier(client, `${DEPLOYMENTS}/web`);
    await apply('me', deployment('web', {ports: [{containerPort: 80}]}));
    const image = {...deployment('web', {image: 'app:1', ports: [{containerPort: 80, name: 'http'}]})};
    const {body} = await apply('you', image);
    expect(body.spec.template.spec.containers).toMatchObject([
      {name: 'app', image: 'app:1', ports: [{containerPort: 80, protocol: 'TCP', name: 'http'}]},
    ]);
  });

  it('merges lists of a custom kind as its schema says', async () => {
    const client = await startWithExperiments();
    const apply = applier(client, `${EXPERIMENTS}/a`);
    await apply('me', experiment('a', {target: 'shop', versions: [{name: 'one'}, {name: 'two'}]}));
    await apply('you', {...experiment('a', {versions: [{name: 'three', weight: 3}]})});
    const {body} = await apply('me', experiment('a', {target: 'shop', versions: [{name: 'two'}]}));
    expect(body.spec.versions).toEqual([
      {name: 'two', weight: 1},
      {name: 'three', weight: 3},
    ]);
  });

  it('applies the status on its own path alone', async () => {
    const client = await startWithExperiments();
    await applier(client, `${EXPERIMENTS}/a`)('me', {...experiment('a'), status: {stage: 'Failed'}});
    const status = {
      apiVersion: 'iter8.tools/v2',
      kind: 'Experiment',
      metadata: {name: 'a'},
      status: {stage: 'Running'},
    };
    const {body} = await applier(client, `${EXPERIMENTS}/a/status`)('engine', status);
    expect(body.status).toEqual({stage: 'Running'});
    expect(managers(body)).toEqual([
      ['me', 'Apply', ''],
      ['engine', 'Apply', 'status'],
    ]);
  });

  it('reads YAML', async () => {
    const client = await startServer();
    const yaml = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  n: "1"\n';
    expect((await applier(client, `${CONFIG_MAPS}/a`)('me', yaml)).body.data).toEqual({n: '1'});
  });

  it('lets kubectl take over what it applied before without the server, as long as nobody changed it', async () => {
    const client = await startServer();
    const applied = JSON.stringify(configMap('a', {n: '1', m: '1'}));
    const annotations = {'kubectl.kubernetes.io/last-applied-configuration': applied};
    await client.call('POST', CONFIG_MAPS, configMap('a', {n: '1', m: '2'}, {annotations}));
    const apply = applier(client, `${CONFIG_MAPS}/a`);
    expect((await apply('kubectl', configMap('a', {n: '3'}))).body.data).toEqual({n: '3', m: '2'});
    expect((await apply('kubectl', configMap('a', {n: '3', m: '3'}))).body.message).toContain('.data.m');
  });

  it('keeps an object that a manager once updated as a whole, as long as something in it is applied', async () => {
    const client = await startServer();
    await client.call('POST', CONFIG_MAPS, configMap('a', {n: '1', m: '1'}));
    const [entry] = (await client.call('GET', `${CONFIG_MAPS}/a`)).body.metadata.managedFields;
    const managedFields = [{...entry, manager: 'me', operation: 'Apply'}];
    await client.call('PATCH', `${CONFIG_MAPS}/a`, {metadata: {managedFields}}, MERGE);
    const {body} = await applier(client, `${CONFIG_MAPS}/a`)('me', configMap('a', {n: '1'}));
    expect(body.data).toEqual({n: '1'});
  });

  it('wants to know who applies', async () => {
    const {call} = await startServer();
    const {code, body} = await call('PATCH', `${CONFIG_MAPS}/a`, configMap('a'), APPLY);
    expect(code).toBe(422);
    expect(body.message).toContain('fieldManager: Required value: is required for apply patch');
  });

  it('stores nothing in a dry run', async () => {
    const client = await startServer();
    expect(await applier(client, `${CONFIG_MAPS}/a`)('me', configMap('a'), '&dryRun=All')).toMatchObject({
      code: 201,
    });
    expect(await client.call('GET', `${CONFIG_MAPS}/a`)).toMatchObject({code: 404});
  });
});

describe('sets of fields', () => {
  const object = {
    metadata: {name: 'ignored', labels: {a: 'b'}, finalizers: ['x']},
    spec: {containers: [{name: 'app', args: ['a', 'b']}], empty: {}},
  };

  it('are written as managedFields have them, and read back', () => {
    const fields = new Set(fieldsOf(object, BUILTIN_SHAPE).keys());
    const tree = toFieldsV1(fields);
    expect(tree).toEqual({
      'f:metadata': {'f:finalizers': {'v:"x"': {}}, 'f:labels': {'f:a': {}}},
      'f:spec': {
        'f:containers': {'k:{"name":"app"}': {'.': {}, 'f:args': {}, 'f:name': {}}},
        'f:empty': {},
      },
    });
    expect(fromFieldsV1(tree)).toEqual(fields);
  });

  it('of an update hold objects with free keys besides their members', () => {
    const tree = toFieldsV1(new Set(updatedFieldsOf({data: {a: '1'}, spec: {b: 1}}, BUILTIN_SHAPE).keys()));
    expect(tree).toEqual({'f:data': {'.': {}, 'f:a': {}}, 'f:spec': {'f:b': {}}});
  });

  it('are shown to people as paths', () => {
    const fields = [...fieldsOf(object, BUILTIN_SHAPE).keys()].map(pathText);
    expect(fields).toContain('.spec.containers[name="app"].args');
    expect(fields).toContain('.metadata.finalizers[="x"]');
  });
});
