import type {JsonObject} from '../../../src/experiment/json.js';
import type {TestCluster} from '../../support/cluster.js';
import {createExperiment, createMetric, installDefinitions} from './experiments.js';
import {installMesh} from './mesh.js';
import {createRouter, weightReference} from './routers.js';

/** An experiment of v1 against v2, and what must come out of it, whoever is killed meanwhile. */
export interface Trial {
  /** `steady` stays within its limit, `growing` leaves it after two seconds, `excessive` is never within it. */
  readonly metric: keyof typeof METRICS;
  readonly rollsBack?: boolean;
  readonly deployment?: 'FixedSplit';
  /** Shares the target of that trial; otherwise it has one of its own. */
  readonly rivalOf?: string;
  readonly end: TrialEnd;
}

export interface TrialEnd {
  readonly winner: 'v1' | 'v2' | undefined;
  readonly recommended: 'v1' | 'v2';
  /** Undefined: as many as there was time for. */
  readonly iterations: number | undefined;
  /** All that v2 ever had; undefined: that depends on the time too. */
  readonly weights: readonly number[] | undefined;
  readonly lastWeight: number;
}

export const LARGEST_RISE = 30;
/** The last one is at least 2.9 seconds after the start, which the status tells in whole seconds. */
const ITERATIONS = 4;

const METRICS = {steady: 0, growing: 30, excessive: 100};

const WON: TrialEnd = {
  winner: 'v2',
  recommended: 'v2',
  iterations: ITERATIONS,
  weights: [0, 30, 60, 90, 95, 100],
  lastWeight: 100,
};
const LOST: TrialEnd = {
  winner: 'v1',
  recommended: 'v1',
  iterations: ITERATIONS,
  weights: undefined,
  lastWeight: 0,
};

export const TRIALS: Readonly<Record<string, Trial>> = {
  good: {metric: 'steady', end: WON},
  next: {metric: 'steady', rivalOf: 'good', end: WON},
  late: {metric: 'growing', end: LOST},
  'rolled-back': {
    metric: 'growing',
    rollsBack: true,
    end: {...LOST, winner: undefined, iterations: undefined},
  },
  bad: {metric: 'excessive', end: {...LOST, weights: [0]}},
  fixed: {metric: 'steady', deployment: 'FixedSplit', end: {...WON, weights: [0], lastWeight: 0}},
};

/** What all trials need, once. */
export async function prepareTrials(cluster: TestCluster): Promise<void> {
  await Promise.all([installMesh(cluster), installDefinitions(cluster)]);
  await Promise.all(
    Object.entries(METRICS).map(([name, level]) => createMetric(cluster, name, {v1: 0, v2: level})),
  );
}

/** Of a trial in a round; its router is called the same. */
export function trialName(trial: string, round: number): string {
  return `${trial}-${round}`;
}

/** A file that gets a line from each task of the trial's finish action: `first`, then `second`. */
export function finishFile({folder}: TestCluster, name: string): string {
  return `${folder}/${name}.finished`;
}

/** No task of the finish action runs twice. */
export const FINISHED = /^first\nsecond\n$/;

/** Nor when one was cut off by a kill: then the others do not run any more, and the experiment says so. */
export const INTERRUPTED = {
  failure: /^HandlerFailed: .* task [12] \(run\) was interrupted/,
  finishAction: /^(first\n(second\n)?)?$/,
};

export async function beginTrial(cluster: TestCluster, trial: string, round: number): Promise<void> {
  const name = trialName(trial, round);
  await createRouter(cluster, name, ['v1', 'v2']);
  const target = `${cluster.namespace}/${trialName(TRIALS[trial]!.rivalOf ?? trial, round)}`;
  await createExperiment(cluster, name, specOf(cluster, name, TRIALS[trial]!, target));
}

function specOf(cluster: TestCluster, name: string, trial: Trial, target: string): JsonObject {
  const tasks = ['first', 'second'].map((word) => ({run: `echo ${word} >> '${finishFile(cluster, name)}'`}));
  const version = (version: string, index: number) => ({
    name: version,
    weightObjRef: {...weightReference(name, index)},
  });
  return {
    target,
    strategy: {
      testingPattern: 'Canary',
      deploymentPattern: trial.deployment ?? 'Progressive',
      weights: {maxCandidateWeight: 100, maxCandidateWeightIncrement: LARGEST_RISE},
      actions: {finish: tasks},
    },
    criteria: {
      objectives: [{metric: trial.metric, upperLimit: '50', rollback_on_failure: trial.rollsBack ?? false}],
    },
    duration: {intervalSeconds: 1, iterationsPerLoop: ITERATIONS},
    versionInfo: {baseline: version('v1', 0), candidates: [version('v2', 1)]},
  };
}
