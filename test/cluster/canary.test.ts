import {beforeAll, describe, expect, it} from '@jest/globals';
import {startLoad} from '../../src/load/load.js';
import {readyMadeMetrics} from '../../src/metrics/ready-made/ready-made.js';
import {testCluster} from '../support/cluster.js';
import {createControllerAccount} from './canary/account.js';
import {createCanary, ITERATIONS} from './canary/create.js';
import {answeredBy, obeyRouters} from './canary/istio-stand-in.js';
import {findKubectl, printedLines} from './canary/kubectl.js';
import {Programs} from './canary/programs.js';
import {startPrometheus} from './canary/prometheus.js';
import {type Behaviour, type Service, startService} from './canary/service.js';
import {iter8ctl} from './support/built.js';
import {ControllerProcess} from './support/controller-process.js';
import {installDefinitions} from './support/experiments.js';
import {installMesh} from './support/mesh.js';
import {createRouter} from './support/routers.js';
import {until} from './support/until.js';

/** By experiment, which has the name of its service. */
const CANDIDATES = {
  sound: {delayMs: 5, errorEvery: 0},
  slow: {delayMs: 400, errorEvery: 0},
  erring: {delayMs: 5, errorEvery: 7},
} as const satisfies Readonly<Record<string, Behaviour>>;

type Name = keyof typeof CANDIDATES;
const NAMES = Object.keys(CANDIDATES) as Name[];

/** To each service. */
const REQUESTS_PER_SECOND = 100;
/** Small beside the 400 requests of an iteration, of which 40 more go to the candidate in each. */
const MOST_UNDER_WAY = 20;

const cluster = await testCluster();
const {kubeconfigPath, namespace, client, folder, atEnd} = cluster;
const programs = new Programs(cluster);
const services = new Map<string, Service>();
const serviceOf = (name: Name) => services.get(name)!;
let printed: string;

async function startServices(): Promise<void> {
  for (const name of NAMES) {
    const service = await startService(programs, name, CANDIDATES[name]);
    atEnd(() => service.proxy.close(0));
    services.set(name, service);
    await createRouter(cluster, name, service.versions);
  }
}

/** Load to all services, and routers that are obeyed, until the end. */
function startTraffic(): void {
  const ending = new AbortController();
  const following = obeyRouters(cluster, services, ending.signal);
  const targets = [...services.values()].map(({name, proxy}) => ({name, url: proxy.url}));
  const load = startLoad({targets, qps: REQUESTS_PER_SECOND, timeMs: 600_000}, {signal: ending.signal});
  atEnd(() => {
    ending.abort();
    return Promise.all([following, load.done]);
  });
}

/** The Metrics are those that `install` has for Istio, but for the address of Prometheus. */
async function measureServices(): Promise<void> {
  const targets = [...services.values()].flatMap((service) => service.targets);
  const prometheusUrl = await startPrometheus(programs, folder, targets);
  for (const body of readyMadeMetrics('istio', {namespace, prometheusUrl})) {
    await client.ok('POST', `/apis/iter8.tools/v2alpha2/namespaces/${namespace}/metrics`, {body});
  }
}

async function createExperiments(): Promise<void> {
  const actions = ['--start', 'run: echo "trying $EXPERIMENT_NAME"', '--finish', 'run: echo promoted'];
  await Promise.all([
    createCanary(serviceOf('sound'), kubeconfigPath, ...actions),
    createCanary(serviceOf('slow'), kubeconfigPath),
    createCanary(serviceOf('erring'), kubeconfigPath),
  ]);
}

/** It is there before any engine looks at the experiments, so it sees all that an engine writes. */
async function startKubectl(): Promise<string> {
  const argv = ['get', 'experiments', '--watch', '--kubeconfig', kubeconfigPath, '--cache-dir', folder];
  return programs.start(findKubectl(), argv, async (output) => {
    const lines = await Promise.all(NAMES.map((name) => printedLines(output, name)));
    return lines.every(({length}) => length === 1);
  });
}

async function startController(): Promise<void> {
  const own = {...cluster, kubeconfigPath: await createControllerAccount(cluster)};
  const controller = new ControllerProcess(own, '--allow-backend', '127.0.0.1', '--local-tasks');
  await controller.logged('listening');
}

async function awaitEnd(name: Name): Promise<void> {
  await iter8ctl('assert', name, '-c', 'completed', '--timeout', '2m', '--kubeconfig', kubeconfigPath);
  const isPrinted = async () => (await printedLines(printed, name)).at(-1)?.startsWith('Completed') ?? false;
  await until(isPrinted, `kubectl prints the end of ${name}`);
}

/** Enough to see where traffic goes after the end. */
async function awaitTraffic(name: Name): Promise<void> {
  const service = serviceOf(name);
  const enough = service.splits.at(-1)!.before.all + 2 * REQUESTS_PER_SECOND;
  await until(async () => answeredBy(service).all > enough, `requests to ${name} after its end`);
}

