import {readFile} from 'node:fs/promises';
import {describe, expect, it, jest} from '@jest/globals';
import {isOver} from '../../src/engine/controller/supervisor.js';
import {Field} from '../../src/experiment/field.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {seededRandom} from '../../src/metrics/mock/random.js';
import type {ApiObject} from '../support/api-client.js';
import {testCluster} from '../support/cluster.js';
import {ControllerProcess, type LogLine} from './support/controller-process.js';
import {experimentsPath} from './support/experiments.js';
import {drawInstant, type KillInstant, waitFor} from './support/kill-instant.js';
import {Recording} from './support/recording.js';
import {routersPath, weightsOf} from './support/routers.js';
import {expectedOutcome, outcomeOf, type SeenTrial} from './support/trial-outcome.js';
import {beginTrial, finishFile, LARGEST_RISE, prepareTrials, trialName, TRIALS} from './support/trials.js';
import {until} from './support/until.js';

const cluster = await testCluster();
const KILLS = cluster.isReal ? 200 : 8;

/** Jest prints it, and takes it again by --seed. */
const random = seededRandom(String(jest.getSeed()));

const NAMES = Object.keys(TRIALS);

/** Of a controller that nobody kills before all experiments have ended. */
const LONGEST_LIFE: KillInstant = {changes: undefined, milliseconds: 60_000};

/** Each has experiments of its own. */
let rounds = 0;

await prepareTrials(cluster);
const experiments = await Recording.start(cluster, experimentsPath(cluster.namespace));
const routers = await Recording.start(cluster, routersPath(cluster.namespace));
cluster.atEnd(() => Promise.all([experiments.stop(), routers.stop()]));

function isFinished(round: number): boolean {
  return NAMES.every((trial) => {
    const latest = experiments.states(trialName(trial, round)).at(-1);
    return latest !== undefined && isOver(latest as JsonObject);
  });
}

/** Aborts when all trials of the round have ended. */
function endOf(round: number): AbortSignal {
  const ended = new AbortController();
  const stop = experiments.listen(() => {
    if (!isFinished(round)) return;
    stop();
    ended.abort();
  });
  return ended.signal;
}

/** All trials at once, with a controller that is killed again and again, and not any more when it has been often enough. */
async function playRound(round: number, mostKills: number): Promise<{kills: number; logs: LogLine[]}> {
  const ended = endOf(round);
  await Promise.all(NAMES.map((trial) => beginTrial(cluster, trial, round)));
  const logs: LogLine[] = [];
  let lives = 0;
  for (; !isFinished(round) && lives <= mostKills; lives += 1) {
    const controller = new ControllerProcess(cluster, '--no-leader-elect', '--local-tasks');
    const instant = lives < mostKills ? drawInstant(random) : LONGEST_LIFE;
    await waitFor(instant, [experiments, routers], ended);
    await controller.kill();
    logs.push(...controller.log);
  }
  return {kills: lives - 1, logs}; // the last one saw the end
}

async function see(trial: string, round: number): Promise<SeenTrial> {
  const name = trialName(trial, round);
  return {
    name,
    experiment: experiments.states(name),
    router: await routerStates(name),
    finishAction: await readFile(finishFile(cluster, name), 'utf8').catch(() => ''), // none when the first was cut off
  };
}

/** With the latest one, which another watch may have yet to tell. */
async function routerStates(name: string): Promise<readonly ApiObject[]> {
  const {metadata} = await cluster.client.ok('GET', `${routersPath(cluster.namespace)}/${name}`);
  const isThere = () => routers.states(name).at(-1)?.metadata.resourceVersion === metadata.resourceVersion;
  await until(() => Promise.resolve(isThere()), `the watch tells the latest router ${name}`);
  return routers.states(name);
}

function expectSafeTraffic({name, router}: SeenTrial): void {
  const splits = router.map(weightsOf);
  for (const [index, [baseline, candidate]] of splits.entries()) {
    expect({name, sum: baseline! + candidate!}).toEqual({name, sum: 100});
    expect(candidate! - (splits[index - 1]?.[1] ?? 0)).toBeLessThanOrEqual(LARGEST_RISE);
  }
}

/** The number of the change by which an experiment came to a stage. */
function reached(name: string, stage: string): bigint {
  const state = experiments
    .states(name)
    .find(({status}) => new Field(status as JsonObject).get('stage').value === stage);
  return BigInt(state!.metadata.resourceVersion);
}

/** A kill may lose an Event, for it is written after the status, but nothing is told twice. */
async function expectNothingToldTwice(): Promise<void> {
  const {items} = await cluster.client.ok('GET', `/api/v1/namespaces/${cluster.namespace}/events`);
  const told = items!
    .filter(({reason}) => reason === 'IterationUpdate')
    .map(({involvedObject, message}) => `${(involvedObject as {name: string}).name}: ${message}`);
  expect(told.length).toBeGreaterThan(0);
  expect(told.sort()).toEqual([...new Set(told)]);
}

async function expectRound(round: number): Promise<void> {
  for (const trial of NAMES) {
    const seen = await see(trial, round);
    const outcome = outcomeOf(seen);
    expect(outcome).toEqual(expectedOutcome(outcome, TRIALS[trial]!));
    expectSafeTraffic(seen);
  }
  await expectNothingToldTwice();
  const [first, second] = ['good', 'next']
    .map((trial) => trialName(trial, round))
    .sort((one, other) => Number(reached(one, 'Completed') - reached(other, 'Completed')));
  expect(reached(second!, 'Initializing')).toBeGreaterThan(reached(first!, 'Completed'));
}

async function expectSoundRound(mostKills: number): Promise<number> {
  const round = rounds++;
  const {kills, logs} = await playRound(round, mostKills);
  await expectRound(round);
  expect(logs.filter(({level}) => level === 'error')).toEqual([]);
  return kills;
}

describe('experiments that run at once', () => {
  // What the embedded server shows in seconds is shown with kills.
  (cluster.isReal ? it : it.skip)(
    'end as their versions deserve',
    async () => {
      await expectSoundRound(0);
    },
    60_000,
  );

  it(
    `end in just the same way when their controller is killed ${KILLS} times`,
    async () => {
      let kills = 0;
      while (kills < KILLS) kills += await expectSoundRound(KILLS - kills);
    },
    10 * 60_000,
  );
});

/** A Lease runs out after 15 seconds on any server, so it is waited for on one of them. */
(cluster.isReal ? describe : describe.skip)('a standby', () => {
  it('leads within 20 seconds of a kill, and at once after a clean stop', async () => {
    const first = new ControllerProcess(cluster);
    await first.logged('leading');
    const second = new ControllerProcess(cluster);
    await second.logged('waiting to lead');
    await first.kill();
    await second.logged('leading', 20);
    const third = new ControllerProcess(cluster);
    await third.logged('waiting to lead');
    await second.stop();
    await third.logged('leading', 3);
    await third.stop();
  });
});
