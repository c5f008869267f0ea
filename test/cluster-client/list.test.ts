import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import {clientOf, EXPERIMENTS, experiment, failureOf, listOf, scripted, status} from './support.js';

const range = (from: number, to: number) =>
  Array.from({length: to - from}, (_, index) => experiment(`x${from + index}`));

/** Pages of 500 out of so many objects, as an API server gives them. */
function page(all: readonly JsonObject[], query: URLSearchParams): JsonObject {
  const from = Number(query.get('continue') ?? 0);
  const to = from + Number(query.get('limit') ?? all.length);
  return listOf(all.slice(from, to), '77', to < all.length ? String(to) : undefined);
}

describe('a list', () => {
  it('comes in chunks of 500', async () => {
    const all = range(0, 1201);
    const server = await scripted(({query}) => page(all, query));
    const list = await (
      await clientOf(server)
    ).list(EXPERIMENTS, {namespace: 'shop', labelSelector: 'app=a,b!=c'});
    expect(list).toEqual({items: all, resourceVersion: '77'});
    expect(server.asked.map(({query}) => query.get('continue'))).toEqual([null, '500', '1000']);
    expect(new Set(server.asked.map(({query}) => query.get('labelSelector')))).toEqual(new Set(['app=a,b!=c']));
  });

  it('that goes stale on the way is begun anew, and in the end asked for in one piece', async () => {
    const all = range(0, 600);
    const server = await scripted(({query}) =>
      query.has('continue') ? status(410, 'Expired', 'the continue parameter is too old') : page(all, query),
    );
    expect((await (await clientOf(server)).list(EXPERIMENTS, {})).items).toHaveLength(600);
    expect(server.asked.map(({query}) => query.get('limit'))).toEqual(['500', '500', '500', '500', null]);
  });

  it('of a built-in kind has items that say what they are', async () => {
    const server = await scripted(() => ({
      kind: 'PodList',
      apiVersion: 'v1',
      metadata: {},
      items: [{metadata: {name: 'p'}}],
    }));
    const pods = {group: '', version: 'v1', kind: 'Pod', plural: 'pods', isNamespaced: true};
    const {items} = await (await clientOf(server)).list(pods, {});
    expect(items).toEqual([{apiVersion: 'v1', kind: 'Pod', metadata: {name: 'p'}}]);
  });

  it('that is empty may have null for its items', async () => {
    const server = await scripted(() => ({kind: 'ExperimentList', metadata: {resourceVersion: '5'}, items: null}));
    expect(await (await clientOf(server)).list(EXPERIMENTS, {})).toEqual({items: [], resourceVersion: '5'});
  });
});

describe("the server's table", () => {
  it('has the rows of all chunks', async () => {
    const server = await scripted(({query}) => {
      const next = query.has('continue') ? {} : {continue: 'more'};
      return {
        kind: 'Table',
        metadata: {resourceVersion: '9', ...next},
        columnDefinitions: [{name: 'Name'}],
        rows: [{cells: ['x']}],
      };
    });
    const table = await (await clientOf(server)).table(EXPERIMENTS, {});
    expect(table).toMatchObject({
      kind: 'Table',
      columnDefinitions: [{name: 'Name'}],
      rows: [{cells: ['x']}, {cells: ['x']}],
    });
    expect(table.metadata).toEqual({resourceVersion: '9'});
    expect(server.asked[0]!.headers.accept).toBe('application/json;as=Table;v=v1;g=meta.k8s.io');
    expect(server.asked[0]!.query.get('includeObject')).toBe('Metadata');
  });

  it('is asked of a server that makes none in vain', async () => {
    const server = await scripted(() => listOf([]));
    expect(await failureOf((await clientOf(server)).table(EXPERIMENTS, {}))).toMatchObject({code: 'UNREACHABLE'});
  });
});

const GROUP = {
  kind: 'APIGroup',
  versions: [{version: 'v2alpha1'}, {version: 'v2alpha2'}],
  preferredVersion: {version: 'v2alpha2'},
};
const RESOURCES: Readonly<Record<string, JsonObject>> = {
  '/apis/iter8.tools': GROUP,
  '/apis/iter8.tools/v2alpha2': {
    resources: [
      {name: 'experiments', kind: 'Experiment', namespaced: true},
      {name: 'experiments/status', kind: 'Experiment', namespaced: true},
    ],
  },
  '/apis/iter8.tools/v2alpha1': {resources: [{name: 'metrics', kind: 'Metric', namespaced: true}]},
  '/api/v1': {resources: [{name: 'nodes', kind: 'Node', namespaced: false}]},
};

const discovering = () =>
  scripted(({path}) => RESOURCES[path] ?? status(404, 'NotFound', 'the server could not find it'));

