import {execFile} from 'node:child_process';
import {dirname} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, expect, it} from '@jest/globals';
import {openCluster} from '../../src/cluster/client.js';
import type {Cluster} from '../../src/cluster/port.js';
import {readExperimentResource} from '../../src/engine/experiment-resource.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {READINESS} from '../../src/tasks/common/readiness.js';
import {itemContext, type TaskOutcome} from '../../src/tasks/task.js';
import {testCluster} from '../support/cluster.js';
import {limitedKubeconfig} from '../support/limited-access.js';
import {findKubectl} from './canary/kubectl.js';
import {untilServed} from './support/definition.js';
import {until} from './support/until.js';

const testing = await testCluster();
const {client, namespace, folder, kubeconfigPath, isReal, atEnd} = testing;
const cluster = await openCluster({kubeconfig: kubeconfigPath, env: {}});
afterAll(() => cluster.close());

/** Of our own, so that files that run at the same time do not meet; nobody but the test changes its objects. */
const GROUP = `readiness.${namespace}.example.com`;
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const GADGETS = `/apis/${GROUP}/v1/namespaces/${namespace}/gadgets`;
const CONFIG_MAPS = `/api/v1/namespaces/${namespace}/configmaps`;
const MERGE = {'content-type': 'application/merge-patch+json'};

const FREE = {type: 'object', 'x-kubernetes-preserve-unknown-fields': true};
const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {name: `gadgets.${GROUP}`},
  spec: {
    group: GROUP,
    scope: 'Namespaced',
    names: {plural: 'gadgets', singular: 'gadget', kind: 'Gadget', shortNames: ['gdg']},
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: {status: {}},
        schema: {openAPIV3Schema: {type: 'object', properties: {spec: FREE, status: FREE}}},
      },
    ],
  },
};

beforeAll(async () => {
  await client.ok('POST', CONFIG_MAPS, {
    body: {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'settings'}},
  });
});

const gadget = (spec: JsonObject = {}) => ({
  apiVersion: `${GROUP}/v1`,
  kind: 'Gadget',
  metadata: {name: 'one'},
  spec,
});

async function tell(status: JsonObject): Promise<void> {
  await client.ok('PATCH', `${GADGETS}/one/status`, {body: {status}, headers: MERGE});
}

/** The task with so many pauses, in each of which something happens. */
async function run(
  objRefs: readonly JsonObject[],
  pauses: readonly (() => Promise<unknown>)[] = [],
  as: Cluster = cluster,
): Promise<TaskOutcome> {
  const happens = [undefined, ...pauses].values();
  const sleep = async () => {
    await happens.next().value?.();
  };
  const experiment = readExperimentResource({
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'canary', namespace},
    spec: {target: 'app', strategy: {testingPattern: 'Conformance'}, versionInfo: {baseline: {name: 'current'}}},
  });
  const inputs = {objRefs, numRetries: pauses.length};
  const item = {index: 0, task: 'common/readiness', script: undefined, condition: undefined, inputs};
  return READINESS.run(
    item,
    itemContext({experiment, action: 'start', env: {}, cluster: as, clock: {now: () => 0, sleep}}),
  );
}

it('finds objects by short name and singular, and values in them', async () => {
  const objRefs = [
    {kind: 'cm', name: 'settings'},
    {kind: 'configmap', name: 'settings', waitFor: 'jsonpath={.metadata.name}=settings'},
    {kind: 'ConfigMap.v1.', name: 'other', waitFor: 'delete'},
    {kind: 'deploy', name: 'gone', waitFor: 'delete'},
  ];
  const {output, ...outcome} = await run(objRefs);
  expect(outcome).toEqual({result: 'succeeded'});
  expect(output).toBe(
    `attempt 1 after 0 s: cm ${namespace}/settings is there; ` +
      `configmap ${namespace}/settings has {.metadata.name} "settings"; ` +
      `ConfigMap.v1. ${namespace}/other is gone; deploy ${namespace}/gone is gone\n`,
  );
});

it('waits for a kind that is being installed, an object of it, its condition, and that of its latest spec', async () => {
  const ready = (status: string, observedGeneration: number) =>
    tell({observedGeneration, conditions: [{type: 'Ready', status, message: 'still warming up'}]});
  const outcome = await run(
    [
      {kind: `gdg.${GROUP}`, name: 'one', waitFor: 'condition=ready'},
      {kind: 'cm', name: 'settings'},
    ],
    [
      async () => {
        await client.ok('POST', DEFINITIONS, {body: DEFINITION});
        atEnd(() => client.ok('DELETE', `${DEFINITIONS}/gadgets.${GROUP}`));
        await untilServed({client}, DEFINITION);
      },
      () => client.ok('POST', GADGETS, {body: gadget()}),
      () => ready('False', 1),
      () => client.ok('PATCH', `${GADGETS}/one`, {body: {spec: {size: 2}}, headers: MERGE}),
      () => ready('True', 1),
      () => ready('True', 2),
    ],
  );
  const label = `gdg.${GROUP} ${namespace}/one`;
  expect(outcome).toEqual({
    result: 'succeeded',
    output: [
      `attempt 1 after 0 s: ${label}: the cluster serves no gdg.${GROUP}; cm ${namespace}/settings is there`,
      `attempt 2 after 0 s: ${label}: not found`,
      `attempt 3 after 0 s: ${label}: it has no condition ready yet`,
      `attempt 4 after 0 s: ${label}: condition ready is False: still warming up`,
      `attempt 5 after 0 s: ${label}: its latest change is not carried out yet`,
      `attempt 7 after 0 s: ${label} has condition ready True`,
      '',
    ].join('\n'),
  });
});

// the embedded server has no roles
(isReal ? it : it.skip)('names the right that an account lacks, and the commands that grant it', async () => {
  const rule = {apiGroups: [''], resources: ['services'], verbs: ['get']};
  const account = await openCluster({
    kubeconfig: await limitedKubeconfig(testing, 'iter8-tasks', [rule]),
    env: {},
  });
  const look = () => run([{kind: 'cm', name: 'settings'}], [() => Promise.reject(new Error('it waits'))], account);
  try {
    const {reason = ''} = await look();
    const [beginning, commands = ''] = reason.split('; grant it with: ');
    expect(beginning).toBe(
      `cannot go on: cm ${namespace}/settings: not allowed to get configmaps "settings" in namespace "${namespace}" ` +
        `as "system:serviceaccount:${namespace}:iter8-tasks"`,
    );
    const PATH = `${dirname(findKubectl())}:${process.env.PATH ?? ''}`;
    const env = {PATH, HOME: folder, KUBECONFIG: kubeconfigPath}; // kubectl keeps files at home, or else where it is
    await promisify(execFile)('sh', ['-c', commands], {env});
    await until(async () => (await look()).result === 'succeeded', 'the account may look'); // roles take a moment
  } finally {
    account.close();
  }
});
