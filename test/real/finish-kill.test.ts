import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {delimiter, join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';
import {expect, it, jest} from '@jest/globals';
import {isOver} from '../../src/engine/controller/supervisor.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {parseExperiment} from '../../src/experiment/parse.js';
import {seededRandom} from '../../src/metrics/mock/random.js';
import {testTools} from '../support/test-tools.js';
import {testCluster} from '../support/cluster.js';
import {ControllerProcess} from '../cluster/support/controller-process.js';
import {
  createExperiment,
  createMetric,
  experimentsPath,
  installDefinitions,
} from '../cluster/support/experiments.js';
import {Recording} from '../cluster/support/recording.js';
import {until} from '../cluster/support/until.js';

const KILLS = 50;
const AT_ONCE = 10;
/** In one round. */
const MOST_KILLS = 6;
/** A controller starts in some 400 ms, and so many helms take a few seconds. */
const LONGEST_LIFE_MS = 2000;

const TOOLS = testTools('v35');
const CHART = join(import.meta.dirname, '../fixtures/charts/tiny');

const cluster = await testCluster();
const {namespace, folder, kubeconfigPath} = cluster;
const PATH = [join(TOOLS, 'helm'), process.env.PATH].join(delimiter);
const env = {PATH, KUBECONFIG: kubeconfigPath, HOME: folder};
const run = promisify(execFile);

/** Jest prints the seed, and takes it again by --seed. */
const random = seededRandom(String(jest.getSeed()));

await installDefinitions(cluster);
await createMetric(cluster, 'steady', {v1: 0, v2: 0});
const experiments = await Recording.start(cluster, experimentsPath(namespace));
cluster.atEnd(() => experiments.stop());

const latest = (name: string) => experiments.states(name).at(-1) as JsonObject | undefined;
const isFinished = (name: string) => isOver(latest(name) ?? {});
const over = async (names: readonly string[]) => {
  const stop = new AbortController();
  const isOverNow = () => names.every(isFinished) && stop.abort();
  const stopListening = experiments.listen(() => void isOverNow());
  isOverNow();
  await sleep(LONGEST_LIFE_MS, undefined, {signal: stop.signal}).catch(() => undefined);
  stopListening();
};
const isFinishing = (name: string) => (latest(name)?.status as JsonObject | undefined)?.stage === 'Finishing';

/** A release that is there before, its promotion, and a script of which nobody knows whether it may be repeated. */
async function begin(name: string): Promise<void> {
  await run('helm', ['upgrade', '--install', name, CHART, '-n', namespace, '--set=tag=before'], {env});
  const version = (version: string) => ({name: version, variables: [{name: 'promote', value: version}]});
  await createExperiment(cluster, name, {
    target: `${namespace}/${name}`,
    strategy: {
      testingPattern: 'Canary',
      deploymentPattern: 'FixedSplit',
      actions: {
        finish: [
          {
            if: 'CandidateWon()',
            task: 'common/promote-helm',
            with: {release: name, chart: CHART, values: {tag: '{{ .promote }}'}, timeout: '5s'},
          },
          {run: `echo told >> '${folder}/${name}.told'`},
        ],
      },
    },
    criteria: {objectives: [{metric: 'steady', upperLimit: '50'}]},
    duration: {intervalSeconds: 1, iterationsPerLoop: 1},
    versionInfo: {baseline: version('v1'), candidates: [version('v2')]},
  });
}

/** What a helm has left half-done that died with its engine, by the pipe that nobody reads any more, is for people. */
const HAND_IS_ASKED_FOR =
  /task 2 \(run\) was interrupted and is not of a kind that may be repeated|task 1 \(common\/promote-helm\) .*helm rollback/;

interface Revision {
  readonly status: string;
  readonly description: string;
}

async function expectPromotedOnce(name: string): Promise<boolean> {
  const {stdout} = await run('helm', ['history', name, '-n', namespace, '-o', 'json'], {env});
  const promotions = (JSON.parse(stdout) as Revision[]).slice(1);
  const told = await readFile(join(folder, `${name}.told`), 'utf8').catch(() => '');
  const {status} = parseExperiment(latest(name)!);
  const isDone = status.failure === undefined;
  expect({name, promotions: promotions.length, told, message: status.message}).toEqual({
    name,
    promotions: 1,
    told: isDone ? 'told\n' : expect.stringMatching(/^(told\n)?$/),
    message: isDone ? 'ExperimentCompleted: Experiment Completed' : expect.stringMatching(HAND_IS_ASKED_FOR),
  });
  expect(promotions[0]!.status).toMatch(isDone || told !== '' ? /^deployed$/ : /^(deployed|pending-upgrade)$/);
  expect(promotions[0]!.description).toMatch(/Promoted v2|Preparing upgrade/);
  return isDone;
}

/**
 * Kills the controller again and again, but not for ever: a promotion that was left half-done is waited for.
 *
 * @returns how often it was killed while a finish action was under way
 */
async function playRound(names: readonly string[]): Promise<number> {
  await Promise.all(names.map(begin));
  let kills = 0;
  while (!names.every(isFinished)) {
    const controller = new ControllerProcess(cluster, '--no-leader-elect', '--local-tasks');
    if (kills < MOST_KILLS) await Promise.race([sleep(random() * LONGEST_LIFE_MS), over(names)]);
    else await until(() => Promise.resolve(names.every(isFinished)), 'the round is over');
    const isAmid = names.some(isFinishing);
    await controller.kill();
    if (isAmid) kills += 1;
  }
  return kills;
}

it(`promotes exactly once though the engine is killed ${KILLS} times in finish actions, or asks for a hand`, async () => {
  process.env.PATH = PATH;
  let kills = 0;
  const done: boolean[] = [];
  for (let round = 0; kills < KILLS; round += 1) {
    const names = Array.from({length: AT_ONCE}, (_, index) => `app-${round}-${index}`);
    kills += await playRound(names);
    done.push(...(await Promise.all(names.map(expectPromotedOnce))));
  }
  expect(done).toContain(true);
  console.log(
    `${kills} kills, ${done.length} experiments, ${done.filter((one) => !one).length} of them asked for a hand`,
  );
}, 600_000);
