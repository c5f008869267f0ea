import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {localActions} from '../../src/engine/local-actions.js';
import {isObject, type JsonObject} from '../../src/experiment/json.js';
import type {Experiment} from '../../src/experiment/model.js';
import {DEFAULT_POLICY} from '../../src/traffic/policy.js';
import {observeWeights, setWeights} from '../../src/traffic/traffic.js';
import {fakeCluster, type FakeCluster} from '../support/fake-cluster.js';
import {revision, tutorialService, TUTORIAL_VERSIONS} from '../support/knative-service.js';
import {play} from './support/play.js';
import {tutorialSample, TUTORIAL_VALUES} from './support/tutorial.js';
import type {Values, World} from './support/world.js';

/** A helm that says how it was called. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'iter8ctl-tutorial-'));
  await writeFile(join(folder, 'helm'), '#!/bin/sh\nfor argument; do echo "$argument"; done\n');
  await chmod(join(folder, 'helm'), 0o755);
});
afterAll(() => rm(folder, {recursive: true}));

/** The tutorial's experiment as it is printed: no weightObjRef, and the versions beside `versionInfo`. */
async function listing(): Promise<JsonObject> {
  const sample = await tutorialSample();
  const spec = isObject(sample.spec) ? sample.spec : {};
  return {...sample, spec: {...spec, versionInfo: null, ...TUTORIAL_VERSIONS}};
}

/** A Service without a controller: what its spec says is in force. */
function knative(): FakeCluster {
  const service = tutorialService();
  const status = {...(service.status as JsonObject), observedGeneration: undefined};
  return fakeCluster({objects: [{...service, status}, revision('sample-app-v1'), revision('sample-app-v2')]});
}

async function playTutorial(values: Values, cluster = knative()) {
  const percents: (readonly number[])[] = [];
  const ports = ({time}: World) => ({
    runAction: localActions({env: {PATH: `${folder}:${process.env.PATH}`}, cluster, clock: {now: () => Number(time), sleep: async () => undefined}}),
    observeWeights: (experiment: Experiment) => observeWeights(cluster, experiment, DEFAULT_POLICY),
    setWeights: async (weights: readonly {version: string; percent: number}[], experiment: Experiment) => {
      await setWeights(cluster, experiment, {weights, ...DEFAULT_POLICY});
      percents.push(trafficOf(cluster));
    },
  }); // prettier-ignore
  const played = await play(await listing(), {values: () => values, ports});
  return {...played, percents, status: played.experiment.source.status as JsonObject};
}

function trafficOf(cluster: FakeCluster): number[] {
  const [service] = cluster.stored('Service');
  return (service!.spec as {traffic: readonly {percent: number}[]}).traffic.map(({percent}) => percent);
}

const SLOW_CANDIDATE: Values = {...TUTORIAL_VALUES(), 'mean-latency': {current: '1.273', candidate: '600'}};

describe("the Helm tutorial's experiment", () => {
  it("moves traffic on the Knative Service and promotes the candidate's values when it has won", async () => {
    const {experiment, percents, status} = await playTutorial(TUTORIAL_VALUES());
    expect(experiment.status).toMatchObject({
      stage: 'Completed',
      recommendedVersion: 'candidate',
      failure: undefined,
    });
    expect(percents.slice(0, 3)).toEqual([[90, 10], [80, 20], [70, 30]]); // prettier-ignore
    expect(percents.at(-1)).toEqual([0, 100]);
    expect(status.actions).toMatchObject({
      start: {state: 'succeeded', tasks: [{task: 'knative/init-experiment', result: 'succeeded'}]},
      finish: {
        state: 'succeeded',
        tasks: [{task: 'common/exec', result: 'succeeded', output: helmUpgrade('candidate-values')}],
      },
    });
  });

  it("promotes the baseline's values when the candidate has lost, with all traffic on the baseline by then", async () => {
    const {experiment, percents, status} = await playTutorial(SLOW_CANDIDATE);
    expect(experiment.status).toMatchObject({
      stage: 'Completed',
      recommendedVersion: 'current',
      failure: undefined,
    });
    expect(percents.at(-1)).toEqual([100, 0]);
    expect(status.actions).toMatchObject({finish: {tasks: [{output: helmUpgrade('values')}]}});
  });

  it('keeps what the start action has found in its status and leaves the spec as it was', async () => {
    const {experiment, status} = await playTutorial(TUTORIAL_VALUES());
    expect(experiment.source.spec).toEqual((await listing()).spec);
    expect(status.versionInfo).toMatchObject({
      baseline: {name: 'current', weightObjRef: {fieldPath: '.spec.traffic[?(@.tag=="current")].percent'}},
    });
  });

  it('stores what a task has found in the same write as its end', async () => {
    const written: (readonly [hasEnded: boolean, hasFound: boolean])[] = [];
    const cluster = knative();
    await play(await listing(), {
      values: () => TUTORIAL_VALUES(),
      ports: () => ({runAction: localActions({env: {PATH: folder}, cluster})}),
    }, {
      onWrite: ({source}) => {
        const {actions, versionInfo} = source.status as {actions?: {start?: {tasks: {result?: string}[]}}; versionInfo?: JsonObject};
        written.push([actions?.start?.tasks[0]?.result !== undefined, versionInfo !== undefined]);
      },
    }); // prettier-ignore
    expect(written.filter(([hasEnded, hasFound]) => hasEnded !== hasFound)).toEqual([]);
    expect(written).toContainEqual([true, true]);
  });

  it('fails in words when the candidate is no revision of the Service', async () => {
    const cluster = fakeCluster({objects: [tutorialService(), revision('sample-app-v1')]});
    let now = 0;
    const clock = {now: () => (now += 100_000), sleep: async () => undefined};
    const {experiment} = await play(await listing(), {
      ports: () => ({runAction: localActions({env: {}, cluster, clock})}),
    });
    expect(experiment.status.message).toMatch(
      /Start handler 'start' failed: task 1 \(knative\/init-experiment\) waited 180 s in vain: no Revision "sample-app-v2"/,
    );
  });

  it('fails in words when helm is not installed', async () => {
    const actions = localActions({env: {PATH: '/nowhere'}});
    const sample = await tutorialSample();
    const start = {ports: () => ({runAction: ((run, ...rest) => run.key === 'start' ? Promise.resolve({kind: 'succeeded'}) : actions(run, ...rest)) as typeof actions})}; // prettier-ignore
    const {experiment} = await play(sample, {values: () => TUTORIAL_VALUES(), ...start});
    expect(experiment.status.message).toContain('cannot be started: helm is not installed, or not on the PATH');
  });
});

function helmUpgrade(values: string): string {
  const chart = 'samples/knative/canaryprogressive/sample-app';
  return ['upgrade', '--install', 'sample-app', chart, `--values=${chart}/${values}.yaml`, ''].join('\n');
}
