import {readFile} from 'node:fs/promises';
import {describe, expect, it, jest} from '@jest/globals';
import {isOver} from '../../src/engine/controller/supervisor.js';
import {parseHistory} from '../../src/engine/history.js';
import {Field} from '../../src/experiment/field.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {parseExperiment} from '../../src/experiment/parse.js';
import {seededRandom} from '../../src/metrics/mock/random.js';
import type {ApiObject} from '../support/api-client.js';
import {testCluster} from '../support/cluster.js';
import {ControllerProcess, type LogLine} from './support/controller-process.js';
import {experimentsPath} from './support/experiments.js';
import {drawInstant, type KillInstant, waitFor} from './support/kill-instant.js';
import {Recording} from './support/recording.js';
import {routersPath, weightsOf} from './support/routers.js';
import {
  beginTrial,
  FINISHED,
  finishFile,
  LARGEST_RISE,
  prepareTrials,
  type Trial,
  trialName,
  TRIALS,
} from './support/trials.js';
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

/** What became of a trial, in the words of what must become of it. */
async function outcomeOf(trial: string, round: number) {
  const name = trialName(trial, round);
  const states = experiments.states(name).map((state) => parseExperiment(state as JsonObject));
  const {status, source} = states.at(-1)!;
  const weights = withoutRepetition((await routerStates(name)).map((state) => weightsOf(state)[1]!));
  return {
    name,
    failure: status.failure,
    winner: status.analysis.winner?.version,
    recommended: status.recommendedVersion,
    counted: withoutRepetition(states.map((state) => state.status.completedIterations)),
    points: pointsOf(source),
    weights,
    lastWeight: weights.at(-1),
    finishAction: await readFile(finishFile(cluster, name), 'utf8'),
  };
}

function expectedOf(trial: string, round: number, {counted}: {readonly counted: readonly number[]}) {
  const {rollsBack, end} = TRIALS[trial] as Trial;
  const {winner, recommended, lastWeight} = end;
  const iterations = end.iterations ?? counted.length - 1;
  return {
    name: trialName(trial, round),
    failure: undefined,
    winner,
    recommended,
    counted: Array.from({length: iterations + 1}, (_, index) => index),
    points: iterations + (rollsBack ? 1 : 0), // of the one that was not counted too
    weights: end.weights ?? expect.any(Array),
    lastWeight,
    finishAction: expect.stringMatching(FINISHED),
  };
}

/** Iterations in `status.history`, for each of its series. */
function pointsOf(source: JsonObject): number | readonly number[] {
  const {series} = parseHistory(new Field(source).get('status', 'history'));
  const counts = [...new Set(series.map(({points}) => points.length))];
  return counts.length === 1 ? counts[0]! : counts;
}

/** With the latest one, which another watch may have yet to tell. */
async function routerStates(name: string): Promise<readonly ApiObject[]> {
  const {metadata} = await cluster.client.ok('GET', `${routersPath(cluster.namespace)}/${name}`);
  const isThere = () => routers.states(name).at(-1)?.metadata.resourceVersion === metadata.resourceVersion;
  await until(() => Promise.resolve(isThere()), `the watch tells the latest router ${name}`);
  return routers.states(name);
}

function withoutRepetition(values: readonly number[]): number[] {
  return values.filter((value, index) => value !== values[index - 1]);
}

function expectSafeTraffic(name: string): void {
  const splits = routers.states(name).map(weightsOf);
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
    const outcome = await outcomeOf(trial, round);
    expect(outcome).toEqual(expectedOf(trial, round, outcome));
    expectSafeTraffic(outcome.name);
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
  }, 60_000);
});
