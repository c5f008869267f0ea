import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {openFromFlags} from '../../src/cluster/open-from-flags.js';
import type {ResourceKind} from '../../src/cluster/port.js';
import Install from '../../src/commands/install.js';
import Uninstall from '../../src/commands/uninstall.js';
import {isObject, type JsonObject} from '../../src/experiment/json.js';
import {DEPLOYMENT_KIND} from '../../src/operate/install/kinds.js';
import {EXPERIMENT_COLUMNS} from '../../src/operate/install/printer-columns.js';
import {allResources, resourcesIn} from '../experiment/schema/resources.js';
import {testCluster} from '../support/cluster.js';
import {runCommand} from '../support/run-command.js';

const {kubeconfigPath, namespace, client, isReal} = await testCluster();
const cluster = await openFromFlags(
  {kubeconfig: kubeconfigPath},
  {env: {}, isInteractive: false, onPluginText: () => undefined},
);
afterAll(() => cluster.close());
const install = (...flags: string[]) => runCommand(Install, ['-n', namespace, ...flags], {cluster});
const uninstall = (...flags: string[]) => runCommand(Uninstall, flags, {cluster});

const VERSIONS = Object.keys(EXPERIMENT_COLUMNS);
const METRIC_VERSIONS = ['v2alpha2', 'v2alpha1'];

function kindOf(kind: string, version: string): ResourceKind {
  return {group: 'iter8.tools', version, kind, plural: `${kind.toLowerCase()}s`, isNamespaced: true};
}

/** Stores a resource as people and engines do: the status is written apart, through the version that the engine uses. */
async function store(resource: JsonObject, name: string): Promise<void> {
  const {kind, apiVersion, status} = resource as {kind: string; apiVersion: string; status?: JsonObject};
  const metadata = {name, namespace};
  await cluster.create(kindOf(kind, apiVersion.split('/')[1]!), {...resource, metadata});
  if (!status || kind === 'Metric') return;
  const preferred = kindOf(kind, 'v2alpha2');
  const stored = await cluster.get(preferred, {namespace, name});
  await cluster.replace(preferred, {...stored, status}, {subresource: 'status'});
}

/** Without what a server adds to every object, and without the defaults of a Metric. */
function contentOf(resource: JsonObject): JsonObject {
  const {spec} = resource;
  const defaults =
    resource.kind === 'Metric' && isObject(spec) ? {spec: {type: 'Gauge', method: 'GET', ...spec}} : {};
  return {...resource, ...defaults, apiVersion: undefined, metadata: undefined};
}

/** Of its day, when limits were floats: no server has ever taken it. */
const resources = allResources().filter(([name]) => !name.includes('v2alpha1-early'));

describe('install', () => {
  it('creates everything, and finds it unchanged when it is run again', async () => {
    await uninstall('--keep-crds');
    const first = await install('--tasks-in', namespace);
    expect([first.exitCode, first.err]).toEqual([0, '']);
    expect(first.out).toContain(`namespace/${namespace} unchanged: it is there already, and not ours\n`);
    expect(first.out).toMatch(
      /^customresourcedefinition\.apiextensions\.k8s\.io\/experiments\.iter8\.tools \w+$/m,
    );
    expect(first.out).toMatch(/^deployment\.apps\/iter8-controller created$/m);
    const again = await install('--tasks-in', namespace);
    expect(again.out.split('\n').length).toBe(first.out.split('\n').length);
    expect(again.out.replaceAll(/^\S+ unchanged(:.*)?\n/gm, '')).toBe('');
  });

  it('says what it would change, and changes nothing, in a dry run on the server', async () => {
    await install();
    const dry = await install('--image', 'other:1', '--dry-run=server');
    expect(dry.out).toContain('deployment.apps/iter8-controller configured (server dry run)\n');
    expect((await install()).out).toContain('deployment.apps/iter8-controller unchanged\n');
  });

  it('puts back what somebody has changed, and leaves the number of replicas', async () => {
    await install();
    const spec = {replicas: 3, template: {spec: {terminationGracePeriodSeconds: 5}}};
    const name = {namespace, name: 'iter8-controller'};
    await cluster.patch(DEPLOYMENT_KIND, name, {kind: 'merge', value: {spec}}, {fieldManager: 'somebody'});
    expect((await install()).out).toContain('deployment.apps/iter8-controller configured\n');
    expect(await cluster.get(DEPLOYMENT_KIND, name)).toMatchObject({
      spec: {replicas: 3, template: {spec: {terminationGracePeriodSeconds: 30}}},
    });
  });
});