/** What is the same for each, in the words of the original. */
const UP_TO_INITIALIZING = [
  '', // as it was created
  'Waiting | 0',
  'Waiting | 0 | ExperimentInitialized: Experiment status initialized',
  'Waiting | 0 | TargetAcquired',
  'Initializing | 0 | StageAdvanced: Advanced to Initializing',
];
const RUNNING = [
  'Running | 0 | StageAdvanced: Advanced to Running',
  'Running | 1 | IterationUpdate: Completed Iteration 1',
  'Running | 2 | IterationUpdate: Completed Iteration 2',
  'Running | 3 | IterationUpdate: Completed Iteration 3',
  'Running | 4 | IterationUpdate: Completed Iteration 4',
  'Running | 5 | IterationUpdate: Completed Iteration 5',
  'Running | 6 | IterationUpdate: Completed Loop 1',
];
const WITHOUT_ACTIONS = [
  ...UP_TO_INITIALIZING,
  ...RUNNING,
  'Completed | 6 | ExperimentCompleted: Experiment completed successfully',
];
const WITH_ACTIONS = [
  ...UP_TO_INITIALIZING,
  "Initializing | 0 | HandlerLaunched: Start handler 'start' launched",
  ...RUNNING,
  "Finishing | 6 | HandlerLaunched: Finish handler 'finish' launched",
  'Completed | 6 | ExperimentCompleted: Experiment Completed',
];

describe('canaries under load, judged by a real Prometheus', () => {
  beforeAll(async () => {
    await Promise.all([installDefinitions(cluster), installMesh(cluster)]);
    await startServices();
    startTraffic();
    await measureServices();
    await createExperiments();
    printed = await startKubectl();
    await startController();
    await Promise.all(NAMES.map(awaitEnd));
    await Promise.all(NAMES.map(awaitTraffic));
  }, 180_000);

  it.each([
    ['sound', 'sound-v2', 'candidateWon'],
    ['slow', 'slow-v1', 'baselineWon'],
    ['erring', 'erring-v1', 'baselineWon'],
  ] as const)('end, with a candidate that is %s, with %s to be promoted', async (name, version, condition) => {
    const path = `/apis/iter8.tools/v2alpha2/namespaces/${namespace}/experiments/${name}`;
    const {status} = await client.ok('GET', path);
    expect(status).toMatchObject({
      stage: 'Completed',
      completedIterations: ITERATIONS,
      versionRecommendedForPromotion: version,
    });
    await iter8ctl('assert', name, '-c', condition, '--kubeconfig', kubeconfigPath);
  });

  it('give a sound candidate a little traffic to be seen by, ten percent more in each iteration, then all', () => {
    const weights = serviceOf('sound').splits.map(({candidateWeight}) => candidateWeight);
    const steps = [0, 5, 15, 25, 35, 45, 55].slice(0, weights.length - 1);
    expect(weights).toEqual([...steps, 100]);
    expect(weights.length).toBeGreaterThan(4); // an iteration without data is no step
  });

  it.each(['slow', 'erring'] as const)('take all traffic from a candidate that is %s, for good', (name) => {
    const weights = serviceOf(name).splits.map(({candidateWeight}) => candidateWeight);
    const most = Math.max(...weights);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(50);
    expect(weights).toEqual([...weights.slice(0, weights.indexOf(most) + 1), 0]);
  });

  it.each(NAMES)('have their traffic split as the router says: %s', (name) => {
    const service = serviceOf(name);
    const ends = [...service.splits.slice(1).map(({before}) => before), answeredBy(service)];
    const seen = service.splits.map(({candidateWeight, before}, index) => ({
      candidateWeight,
      all: ends[index]!.all - before.all,
      candidate: ends[index]!.candidate - before.candidate,
    }));
    for (const {candidateWeight, all, candidate} of seen) {
      const off = Math.abs(candidate - (all * candidateWeight) / 100);
      // Some were under way when the split changed.
      expect({candidateWeight, all, candidate, isObeyed: off < MOST_UNDER_WAY}).toMatchObject({isObeyed: true});
    }
  });

  it.each([
    ['sound', WITH_ACTIONS],
    ['slow', WITHOUT_ACTIONS],
    ['erring', WITHOUT_ACTIONS],
  ] as const)('are seen by kubectl get -w, every step in its order: %s', async (name, lines) => {
    expect(await printedLines(printed, name)).toEqual(lines);
  });

  it('are told by Events, one for each step', async () => {
    const selector = 'involvedObject.name=sound';
    const {items} = await client.ok('GET', `/api/v1/namespaces/${namespace}/events?fieldSelector=${selector}`);
    const told = [...items!]
      .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
      .map(({type, reason, message}) => [type, reason, message].join(' '));
    expect(told).toMatchInlineSnapshot(`
     [
       "Normal ExperimentInitialized Experiment status initialized",
       "Normal TargetAcquired ",
       "Normal StageAdvanced Advanced to Initializing",
       "Normal HandlerLaunched Start handler 'start' launched",
       "Normal StageAdvanced Advanced to Running",
       "Normal IterationUpdate Completed Iteration 1",
       "Normal IterationUpdate Completed Iteration 2",
       "Normal IterationUpdate Completed Iteration 3",
       "Normal IterationUpdate Completed Iteration 4",
       "Normal IterationUpdate Completed Iteration 5",
       "Normal IterationUpdate Completed Iteration 6",
       "Normal IterationUpdate Completed Loop 1",
       "Normal StageAdvanced Advanced to Finishing",
       "Normal HandlerLaunched Finish handler 'finish' launched",
       "Normal StageAdvanced Advanced to Completed",
       "Normal ExperimentCompleted Experiment Completed",
     ]
    `);
  });
});
