import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {isOver} from '../../src/engine/controller/supervisor.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {testCluster} from '../support/cluster.js';
import {iter8ctl} from './support/built.js';
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

describe.each([
  ['local', 'a child of the controller', ['--local-tasks']],
  ['job', 'a Job', ['--task-image', 'iter8ctl:test']],
])('a start action, %s, as %s', (name, _where, flags) => {
  it('is asked to end by an abort, and the experiment ends without having touched traffic', async () => {
    const place = flags.length === 1 ? cluster : {...cluster, kubeconfigPath};
    const controller = new ControllerProcess(place, '--no-leader-elect', ...flags);
    const file = join(folder, name);
    const text = () => readFile(file, 'utf8').catch(() => '');
    const script = `trap "sleep 0.5; echo ended > '${file}'; exit 1" TERM; echo begun > '${file}'; while :; do sleep 0.1; done`;
    await createExperiment(
      cluster,
      name,
      specWithActions(cluster, name, {start: [{run: script}], finish: [{run: 'true'}]}),
    );
    await until(async () => (await text()) === 'begun\n', 'the start action runs');
    await iter8ctl(
      'abort',
      name,
      '-n',
      namespace,
      '--kubeconfig',
      cluster.kubeconfigPath,
      '--reason',
      'wrong image',
    );
    const read = async () => (await client.ok('GET', `${experimentsPath(namespace)}/${name}`)) as JsonObject;
    await until(async () => isOver(await read()), `${name} is over`);
    expect(await text()).toBe('ended\n');
    const {status} = await read();
    expect(status).toMatchObject({
      stage: 'Completed',
      message: 'ExperimentCompleted: Experiment aborted: wrong image',
      actions: {start: {state: 'failed'}},
    });
    expect((status as {actions: JsonObject}).actions).not.toHaveProperty('finish');
    await controller.stop();
  });
});
