import {describe, expect, it} from '@jest/globals';
import {CONFIG_MAPS, configMap, deployment, DEPLOYMENTS, experiment, EXPERIMENTS, MERGE, startServer, startWithExperiments} from './support/server.js'; // prettier-ignore

describe('creating', () => {
  it('fills in what the server sets', async () => {
    const {call} = await startServer();
    const {code, body} = await call('POST', CONFIG_MAPS, configMap('a', {key: 'value'}));
    expect(code).toBe(201);
    expect(body.metadata).toMatchObject({namespace: 'default', creationTimestamp: '2026-11-22T10:00:00Z'});
    expect(body.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(Number(body.metadata.resourceVersion)).toBeGreaterThan(0);
    expect((await call('GET', `${CONFIG_MAPS}/a`)).body).toEqual(body);
  });

  it('makes up a name after a prefix', async () => {
    const {call} = await startServer();
    const {body} = await call('POST', CONFIG_MAPS, {...configMap(''), metadata: {generateName: 'run-'}});
    expect(body.metadata.name).toMatch(/^run-[a-z0-9]{5}$/);
  });

  it('refuses a name that is taken', async () => {
    const {call} = await startServer();
    await call('POST', CONFIG_MAPS, configMap('a'));
    const {code, body} = await call('POST', CONFIG_MAPS, configMap('a'));
    expect(code).toBe(409);
    expect(body).toMatchObject({reason: 'AlreadyExists', message: 'configmaps "a" already exists'});
  });

  it.each([
    ['an upper case name', {metadata: {name: 'Shop'}}, 422, 'Invalid'],
    ['no name', {metadata: {}}, 422, 'Invalid'],
    ['another namespace', {metadata: {name: 'a', namespace: 'other'}}, 400, 'BadRequest'],
    ['a resourceVersion', {metadata: {name: 'a', resourceVersion: '1'}}, 400, 'BadRequest'],
    ['another kind', {kind: 'Secret'}, 400, 'BadRequest'],
    ['no kind', {kind: ''}, 400, 'BadRequest'],
    ['another version', {apiVersion: 'v2'}, 400, 'BadRequest'],
    ['a label that is a number', {metadata: {name: 'a', labels: {a: 1}}}, 400, 'BadRequest'],
    ['a label with a blank', {metadata: {name: 'a', labels: {a: 'b c'}}}, 422, 'Invalid'],
    ['an owner without UID', {metadata: {name: 'a', ownerReferences: [{name: 'b'}]}}, 422, 'Invalid'],
  ])('refuses %s', async (_what, change, code, reason) => {
    const {call} = await startServer();
    const answer = await call('POST', CONFIG_MAPS, {...configMap('a'), ...change});
    expect(answer).toMatchObject({code, body: {reason}});
  });

  it('refuses an object in a namespace that does not exist', async () => {
    const {call} = await startServer();
    const {code, body} = await call('POST', '/api/v1/namespaces/nowhere/configmaps', configMap('a'));
    expect([code, body.message]).toEqual([404, 'namespaces "nowhere" not found']);
  });

  it('stores nothing in a dry run', async () => {
    const {call} = await startServer();
    expect(await call('POST', `${CONFIG_MAPS}?dryRun=All`, configMap('a'))).toMatchObject({code: 201});
    expect(await call('GET', `${CONFIG_MAPS}/a`)).toMatchObject({
      code: 404,
      body: {reason: 'NotFound', message: 'configmaps "a" not found', details: {name: 'a', kind: 'configmaps'}},
    });
  });

  it('drops the status where it is written by itself', async () => {
    const {call} = await startWithExperiments();
    const {body} = await call('POST', EXPERIMENTS, {...experiment('a'), status: {stage: 'Completed'}});
    expect(body.status).toBeUndefined();
  });

  it('moves stringData of a Secret into its data', async () => {
    const {call} = await startServer();
    const secret = {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'a'}, stringData: {key: 'word'}};
    const {body} = await call('POST', '/api/v1/namespaces/default/secrets', secret);
    expect(body).toMatchObject({type: 'Opaque', data: {key: 'd29yZA=='}});
    expect(body.stringData).toBeUndefined();
  });
});

