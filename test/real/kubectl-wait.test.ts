import {execFile} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {openCluster} from '../../src/cluster/client.js';
import type {Cluster} from '../../src/cluster/port.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {parseWaitFor} from '../../src/experiment/wait-for.js';
import {type ApiServer, startApiServer} from '../../src/local/apiserver/start.js';
import {examine} from '../../src/tasks/readiness/examine.js';
import {testTools} from '../support/test-tools.js';

/** Of a Deployment whose spec has been changed once. */
const STATUS: JsonObject = {
  observedGeneration: 2,
  replicas: 3,
  conditions: [
    {type: 'Available', status: 'True'},
    {type: 'Progressing', status: 'False', reason: 'DeadlineExceeded'},
    {type: 'ReplicaFailure', status: 'Unknown'},
  ],
};
const EARLIER: JsonObject = {...STATUS, observedGeneration: 1};

describe.each(['v35', 'v32'])('what is ready for kubectl wait (%s) and for us', (version) => {
  let server: ApiServer;
  let folder: string;
  let cluster: Cluster;

  beforeAll(async () => {
    server = await startApiServer();
    folder = await mkdtemp(join(tmpdir(), 'iter8ctl-kubectl-wait-'));
    await server.writeKubeconfig(join(folder, 'kubeconfig'));
    cluster = await openCluster({kubeconfig: join(folder, 'kubeconfig'), env: {}});
    const labels = {app: 'web'};
    const containers = [{name: 'web', image: 'web'}];
    const template = {metadata: {labels}, spec: {containers}};
    await put({spec: {selector: {matchLabels: labels}, template, replicas: 2}});
    await put({spec: {selector: {matchLabels: labels}, template, replicas: 3}});
  });

  afterAll(async () => {
    cluster.close();
    await server.close();
    await rm(folder, {recursive: true});
  });

  async function put(value: JsonObject, subresource?: 'status'): Promise<void> {
    const kind = {group: 'apps', version: 'v1', kind: 'Deployment', plural: 'deployments', isNamespaced: true};
    const names = {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'web', namespace: 'default'}};
    const patch = {kind: 'apply', value: {...names, ...value}, force: true} as const;
    await cluster.patch(kind, {name: 'web', namespace: 'default'}, patch, subresource ? {subresource} : {});
  }

  function isReadyForKubectl(type: string, name: string, waitFor: string): Promise<boolean> {
    const argv = ['wait', `${type}/${name}`, `--for=${waitFor}`, '--timeout=0s'];
    const env = {HOME: folder, KUBECONFIG: join(folder, 'kubeconfig')};
    return new Promise((resolve) => {
      execFile(join(testTools(version), 'kubectl/kubectl'), argv, {env}, (error) => resolve(!error));
    });
  }

  async function isReadyForUs(type: string, name: string, waitFor: string): Promise<boolean> {
    const wanted = {from: 'inputs', label: '', namespace: 'default', type, name, waitFor: parseWaitFor(waitFor)!} as const; // prettier-ignore
    return (await examine(cluster, wanted, new AbortController().signal)).kind === 'ready';
  }

  it.each([
    ['condition=Available', STATUS, true],
    ['condition=available=TRUE', STATUS, true],
    ['condition=Available', EARLIER, false],
    ['condition=Available=False', STATUS, false],
    ['condition=Progressing', STATUS, false],
    ['condition=Progressing=False', STATUS, true],
    ['condition=ReplicaFailure=unknown', STATUS, true],
    ['condition=Ready', STATUS, false],
    ['jsonpath={.status.replicas}=3', STATUS, true],
    ['jsonpath={.status.replicas}=3', EARLIER, true],
    ['jsonpath={.status.replicas}=4', STATUS, false],
    ['jsonpath={.status.replicas}', STATUS, true],
    ['jsonpath=.spec.replicas=3', STATUS, true],
    ['jsonpath={.status.readyReplicas}', STATUS, false],
    ['jsonpath={.status.conditions[?(@.type=="Available")].status}=True', STATUS, true],
    ['jsonpath={.status.conditions[1].reason}=DeadlineExceeded', STATUS, true],
    ['jsonpath={.status.conditions[*].status}=True', STATUS, false],
    ['jsonpath={.spec.selector.matchLabels}=web', STATUS, false],
    ['jsonpath={.spec.selector.matchLabels.app}=web', STATUS, true],
    ['delete', STATUS, false],
  ])('%s is the same', async (waitFor, status, isReady) => {
    await put({status}, 'status');
    const [theirs, ours] = await Promise.all([
      isReadyForKubectl('deploy.v1.apps', 'web', waitFor),
      isReadyForUs('deploy.v1.apps', 'web', waitFor),
    ]);
    expect({theirs, ours}).toEqual({theirs: isReady, ours: isReady});
  });

  it.each(['deploy', 'deployment', 'Deployment', 'deployments.apps', 'Deployment.v1.apps', 'deploy.app', 'svc', 'nothing', 'deployments.v2.apps', 'deployment.batch'])(
    'the kind %s is the same',
    async (type) => {
      const [theirs, ours] = await Promise.all([
        isReadyForKubectl(type, 'web', 'jsonpath={.spec.replicas}'),
        isReadyForUs(type, 'web', 'jsonpath={.spec.replicas}'),
      ]);
      expect(ours).toBe(theirs);
    },
  ); // prettier-ignore

  it('an object that is not there is gone, and nothing else', async () => {
    for (const waitFor of ['delete', 'condition=Available']) {
      const answers = [isReadyForKubectl('deploy', 'other', waitFor), isReadyForUs('deploy', 'other', waitFor)];
      expect(await Promise.all(answers)).toEqual(waitFor === 'delete' ? [true, true] : [false, false]);
    }
  });
});
