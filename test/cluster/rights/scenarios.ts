import {TASK_ACCOUNT} from '../../../src/engine/jobs/account.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {DEFAULT_ROUTERS, type Router} from '../../../src/traffic/policy.js';
import type {TestCluster} from '../../support/cluster.js';
import {createExperiment, createMetric, experimentsPath} from '../support/experiments.js';
import {Kubelet} from '../support/kubelet.js';
import {specWithActions} from '../support/task-rights.js';
import {createAnyRouter, versionsIn} from './routers.js';

/** Something that a controller does in a namespace of its own. */
export interface Scenario {
  /** Experiments that come to an end if all is well. */
  readonly experiments: readonly string[];
  readonly prepare: (place: TestCluster) => Promise<void>;
  /** Longest time until a Job runs. */
  readonly startLimitMs: number;
  /** Whether the controller waits to be elected. On a machine that is busy a leader in a hurry loses its Lease again and again. */
  readonly hasElection: boolean;
}

/** An Experiment that somebody has deleted, and that is held by a finalizer. */
export const DELETED = 'deleted';
const OLD_FINALIZER = 'experiments.iter8.tools.finalizer';

const PATIENT_MS = 600_000;
/** Longer than somebody who waits for the target takes to ask again. */
const DURATION = {intervalSeconds: 4, iterationsPerLoop: 3};

/** A candidate gets the traffic of each router, somebody waits for one of the targets, and an Experiment is deleted. */
export function trafficScenario(routers: readonly Router[]): Scenario {
  const names = routers.map(canaryOf);
  return {
    experiments: [...names, 'next'],
    startLimitMs: PATIENT_MS,
    hasElection: false,
    prepare: async (place) => {
      await createMetric(place, 'errors', {v1: 0, v2: 0});
      await createDeleted(place);
      for (const router of routers) {
        await createAnyRouter(place, router, 'app');
        await createExperiment(place, canaryOf(router), canarySpec(place, router));
      }
      const [rival = ''] = names;
      await createExperiment(place, 'next', {...specWithActions(place, rival, {}), duration: DURATION});
    },
  };
}

export function canaryOf(router: Router): string {
  return `canary-${DEFAULT_ROUTERS.indexOf(router)}`;
}

function canarySpec({namespace}: TestCluster, router: Router): JsonObject {
  return {
    target: `${namespace}/${canaryOf(router)}`,
    strategy: {
      testingPattern: 'Canary',
      deploymentPattern: 'Progressive',
      weights: {maxCandidateWeight: 100, maxCandidateWeightIncrement: 50},
    },
    criteria: {objectives: [{metric: 'errors', upperLimit: '50'}]},
    duration: DURATION,
    versionInfo: versionsIn(router, 'app'),
  };
}

/** As an engine of early 2021 has left it. */
async function createDeleted({client, namespace}: TestCluster): Promise<void> {
  const metadata = {name: DELETED, namespace, finalizers: [OLD_FINALIZER]};
  const spec = {target: DELETED, strategy: {testingPattern: 'Conformance'}, versionInfo: {baseline: {name: 'v1'}}};
  const path = experimentsPath(namespace);
  const body = {apiVersion: 'iter8.tools/v2alpha2', kind: 'Experiment', metadata, spec};
  await client.ok('POST', path, {body});
  await client.ok('DELETE', `${path}/${DELETED}`);
}

/** A Job that gets no Pod, until it is given up. */
export const WITHOUT_POD: Scenario = {
  experiments: ['action'],
  startLimitMs: 15_000,
  hasElection: false,
  prepare: (place) => createAction(place), // and no account
};

/** The same for a controller that is one of several. */
export const ELECTED: Scenario = {...WITHOUT_POD, hasElection: true};

/** An action whose Job runs, and whose log is read. */
export const WITH_POD: Scenario = {
  experiments: ['action'],
  startLimitMs: PATIENT_MS,
  hasElection: false,
  prepare: async (place) => {
    const accounts = `/api/v1/namespaces/${place.namespace}/serviceaccounts`;
    await place.client.ok('POST', accounts, {body: {metadata: {name: TASK_ACCOUNT}}});
    await Kubelet.start(place);
    await createAction(place);
  },
};

function createAction(place: TestCluster): Promise<void> {
  return createExperiment(place, 'action', specWithActions(place, 'action', {start: [{run: 'echo begun'}]}));
}