describe('what is installed', () => {
  beforeAll(async () => {
    await install('--without-controller');
  });

  it.each(resources.map(([name, resource], index) => [name, resource, `fixture-${index}`] as const))(
    'keeps every field through every version: %s',
    async (_name, resource, stored) => {
      await store(resource, stored);
      const versions = resource.kind === 'Metric' ? METRIC_VERSIONS : VERSIONS;
      for (const version of versions) {
        const read = await cluster.get(kindOf(resource.kind as string, version), {namespace, name: stored});
        expect(read.apiVersion).toBe(`iter8.tools/${version}`);
        expect(contentOf(read)).toEqual(contentOf(resource));
      }
    },
  );

  it('takes the listing of the Helm tutorial as it stands', async () => {
    const [listing] = resourcesIn('validate/tutorial-listing.yaml');
    const value = {...listing, metadata: {name: 'tutorial', namespace}};
    const kind = kindOf('Experiment', 'v2alpha1');
    const applied = await cluster.patch(kind, {namespace, name: 'tutorial'}, {kind: 'apply', value});
    expect(applied.spec).toMatchObject({baseline: {name: 'current'}, candidates: [{name: 'candidate'}]});
  });

  it('refuses a word that no generation knows', async () => {
    const spec = {target: 'a', strategy: {testingPattern: 'canary'}};
    const resource = {
      apiVersion: 'iter8.tools/v2alpha2',
      kind: 'Experiment',
      metadata: {name: 'wrong', namespace},
      spec,
    };
    await expect(cluster.create(kindOf('Experiment', 'v2alpha2'), resource)).rejects.toThrow(/testingPattern/);
  });

  it.each([
    [
      'v2alpha1',
      'canary-running.yaml',
      ['canary-running', 'Canary', 'default/sample-app', 'Running', '4', 'IterationUpdate: Completed Iteration 4'],
    ],
    [
      'v1alpha1',
      'legacy/v1alpha1-running.yaml',
      [
        'v1alpha1-running',
        'Progressing',
        'IterationUpdate: Iteration 3 Started',
        'iter8-demo-v100',
        '60',
        'iter8-demo-v102',
        '40',
      ],
    ],
    [
      'v1alpha2',
      'legacy/v1alpha2-canary-won.yaml',
      ['v1alpha2-canary-won', 'Canary', '["cart"]', 'Completed', 'true', 'cart-v2'],
    ],
  ])('prints the columns of %s', async (version, file, cells) => {
    await store(resourcesIn(file)[0]!, cells[0]!);
    const kind = kindOf('Experiment', version);
    const table = (await cluster.table(kind, {
      namespace,
      fieldSelector: `metadata.name=${cells[0]!}`,
    })) as unknown as {
      columnDefinitions: {name: string}[];
      rows: {cells: unknown[]}[];
    };
    expect(table.columnDefinitions.map(({name}) => name.toLowerCase())).toEqual([
      'name',
      ...EXPERIMENT_COLUMNS[version as keyof typeof EXPERIMENT_COLUMNS].map(({name}) => name),
    ]);
    expect(table.rows[0]!.cells.map(String)).toEqual(expect.arrayContaining(cells));
  });
});

/** Only a real server judges by roles. */
(isReal ? describe : describe.skip)('roles', () => {
  beforeAll(async () => {
    await install('--tasks-in', namespace);
  });

  it.each([
    'iter8-controller may update experiments/status.iter8.tools here',
    'iter8-controller may not delete experiments.iter8.tools here',
    'iter8-controller may patch virtualservices.networking.istio.io in default',
    'iter8-controller may create jobs.batch here',
    'iter8-controller may not create jobs.batch in default',
    'iter8-controller may not get secrets here',
    'iter8-controller may get pods/log here',
    'iter8-tasks may not get experiments.iter8.tools here',
    'iter8-tasks may not create jobs.batch here',
    'iter8-tasks may not get secrets here',
  ])('%s', async (sentence) => {
    const words = /^(\S+) may( not)? (\S+) (\w+)\/?(\w*)\.?(\S*) (?:here|in (\w+))$/.exec(sentence) ?? [];
    const [, account, not, verb, resource, subresource, group, where = namespace] = words;
    const resourceAttributes = {verb, group, resource, subresource, namespace: where};
    const spec = {user: `system:serviceaccount:${namespace}:${account}`, resourceAttributes};
    const body = {apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec};
    const review = await client.ok('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {body});
    expect(review).toMatchObject({status: {allowed: not === undefined}});
  });
});

describe('uninstall', () => {
  const EXPERIMENTS = kindOf('Experiment', 'v2alpha2');
  const [listing] = resourcesIn('validate/tutorial-listing.yaml');

  it('refuses while there are Experiments of users, and says where', async () => {
    await install();
    await store(listing!, 'in-the-way');
    const {out, err, exitCode} = await uninstall();
    expect([out, exitCode]).toEqual(['', 2]);
    expect(err).toMatch(new RegExp(`\\d+ Experiments? \\(.*\\d+ in ${namespace}.*would be deleted`));
    expect((await install()).out).toContain('deployment.apps/iter8-controller unchanged\n');
  });

  it('keeps the definitions and what users have, and removes the rest once', async () => {
    await install();
    await store(listing!, 'to-be-kept');
    const {out, exitCode} = await uninstall('--keep-crds');
    expect(exitCode).toBe(0);
    expect(out).toContain('deployment.apps/iter8-controller deleted\n');
    expect(out).not.toMatch(/customresourcedefinition|^namespace/m);
    await expect(cluster.get(EXPERIMENTS, {namespace, name: 'to-be-kept'})).resolves.toMatchObject({
      kind: 'Experiment',
    });
    expect(await uninstall('--keep-crds')).toMatchObject({
      out: '',
      err: 'nothing is installed here by iter8ctl\n',
    });
  });

  /** On a server that other tests share, the definitions are theirs too. */
  (isReal ? it.skip : it)('takes everything away with --yes', async () => {
    await install();
    await store(listing!, 'to-be-lost');
    await uninstall('--yes');
    await expect(cluster.list(EXPERIMENTS, {namespace})).rejects.toThrow();
    expect((await uninstall()).err).toBe('nothing is installed here by iter8ctl\n');
  });
});
