import {beforeAll, describe, expect, it} from '@jest/globals';
import {openFromFlags} from '../../src/cluster/open-from-flags.js';
import type {Cluster} from '../../src/cluster/port.js';
import Doctor from '../../src/commands/doctor.js';
import Install from '../../src/commands/install.js';
import Uninstall from '../../src/commands/uninstall.js';
import Validate from '../../src/commands/validate.js';
import {testCluster} from '../support/cluster.js';
import {readKubeconfig, writeKubeconfig} from '../support/kubeconfig.js';
import {limitedKubeconfig} from '../support/limited-access.js';
import {type Outcome, runCommand} from '../support/run-command.js';

const testing = await testCluster();
const {kubeconfigPath, namespace, client, isReal, folder, atEnd} = testing;

const open = (kubeconfig: string, timeout = '30s') =>
  openFromFlags(
    {kubeconfig, 'request-timeout': timeout},
    {env: {}, isInteractive: false, onPluginText: () => undefined},
  );
const install = (...flags: string[]) => runOn(Install, ['-n', namespace, ...flags]);

/** Runs a command on a connection of its own, which it closes. */
async function runOn(
  command: Parameters<typeof runCommand>[0],
  argv: string[],
  {kubeconfig = kubeconfigPath, text = ''}: {kubeconfig?: string; text?: string} = {},
): Promise<Outcome> {
  const cluster: Cluster = await open(kubeconfig);
  const world = {cluster, now: new Date(), files: {'e.yaml': text}, env: {PATH: process.env.PATH ?? ''}};
  return runCommand(command, argv, world).finally(() => cluster.close());
}

const doctor = (...argv: string[]) => runOn(Doctor, argv);

async function idsOf(...argv: string[]): Promise<string[]> {
  const {out} = await doctor('-o', 'json', ...argv);
  return (JSON.parse(out) as {checks: {id: string}[]}).checks.map(({id}) => id);
}

beforeAll(async () => {
  await install('--tasks-in', namespace);
  atEnd(() => runOn(Uninstall, ['--keep-crds']));
});

describe('doctor', () => {
  it('finds what install has made, and that nobody runs it', async () => {
    const {out, exitCode} = await doctor();
    expect(out).toMatch(/^ok +server: Kubernetes 1\.\d+$/m);
    expect(out).toMatch(/^ok +clock: /m);
    expect(out).toMatch(/^ok +crds: experiments\.iter8\.tools is up to date$/m);
    expect(out).toMatch(/^ok +rights: you may install /m);
    expect(out).toContain(`ok       tasks: actions run in namespace ${namespace}\n`);
    expect(out).toContain(
      `error    controller: Deployment ${namespace}/iter8-controller is not available: 0 of 1`,
    );
    expect(out).toContain('[leader.missing]');
    expect(exitCode).toBe(3);
  });

  it('knows a namespace in which no actions run', async () => {
    expect(await idsOf('--tasks-in', 'default')).toContain('tasks.account-missing');
    expect(await idsOf('--tasks-in', namespace)).not.toContain('tasks.account-missing');
  });

  it('exits 4 with a token that the server does not know', async () => {
    const path = `${folder}/refused.kubeconfig`;
    const {server, authority} = readKubeconfig(kubeconfigPath);
    await writeKubeconfig(path, {server, authority, token: 'guess'}, namespace);
    const {out, exitCode} = await runOn(Doctor, [], {kubeconfig: path});
    expect(out).toContain('[server.credentials-refused]');
    expect(exitCode).toBe(4);
  });

  it('exits 9 where nothing answers, with what it could look at', async () => {
    const path = `${folder}/nowhere.kubeconfig`;
    const {authority} = readKubeconfig(kubeconfigPath);
    await writeKubeconfig(path, {server: 'https://127.0.0.1:1', authority, token: 'any'}, namespace);
    const {out, exitCode} = await runOn(Doctor, [], {kubeconfig: path});
    expect(out).toMatch(/^error {4}server: .*\[server\.unreachable\]$/m);
    expect(out).toMatch(/^(ok|warning) +programs: bash/m);
    expect(exitCode).toBe(9);
  });
});