describe('discovery', () => {
  it('finds a kind of the version that the server prefers, and asks once', async () => {
    const server = await discovering();
    const cluster = await clientOf(server);
    const wanted = {group: 'iter8.tools', kind: 'Experiment'};
    expect(await cluster.findKind(wanted)).toEqual(EXPERIMENTS);
    expect(await cluster.findKind(wanted)).toEqual(EXPERIMENTS);
    expect(server.lines()).toEqual(['GET /apis/iter8.tools', 'GET /apis/iter8.tools/v2alpha2']);
  });

  it('goes on to other versions that are served', async () => {
    const cluster = await clientOf(await discovering());
    expect(await cluster.findKind({group: 'iter8.tools', kind: 'Metric'})).toMatchObject({version: 'v2alpha1'});
  });

  it('knows the core group', async () => {
    const cluster = await clientOf(await discovering());
    const node = {group: '', version: 'v1', kind: 'Node', plural: 'nodes', isNamespaced: false};
    expect(await cluster.findKind({group: '', kind: 'Node'})).toEqual(node);
  });

  it.each([
    ['kind', {group: 'iter8.tools', kind: 'Trial'}],
    ['version', {group: 'iter8.tools', kind: 'Experiment', version: 'v9'}],
    ['group', {group: 'example.com', kind: 'Experiment'}],
  ])('finds nothing where the %s is not served', async (_what, wanted) => {
    expect(await (await clientOf(await discovering())).findKind(wanted)).toBeUndefined();
  });

  it('asks anew for a kind that was not there before, though it knows others of the group', async () => {
    const known = '/apis/iter8.tools/v2alpha2';
    let later: readonly JsonObject[] = [];
    const server = await scripted(({path}) => {
      if (path !== known) return RESOURCES[path] ?? status(404, 'NotFound', 'the server could not find it');
      const resources = RESOURCES[known]!.resources as readonly JsonObject[];
      return {resources: [...resources, ...later]};
    });
    const cluster = await clientOf(server);
    const policy = {group: 'iter8.tools', kind: 'Policy', version: 'v2alpha2'};
    await cluster.findKind({group: 'iter8.tools', kind: 'Experiment'});
    await expect(cluster.findKind(policy)).resolves.toBeUndefined();
    later = [{name: 'policies', kind: 'Policy', namespaced: true}];
    await expect(cluster.findKind(policy)).resolves.toMatchObject({plural: 'policies'});
    const reads = server.lines().filter((line) => line === `GET ${known}`);
    expect(reads).toHaveLength(3);
  });

  it('looks anew when a kind has gone', async () => {
    const server = await discovering();
    const cluster = await clientOf(server);
    await cluster.findKind({group: 'iter8.tools', kind: 'Experiment'});
    await failureOf(cluster.list(EXPERIMENTS, {}));
    await cluster.findKind({group: 'iter8.tools', kind: 'Experiment'});
    expect(server.lines().filter((line) => line === 'GET /apis/iter8.tools')).toHaveLength(2);
  });
});

const APPS = {
  resources: [
    {
      name: 'deployments',
      singularName: 'deployment',
      kind: 'Deployment',
      namespaced: true,
      shortNames: ['deploy'],
    },
    {name: 'deployments/scale', kind: 'Scale', namespaced: true},
  ],
};
const services = (kind: string, shortName: string) => ({
  resources: [{name: 'services', singularName: 'service', kind, namespaced: true, shortNames: [shortName]}],
});
const groupOf = (name: string, ...versions: readonly string[]) => ({
  name,
  versions: versions.map((version) => ({version})),
  preferredVersion: {version: versions[0]},
});

/** Of which one group is served by somebody who does not answer. */
async function namedKinds(over: Readonly<Record<string, JsonObject>> = {}) {
  const answers: Readonly<Record<string, JsonObject>> = {
    '/api/v1': services('Service', 'svc'),
    '/apis': {
      groups: [
        groupOf('metrics.k8s.io', 'v1beta1'),
        groupOf('apps', 'v1', 'v1beta1'),
        groupOf('serving.knative.dev', 'v1'),
      ],
    },
    '/apis/apps/v1': APPS,
    '/apis/apps/v1beta1': APPS,
    '/apis/metrics.k8s.io/v1beta1': status(503, 'ServiceUnavailable', 'the server is currently unable'),
    '/apis/serving.knative.dev/v1': services('Service', 'ksvc'),
    ...over,
  };
  return scripted(({path}) => answers[path] ?? status(404, 'NotFound', 'the server could not find it'));
}

describe('a kind by the name that kubectl takes', () => {
  it.each([
    ['deployments', 'apps/v1'],
    ['deployment', 'apps/v1'],
    ['Deployment', 'apps/v1'],
    ['deploy', 'apps/v1'],
    ['deployments.apps', 'apps/v1'],
    ['deploy.v1beta1.apps', 'apps/v1beta1'],
    ['svc', '/v1'],
    ['service', '/v1'],
    ['services.v1.', '/v1'],
    ['ksvc', 'serving.knative.dev/v1'],
    ['services.serving.knative.dev', 'serving.knative.dev/v1'],
    ['services.v1.serving.knative.dev', 'serving.knative.dev/v1'],
    ['services.serving', 'serving.knative.dev/v1'],
  ])('%s is found, though another group gives no answer', async (text, where) => {
    const found = await (await clientOf(await namedKinds())).findResource(text);
    expect(`${found?.group}/${found?.version}`).toBe(where);
  });

  it.each(['deployments.v2.apps', 'pods.apps', 'deployments/scale'])('%s is not', async (text) => {
    const groups = {'/apis': {groups: [groupOf('apps', 'v1')]}};
    expect(await (await clientOf(await namedKinds(groups))).findResource(text)).toBeUndefined();
  });

  it('may be one of the group that gives no answer', async () => {
    const finding = (await clientOf(await namedKinds())).findResource('podmetrics');
    expect(await failureOf(finding)).toMatchObject({code: 'UNREACHABLE'});
  });

  it('is looked up once, and each time anew while it is not served', async () => {
    const answers = {'/apis': {groups: [groupOf('apps', 'v1')]}};
    const server = await namedKinds(answers);
    const cluster = await clientOf(server);
    await cluster.findResource('deploy');
    await cluster.findResource('deploy');
    const once = server.lines();
    expect(once).toEqual(['GET /apis', 'GET /api/v1', 'GET /apis/apps/v1']);
    await cluster.findResource('gateways');
    await cluster.findResource('gateways');
    expect(server.lines().slice(once.length)).toEqual([...once, ...once]);
  });
});
