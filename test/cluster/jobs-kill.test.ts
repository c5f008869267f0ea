import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it, jest} from '@jest/globals';
import {isOver} from '../../src/engine/controller/supervisor.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {seededRandom} from '../../src/metrics/mock/random.js';
import {testCluster} from '../support/cluster.js';
import {ControllerProcess} from './support/controller-process.js';
import {createExperiment, experimentsPath, installDefinitions} from './support/experiments.js';
import {drawInstant, type KillInstant, waitFor} from './support/kill-instant.js';
import {Kubelet} from './support/kubelet.js';
import {Recording} from './support/recording.js';
import {allowTasks, specWithActions} from './support/task-rights.js';

const cluster = await testCluster();
const KILLS = cluster.isReal ? 50 : 6;
const MOST_KILLS_OF_ONE = 5;
const LONGEST_LIFE: KillInstant = {changes: undefined, milliseconds: 60_000};

/** Jest prints it, and takes it again by --seed. */
const random = seededRandom(String(jest.getSeed()));

await installDefinitions(cluster);
const kubeconfigPath = await allowTasks(cluster);
await Kubelet.start(cluster);
const experiments = await Recording.start(cluster, experimentsPath(cluster.namespace));
cluster.atEnd(() => experiments.stop());

const fileOf = (name: string) => join(cluster.folder, `${name}.ran`);

function latest(name: string): JsonObject | undefined {
  return experiments.states(name).at(-1) as JsonObject | undefined;
}

/** Aborts when the experiment has ended. */
function endOf(name: string): AbortSignal {
  const ended = new AbortController();
  const stop = experiments.listen(() => {
    const state = latest(name);
    if (!state || !isOver(state)) return;
    stop();
    ended.abort();
  });
  return ended.signal;
}

/** @returns how many controllers were killed before the experiment had ended */
async function playWithKills(name: string): Promise<number> {
  const ended = endOf(name);
  const finish = ['first', 'second'].map((word) => ({run: `echo ${word} >> '${fileOf(name)}'; sleep 0.2`}));
  await createExperiment(cluster, name, specWithActions(cluster, name, {finish}));
  let lives = 0;
  for (; !ended.aborted; lives += 1) {
    const controller = new ControllerProcess({...cluster, kubeconfigPath}, '--no-leader-elect');
    await waitFor(lives < MOST_KILLS_OF_ONE ? drawInstant(random) : LONGEST_LIFE, [experiments], ended);
    await controller.kill();
  }
  return lives - 1; // the last one saw the end
}

describe('a controller that is killed while Jobs run its actions', () => {
  it('has successors that promote exactly once', async () => {
    let kills = 0;
    for (let round = 0; kills < KILLS; round += 1) {
      const name = `promoted-${round}`;
      kills += await playWithKills(name);
      const ran = await readFile(fileOf(name), 'utf8');
      expect({name, ran}).toEqual({name, ran: 'first\nsecond\n'});
      expect(latest(name)).toMatchObject({
        status: {
          stage: 'Completed',
          message: 'ExperimentCompleted: Experiment Completed',
          actions: {finish: {state: 'succeeded', tasks: [{result: 'succeeded'}, {result: 'succeeded'}]}},
        },
      });
    }
  }, 600_000);
});