describe('replacing', () => {
  it('refuses an object that somebody else changed meanwhile', async () => {
    const {call} = await startServer();
    const {body: first} = await call('POST', CONFIG_MAPS, configMap('a', {n: '1'}));
    await call('PUT', `${CONFIG_MAPS}/a`, {...first, data: {n: '2'}});
    const {code, body} = await call('PUT', `${CONFIG_MAPS}/a`, {...first, data: {n: '3'}});
    expect(code).toBe(409);
    expect(body.message).toBe(
      'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    );
  });

  it('refuses the UID of an earlier object of that name', async () => {
    const {call} = await startServer();
    await call('POST', CONFIG_MAPS, configMap('a'));
    const answer = await call('PUT', `${CONFIG_MAPS}/a`, configMap('a', {}, {uid: 'earlier'}));
    expect(answer).toMatchObject({code: 409, body: {reason: 'Conflict'}});
  });

  it('does not take a change for one that is none', async () => {
    const {call} = await startServer();
    const {body} = await call('POST', CONFIG_MAPS, configMap('a', {n: '1'}));
    const again = await call('PUT', `${CONFIG_MAPS}/a`, configMap('a', {n: '1'}));
    expect(again.body.metadata.resourceVersion).toBe(body.metadata.resourceVersion);
  });

  it('keeps what only the server sets', async () => {
    const {call} = await startServer();
    const {body} = await call('POST', CONFIG_MAPS, configMap('a'));
    const forged = configMap('a', {n: '1'}, {creationTimestamp: '2000-01-01T00:00:00Z', generation: 7});
    const {body: after} = await call('PUT', `${CONFIG_MAPS}/a`, forged);
    expect(after.metadata).toMatchObject({
      creationTimestamp: body.metadata.creationTimestamp,
      uid: body.metadata.uid,
    });
    expect(after.metadata.generation).toBeUndefined();
  });

  it('wants a resourceVersion for custom kinds', async () => {
    const {call} = await startWithExperiments();
    await call('POST', EXPERIMENTS, experiment('a'));
    const {code, body} = await call('PUT', `${EXPERIMENTS}/a`, experiment('a', {target: 'other'}));
    expect(code).toBe(422);
    expect(body.message).toContain(
      'metadata.resourceVersion: Invalid value: 0x0: must be specified for an update',
    );
  });

  it('creates a Lease by PUT, and no ConfigMap', async () => {
    const {call} = await startServer();
    const leases = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
    const lease = {apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: {name: 'a'}, spec: {}};
    expect(await call('PUT', `${leases}/a`, lease)).toMatchObject({code: 200});
    expect(await call('PUT', `${CONFIG_MAPS}/a`, configMap('a'))).toMatchObject({code: 404});
  });

  it('lets a name in the path and another in the object not pass', async () => {
    const {call} = await startServer();
    await call('POST', CONFIG_MAPS, configMap('a'));
    const {code, body} = await call('PUT', `${CONFIG_MAPS}/a`, configMap('b'));
    expect([code, body.message]).toEqual([
      400,
      'the name of the object (b) does not match the name on the URL (a)',
    ]);
  });

  it('does not change what is immutable', async () => {
    const {call} = await startServer();
    await call('POST', CONFIG_MAPS, {...configMap('a', {n: '1'}), immutable: true});
    const change = await call('PATCH', `${CONFIG_MAPS}/a`, {data: {n: '2'}}, MERGE);
    expect(change).toMatchObject({code: 422, body: {reason: 'Invalid'}});
  });
});

describe('spec and status', () => {
  it('counts changes of the spec, not of status and metadata', async () => {
    const {call} = await startWithExperiments();
    const generation = async (method: string, path: string, body: unknown) =>
      (await call(method, path, body, method === 'POST' ? {} : MERGE)).body.metadata.generation;
    expect(await generation('POST', EXPERIMENTS, experiment('a'))).toBe(1);
    expect(await generation('PATCH', `${EXPERIMENTS}/a`, {spec: {target: 'other'}})).toBe(2);
    expect(await generation('PATCH', `${EXPERIMENTS}/a/status`, {status: {stage: 'Running'}})).toBe(2);
    expect(await generation('PATCH', `${EXPERIMENTS}/a`, {metadata: {labels: {a: 'b'}}})).toBe(2);
  });

  it('writes each only on its own path', async () => {
    const {call} = await startWithExperiments();
    await call('POST', EXPERIMENTS, experiment('a'));
    const both = {spec: {target: 'other'}, status: {stage: 'Running'}};
    await call('PATCH', `${EXPERIMENTS}/a/status`, both, MERGE);
    expect((await call('GET', `${EXPERIMENTS}/a`)).body).toMatchObject({
      spec: {target: 'shop'},
      status: both.status,
    });
    await call('PATCH', `${EXPERIMENTS}/a`, {...both, status: {stage: 'Completed'}}, MERGE);
    expect((await call('GET', `${EXPERIMENTS}/a`)).body).toMatchObject({spec: both.spec, status: both.status});
  });

  it('reads and writes the scale of a Deployment', async () => {
    const {call} = await startServer();
    await call('POST', DEPLOYMENTS, deployment('web'));
    expect((await call('GET', `${DEPLOYMENTS}/web/scale`)).body).toMatchObject({
      kind: 'Scale',
      spec: {replicas: 1},
    });
    await call('PATCH', `${DEPLOYMENTS}/web/scale`, {spec: {replicas: 3}}, MERGE);
    expect((await call('GET', `${DEPLOYMENTS}/web`)).body.spec.replicas).toBe(3);
  });
});

describe('what built-in kinds refuse', () => {
  const LEASES = [
    'coordination.k8s.io/v1',
    'Lease',
    '/apis/coordination.k8s.io/v1/namespaces/default/leases',
  ] as const;
  const JOBS = ['batch/v1', 'Job', '/apis/batch/v1/namespaces/default/jobs'] as const;
  const EVENTS = ['v1', 'Event', '/api/v1/namespaces/default/events'] as const;
  const NEW_EVENTS = ['events.k8s.io/v1', 'Event', '/apis/events.k8s.io/v1/namespaces/default/events'] as const;
  const SECRETS = ['v1', 'Secret', '/api/v1/namespaces/default/secrets'] as const;

  it.each([
    ['times with milliseconds in a Lease', LEASES, {spec: {renewTime: '2026-11-22T10:00:00.123Z'}}, 400],
    ['a Lease of no duration', LEASES, {spec: {leaseDurationSeconds: 0}}, 422],
    ['a Job that restarts always', JOBS, {spec: {template: {spec: {containers: [{name: 'a', image: 'b'}]}}}}, 422],
    ['a Job without containers', JOBS, {spec: {template: {spec: {restartPolicy: 'Never'}}}}, 422],
    ['an Event about another namespace', EVENTS, {involvedObject: {namespace: 'other'}}, 422],
    ['an Event without time', NEW_EVENTS, {regarding: {namespace: 'default'}}, 422],
    ['a Secret that is no base64', SECRETS, {data: {a: 'öl'}}, 400],
  ] as const)('refuses %s', async (_what, [apiVersion, kind, path], fields, code) => {
    const {call} = await startServer();
    expect(await call('POST', path, {apiVersion, kind, metadata: {name: 'a'}, ...fields})).toMatchObject({code});
  });

  it('refuses a Deployment that does not select its own Pods', async () => {
    const {call} = await startServer();
    const {spec, ...rest} = deployment('web');
    const answer = await call('POST', DEPLOYMENTS, {
      ...rest,
      spec: {...(spec as object), selector: {matchLabels: {a: 'b'}}},
    });
    expect(answer).toMatchObject({code: 422});
    expect(answer.body.message).toContain('`selector` does not match template `labels`');
  });
});
