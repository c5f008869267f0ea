import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {openCluster} from '../../src/cluster/client.js';
import type {Cluster} from '../../src/cluster/port.js';
import {type ApiServer, startApiServer} from '../../src/local/apiserver/start.js';
import {startWorkloads, type Workloads} from '../../src/local/workloads/start.js';
import {colours} from '../local/workloads/support.js';
import {testTools} from '../support/test-tools.js';

const ROOT = join(import.meta.dirname, '../..');
const SAMPLE = 'samples/knative/canaryprogressive';
const IN_SYSTEM = '--namespace=iter8-system';
const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name: 'shop'},
  spec: {
    selector: {matchLabels: {app: 'shop'}},
    template: {
      metadata: {labels: {app: 'shop'}},
      spec: {containers: [{name: 'app', image: 'gcr.io/knative-samples/knative-route-demo:blue'}]},
    },
  },
};

describe.each([
  ['kubectl 1.35 and helm 4.1', 'v35'],
  ['kubectl 1.32 and helm 3.17', 'v32'],
])('%s and the workloads of one machine', (_name, version) => {
  let server: ApiServer;
  let cluster: Cluster;
  let workloads: Workloads;
  let folder: string;
  const problems: string[] = [];

  beforeEach(async () => {
    server = await startApiServer();
    folder = await mkdtemp(join(tmpdir(), 'iter8ctl-workloads-'));
    const kubeconfig = join(folder, 'kubeconfig');
    await server.writeKubeconfig(kubeconfig);
    cluster = await openCluster({kubeconfig, env: {}});
  });

  afterEach(async () => {
    await workloads.close();
    cluster.close();
    await server.close();
    await rm(folder, {recursive: true});
  });

  /** In the test itself, since Jest lets nothing be imported between tests, and our client imports lazily. */
  async function start(): Promise<void> {
    const onProblem = (problem: string) => problems.push(problem);
    workloads = await startWorkloads({
      cluster,
      logs: server.logs,
      onProblem,
      signal: new AbortController().signal,
    });
    await kubectl('create', 'namespace', 'iter8-system');
  }

  /** stdout of a command that must succeed, in the root of the repository. */
  function run(tool: 'kubectl' | 'helm', argv: readonly string[], input = ''): Promise<string> {
    const env = {HOME: folder, KUBECONFIG: join(folder, 'kubeconfig')};
    return new Promise((resolve, reject) => {
      const program = join(testTools(version), tool, tool);
      const child = execFile(program, argv, {env, cwd: ROOT}, (error, out, err) => {
        if (error) reject(new Error(`${tool} ${argv.join(' ')}: ${err}`));
        else resolve(out);
      });
      child.stdin?.end(input);
    });
  }

  const kubectl = (...argv: string[]) => run('kubectl', argv);
  const helm = (...argv: string[]) => run('helm', argv);
  const trafficOf = async (): Promise<unknown> =>
    JSON.parse(await kubectl('get', 'ksvc', 'sample-app', '-o', 'jsonpath={.status.traffic}'));

  it('take the steps of the Helm tutorial from the first version to the promoted one', async () => {
    await start();
    await helm('install', 'sample-app', `${SAMPLE}/sample-app`, IN_SYSTEM);
    await kubectl('wait', 'ksvc/sample-app', '--for', 'condition=Ready', '--timeout=20s');
    const experimental = `--values=${SAMPLE}/experimental-values.yaml`;
    await helm('upgrade', '--install', 'sample-app', `${SAMPLE}/sample-app`, experimental, IN_SYSTEM);
    await kubectl('wait', '--for=condition=Ready', 'ksvc/sample-app', '--timeout=20s');
    await kubectl('wait', '--for=jsonpath={.status.traffic[1].tag}=candidate', 'ksvc/sample-app', '--timeout=20s');
    expect(await trafficOf()).toMatchObject([
      {tag: 'current', revisionName: 'sample-app-v1', percent: 100, latestRevision: false},
      {tag: 'candidate', revisionName: 'sample-app-v2', percent: 0, latestRevision: true},
    ]);
    const url = await kubectl('get', 'ksvc', 'sample-app', '-o', 'jsonpath={.status.address.url}');
    const fortio = await readFile(join(ROOT, SAMPLE, 'fortio.yaml'), 'utf8');
    await run('kubectl', ['apply', '-f', '-'], fortio.replaceAll('URL_VALUE', `"${url}"`));
    await kubectl('wait', '--for=jsonpath={.status.active}=1', 'job/fortio', '--timeout=20s');
    expect(await kubectl('logs', 'job/fortio')).toContain(`16 queries per second over 4 connections to ${url}`);
    await kubectl('apply', '-f', `${SAMPLE}/helm-secret.yaml`);
    // why the sample's experiment names the namespace of the release, which the tutorial's listing does not
    await expect(helm('upgrade', '--install', 'sample-app', `${SAMPLE}/sample-app`)).rejects.toThrow(
      '"iter8-system"',
    );
    const winner = `--values=${SAMPLE}/sample-app/candidate-values.yaml`;
    await helm('upgrade', '--install', 'sample-app', `${SAMPLE}/sample-app`, winner, IN_SYSTEM);
    await kubectl('wait', '--for=jsonpath={.status.traffic[0].percent}=100', 'ksvc/sample-app', '--timeout=20s');
    expect(await colours(url, 10)).toEqual({green: 10});
    await kubectl('delete', '-f', `${SAMPLE}/helm-secret.yaml`);
    await kubectl('delete', '-f', `${SAMPLE}/fortio.yaml`);
    await helm('uninstall', 'sample-app', IN_SYSTEM);
    expect(await kubectl('get', 'ksvc,rev,jobs', '-o', 'name')).toBe('');
    expect(problems).toEqual([]);
  }, 60_000);

  it('wait for a Deployment of the sample image', async () => {
    await start();
    await run('kubectl', ['apply', '-f', '-'], JSON.stringify(DEPLOYMENT));
    expect(await kubectl('rollout', 'status', 'deployment/shop', '--timeout=20s')).toContain(
      'successfully rolled out',
    );
    expect(await kubectl('get', 'pods')).toMatch(
      /^NAME +READY +STATUS +RESTARTS +AGE\nshop-[0-9a-f]{10}-[0-9a-f]{5} +1\/1 +Running +0 +\ds\n$/,
    );
    await kubectl('delete', 'deployment', 'shop', '--cascade=foreground');
    expect(await kubectl('get', 'pods,replicasets', '-o', 'name')).toBe('');
    const chart = join(folder, 'chart');
    await mkdir(join(chart, 'templates'), {recursive: true});
    await writeFile(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: shop\nversion: 0.1.0\n');
    await writeFile(join(chart, 'templates/deployment.yaml'), JSON.stringify(DEPLOYMENT));
    expect(await helm('install', 'shop', chart, '--wait', '--timeout=20s')).toContain('STATUS: deployed');
    expect(problems).toEqual([]);
  }, 60_000);

  it('see why a Deployment does not come up', async () => {
    await start();
    const crashing = JSON.stringify(DEPLOYMENT).replace(
      '"image"',
      '"env":[{"name":"BEHAVIOUR","value":"crash"}],"image"',
    );
    await run('kubectl', ['apply', '-f', '-'], crashing);
    await expect(kubectl('rollout', 'status', 'deployment/shop', '--timeout=20s')).rejects.toThrow(
      'exceeded its progress deadline',
    );
    expect(await kubectl('get', 'pods')).toMatch(/0\/1 +CrashLoopBackOff +1 /);
    expect(await kubectl('describe', 'pods')).toMatch(
      /Reason: +CrashLoopBackOff\n +Last State: +Terminated\n +Reason: +Error\n +Exit Code: +1\n/,
    );
    expect(problems).toEqual([]);
  }, 60_000);

  it('find nothing wrong with the chart', async () => {
    await start();
    expect(await helm('lint', `${SAMPLE}/sample-app`)).toContain('0 chart(s) failed');
    const rendered = await helm('template', 'x', `${SAMPLE}/sample-app`, '--set-string', 'behaviour=latency=80');
    expect(rendered).toContain('- name: BEHAVIOUR\n          value: "latency=80"');
    await expect(helm('template', 'x', `${SAMPLE}/sample-app`, '--set', 'image=')).rejects.toThrow(
      'image: say which image to run',
    );
  }, 60_000);
});
