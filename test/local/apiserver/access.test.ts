import {mkdtemp, readFile, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {APPLY, CONFIG_MAPS, configMap, EXPERIMENTS, startServer} from './support/server.js';

describe('who may ask', () => {
  it('refuses a request without the token, as a Status', async () => {
    const {call} = await startServer();
    const answer = await call('GET', '/api', undefined, {token: 'guess'});
    expect(answer).toMatchObject({code: 401, body: {kind: 'Status', reason: 'Unauthorized', code: 401}});
  });

  it.each(['/healthz', '/livez', '/readyz', '/version'])('answers %s to everybody', async (path) => {
    const {call} = await startServer();
    expect(await call('GET', path, undefined, {token: ''})).toMatchObject({code: 200});
  });

  it('gives every server its own token and certificate', async () => {
    const [one, other] = [await startServer(), await startServer()];
    expect(one.server.token).not.toBe(other.server.token);
    expect(one.server.certificate).not.toBe(other.server.certificate);
    expect(await one.call('GET', '/api', undefined, {token: other.server.token})).toMatchObject({code: 401});
  });

  it('writes a kubeconfig that only its owner can read, and no second one over it', async () => {
    const {server} = await startServer();
    const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-'));
    const path = join(folder, 'kubeconfig');
    await server.writeKubeconfig(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, 'utf8')).toContain(`server: ${server.url}`);
    await expect(server.writeKubeconfig(path)).rejects.toThrow('EEXIST');
    await rm(folder, {recursive: true});
  });

  it('asks whether the user may, and says what is not allowed', async () => {
    const {server, call} = await startServer({
      authorize: (user, {verb}) => user.name !== 'viewer' || verb === 'get',
    });
    const token = server.tokenFor({name: 'viewer', groups: []});
    const refused = await call('POST', CONFIG_MAPS, configMap('a'), {token});
    expect(refused).toMatchObject({code: 403, body: {reason: 'Forbidden', details: {kind: 'configmaps'}}});
    expect(refused.body.message).toBe(
      'configmaps is forbidden: User "viewer" cannot create resource "configmaps" in API group "" in the namespace "default"',
    );
    expect(await call('POST', CONFIG_MAPS, configMap('a'))).toMatchObject({code: 201});
    expect(await call('GET', `${CONFIG_MAPS}/a`, undefined, {token})).toMatchObject({code: 200});
  });

  it('tells users what they may do', async () => {
    const {call} = await startServer({authorize: (_user, {verb}) => verb !== 'delete'});
    const review = (verb: string) => ({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: {resourceAttributes: {verb, resource: 'pods', namespace: 'default'}},
    });
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    expect((await call('POST', path, review('get'))).body.status).toEqual({allowed: true});
    expect((await call('POST', path, review('delete'))).body.status).toEqual({allowed: false});
  });

  it('tells what others may do, by their names and groups', async () => {
    const {call} = await startServer({
      authorize: ({name, groups}) => name !== 'jane' || groups.includes('admins'),
    });
    const allowed = async (groups: string[]) => {
      const spec = {user: 'jane', groups, resourceAttributes: {verb: 'get', resource: 'pods'}};
      const review = {apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec};
      return (await call('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', review)).body.status;
    };
    expect(await allowed([])).toEqual({allowed: false});
    expect(await allowed(['admins'])).toEqual({allowed: true});
  });

  it('lets the owner act as somebody else', async () => {
    const {call} = await startServer();
    const headers = {'impersonate-user': 'jane'};
    const review = {apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview'};
    const answer = await call('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', review, {headers});
    expect(answer.body.status.userInfo.username).toBe('jane');
  });

  it('lets nobody gain rights by acting as somebody else', async () => {
    const {server, call} = await startServer({authorize: ({name}) => name === 'iter8ctl'});
    const token = server.tokenFor({name: 'viewer', groups: []});
    const headers = {'impersonate-user': 'iter8ctl'};
    const {code, body} = await call('GET', CONFIG_MAPS, undefined, {token, headers});
    expect([code, body.message]).toEqual([403, expect.stringContaining('cannot impersonate resource "users"')]);
  });
});

describe('requests that cannot be answered', () => {
  it.each([
    ['GET', '/apis/nothing.example/v1', 404],
    ['GET', EXPERIMENTS, 404],
    ['GET', '/api/v1/namespaces/default/configmaps/a/b/c', 404],
    ['GET', '/api/v1/configmaps/without-namespace', 404],
    ['GET', '/api/v1/namespaces/%E0%A4%A/configmaps', 404],
    ['POST', '/api/v1/configmaps', 405],
    ['PUT', CONFIG_MAPS, 405],
    ['OPTIONS', CONFIG_MAPS, 405],
    ['POST', '/apis', 405],
  ])('refuses %s %s with %i', async (method, path, code) => {
    const {call} = await startServer();
    expect(await call(method, path)).toMatchObject({code, body: {kind: 'Status', code}});
  });

  it.each([
    ['no JSON', '{', 'application/json', 400],
    ['a list', '[]', 'application/json', 400],
    ['no YAML', 'a: [', 'application/apply-patch+yaml', 400],
    ['another format', '<a/>', 'text/xml', 415],
    ['more than 3 MiB', `"${'x'.repeat(3 * 1024 * 1024)}"`, 'application/json', 413],
  ])('refuses a body that is %s', async (_what, body, contentType, code) => {
    const {call} = await startServer();
    const method = contentType === APPLY.contentType ? 'PATCH' : 'POST';
    const path = method === 'PATCH' ? `${CONFIG_MAPS}/a?fieldManager=me` : CONFIG_MAPS;
    expect(await call(method, path, body, {contentType})).toMatchObject({code, body: {kind: 'Status'}});
  });

  it('keeps integers that a JavaScript number cannot hold', async () => {
    const {call} = await startServer();
    const service =
      '{"apiVersion":"serving.knative.dev/v1","kind":"Service","metadata":{"name":"a"},"spec":{"big":9007199254740993}}';
    const answer = await call('POST', '/apis/serving.knative.dev/v1/namespaces/default/services', service);
    expect(answer.text).toContain('9007199254740993');
  });
});