describe('validate --server', () => {
  const text = (item: string, metadata = '') => `apiVersion: iter8.tools/v2alpha2
kind: Experiment
metadata: {name: canary${metadata}}
spec:
  target: app
  strategy:
    testingPattern: Conformance
    actions: {finish: [${item}]}
  versionInfo: {baseline: {name: current}}
  criteria: {objectives: [{metric: ${namespace}/mean-latency, upperLimit: 1}]}
  duration: {intervalSeconds: 5}
`;
  const validate = (file: string, kubeconfig?: string) =>
    runOn(Validate, ['-f', 'e.yaml', '--server'], {text: file, ...(kubeconfig !== undefined && {kubeconfig})});

  it('stores nothing, and finds nothing where all is there', async () => {
    const {out, err, exitCode} = await validate(text("{run: 'true'}"));
    expect({out, err, exitCode}).toEqual({out: '', err: 'e.yaml is valid\n', exitCode: 0});
    const path = `/apis/iter8.tools/v2alpha2/namespaces/${namespace}/experiments/canary`;
    expect(await client.request('GET', path)).toMatchObject({status: 404});
  });

  it('puts what the server refuses at its field', async () => {
    const {out, exitCode} = await validate(text("{run: 'true'}", ', labels: {team: "a b"}'));
    expect(out).toMatch(/^e\.yaml:3:\d+: error: metadata\.labels: the server refuses it: /m);
    expect(exitCode).toBe(2);
  });

  it('names the namespace that is not there', async () => {
    const {out} = await validate(text("{run: 'true'}", ', namespace: nowhere-at-all'));
    expect(out).toMatch(/metadata\.namespace: there is no namespace "nowhere-at-all"/);
  });

  it('names the metric and the Secret that are not there', async () => {
    const item = '{task: notification/slack, with: {channel: c, secret: token}}';
    const {out} = await validate(text(item).replace('mean-latency', 'unknown'));
    expect(out).toContain(`there is no metric unknown in namespace ${namespace}`);
    expect(out).toContain(
      `there is no secret ${namespace}/token; make it with: kubectl create secret generic token`,
    );
  });

  // the embedded server has no roles
  (isReal ? it : it.skip)(
    'names the command that lets helm keep its releases, and is content once it is run',
    async () => {
      const file = text('{task: common/promote-helm, with: {release: app, chart: ./app}}');
      const {out, exitCode} = await validate(file);
      expect(exitCode).toBe(2);
      const command =
        `kubectl create rolebinding iter8-helm-secrets -n ${namespace} ` +
        `--clusterrole=iter8-secret-reader-writer --serviceaccount=${namespace}:iter8-tasks`;
      expect(out).toContain(`grant it with: ${command}\n`);
      const body = {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: {name: 'iter8-helm-secrets'},
        roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'iter8-secret-reader-writer'},
        subjects: [{kind: 'ServiceAccount', name: 'iter8-tasks', namespace}],
      };
      await client.ok('POST', `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`, {body});
      const resourceAttributes = {verb: 'create', resource: 'secrets', namespace};
      const spec = {user: `system:serviceaccount:${namespace}:iter8-tasks`, resourceAttributes};
      await client.until('/apis/authorization.k8s.io/v1/subjectaccessreviews', isAllowed, {
        method: 'POST',
        body: {apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec},
      });
      expect(await validate(file)).toMatchObject({out: '', exitCode: 0});
    },
  );

  (isReal ? it : it.skip)('makes notes of what it may not look at, and still says the rest', async () => {
    const rule = {apiGroups: ['iter8.tools'], resources: ['metrics'], verbs: ['get']};
    const limited = await limitedKubeconfig(testing, 'looker', [rule]);
    const item = '{task: notification/slack, with: {channel: c, secret: token}}';
    const {out, err, exitCode} = await validate(text(item).replace('mean-latency', 'unknown'), limited);
    expect(out.trim().split('\n')).toEqual([expect.stringContaining(`there is no metric unknown in namespace`)]);
    expect(err).toMatch(/^note: not allowed to get secrets "token" /m);
    expect(err).toMatch(/^note: not allowed to create subjectaccessreviews/m);
    expect(exitCode).toBe(2);
    const report = await runOn(Doctor, [], {kubeconfig: limited});
    expect(report.out).toMatch(
      /^skipped +crds: experiments\.iter8\.tools is there; you may not see what it keeps$/m,
    );
    expect(report.out).toMatch(/\[rights\.missing\]/);
  });
});

function isAllowed({body}: {readonly body: unknown}): boolean {
  return (body as {status?: {allowed?: boolean}}).status?.allowed === true;
}
