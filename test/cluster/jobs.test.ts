import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {isOver} from '../../src/engine/controller/supervisor.js';
import type {JsonObject} from '../../src/experiment/json.js';
import type {ApiObject} from '../support/api-client.js';
import {testCluster} from '../support/cluster.js';
import {ControllerProcess} from './support/controller-process.js';
import {createExperiment, experimentsPath, installDefinitions} from './support/experiments.js';
import {Kubelet} from './support/kubelet.js';
import {allowTasks, specWithActions} from './support/task-rights.js';
import {until} from './support/until.js';

const cluster = await testCluster();
const {client, namespace, folder} = cluster;

await installDefinitions(cluster);
const kubeconfigPath = await allowTasks(cluster);
await Kubelet.start(cluster);

function startController(): ControllerProcess {
  return new ControllerProcess({...cluster, kubeconfigPath}, '--no-leader-elect', '--task-image', 'iter8ctl:test');
}

const experiment = (name: string) => client.ok('GET', `${experimentsPath(namespace)}/${name}`);

async function completed(name: string): Promise<JsonObject> {
  await until(async () => isOver((await experiment(name)) as JsonObject), `${name} is over`);
  return (await experiment(name)).status as JsonObject;
}

async function jobsOf({metadata}: ApiObject): Promise<readonly ApiObject[]> {
  const query = `?labelSelector=${encodeURIComponent(`iter8.tools/experiment=${metadata.uid}`)}`;
  return (await client.ok('GET', `/apis/batch/v1/namespaces/${namespace}/jobs${query}`)).items!;
}

const text = (file: string) => readFile(join(folder, file), 'utf8').catch(() => '');

describe('actions of an experiment in a cluster', () => {
  it('run as Jobs, each item once, also when the controller is killed in the middle of one', async () => {
    const [ran, gate] = [join(folder, 'ran'), join(folder, 'gate')];
    const finish = [
      {run: `echo first >> '${ran}'; until [ -e '${gate}' ]; do sleep 0.1; done; echo "promoted @< .name >@"`},
      {run: `echo second >> '${ran}'; kubectl get secrets 2>&1 || true`},
    ];
    const first = startController();
    await createExperiment(
      cluster,
      'promoted',
      specWithActions(cluster, 'promoted', {start: [{run: `echo start >> '${ran}'`}], finish}),
    );
    await until(async () => (await text('ran')).includes('first'), 'the finish action runs');
    const isBegun = async () => JSON.stringify((await experiment('promoted')).status).includes('"finish":{');
    await until(isBegun, 'the finish action is recorded');
    await first.kill();
    const second = startController();
    await second.logged('leading');
    await writeFile(gate, '');
    expect(await completed('promoted')).toMatchObject({
      stage: 'Completed',
      actions: {
        start: {state: 'succeeded', tasks: [{index: 0, task: 'run', result: 'succeeded'}]},
        finish: {
          state: 'succeeded',
          tasks: [
            {index: 0, result: 'succeeded', output: 'promoted v1\n'},
            {index: 1, result: 'succeeded'},
          ],
        },
      },
    });
    expect(await text('ran')).toBe('start\nfirst\nsecond\n');
    const stored = await experiment('promoted');
    const jobs = await jobsOf(stored);
    expect(jobs.map(({metadata}) => metadata.name).sort()).toEqual(
      ['finish', 'start'].map((action) => `iter8-${stored.metadata.uid}-${action}`),
    );
    for (const {metadata, spec} of jobs) {
      expect(metadata.ownerReferences).toEqual([
        {
          apiVersion: 'iter8.tools/v2alpha2',
          kind: 'Experiment',
          name: 'promoted',
          uid: stored.metadata.uid,
          controller: true,
          blockOwnerDeletion: false,
        },
      ]);
      expect(spec).toMatchObject({template: {spec: {serviceAccountName: 'iter8-tasks', restartPolicy: 'Never'}}});
    }
    await second.stop();
  });

  it('go with their experiment: its end asks what runs to end', async () => {
    const ended = join(folder, 'ended');
    const start = [
      {run: `trap "echo ended > '${ended}'; exit 1" TERM; echo begun > '${ended}'; while :; do sleep 0.1; done`},
    ];
    const controller = startController();
    await createExperiment(cluster, 'deleted', specWithActions(cluster, 'deleted', {start}));
    await until(async () => (await text('ended')) === 'begun\n', 'the start action runs');
    const jobs = await jobsOf(await experiment('deleted'));
    expect(jobs).toHaveLength(1);
    await client.ok('DELETE', `${experimentsPath(namespace)}/deleted`);
    // a garbage collector looks for new kinds every 30 s
    await until(async () => (await text('ended')) === 'ended\n', 'the script was asked to end', 100);
    await controller.stop();
  }, 120_000);

  it('that fail end the experiment with the words of the task', async () => {
    const controller = startController();
    await createExperiment(
      cluster,
      'failed',
      specWithActions(cluster, 'failed', {start: [{run: 'echo "no chart"; exit 4'}]}),
    );
    expect(await completed('failed')).toMatchObject({
      message: 'ExperimentCompleted: Start actions failed: task 1 (run) ended with exit code 4',
      actions: {start: {state: 'failed', tasks: [{result: 'failed', output: 'no chart\n'}]}},
    });
    await controller.stop();
  });
});
