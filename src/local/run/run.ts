import {setTimeout as pause} from 'node:timers/promises';
import {readExperimentResource} from '../../engine/experiment-resource.js';
import {runExperiment, type RunOptions} from '../../engine/run.js';
import {Iter8Error} from '../../errors.js';
import type {Experiment, Weight} from '../../experiment/model.js';
import {createHttpClient} from '../../metrics/http/client.js';
import {secretReader} from '../../metrics/inspect/file-secrets.js';
import {JqThread} from '../../metrics/jq/thread.js';
import {startProxy} from '../proxy/proxy.js';
import {isUnreachable, unreachableWords} from './unreachable.js';
import {loadWarnings} from './load-warnings.js';
import type {RunPlan} from './plan.js';
import {requireRunnable} from './preflight.js';
import type {TrafficRequest} from './traffic-request.js';
import {initialWeights, loadTraffic, NO_TRAFFIC, proxyTraffic, type Traffic} from './traffic.js';
import {withHistograms} from './stored-histograms.js';
import {metricReader, runPorts} from './world.js';

export interface RunSettings extends Omit<TrafficRequest, 'durationMs'> {
  /** Data for any Secret that metrics name, besides those of the file; undefined: there is none. */
  readonly secret: Readonly<Record<string, Uint8Array>> | undefined;
  /** To trust besides the usual ones, PEM. */
  readonly extraCertificates: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly onWrite: NonNullable<RunOptions['onWrite']>;
  /** For people: where the proxy listens, what tasks print, and what to know of the load. */
  readonly onNotice: (text: string) => void;
}

/** Longest time that a request may take; a run ends at most this long after its time. */
const TIMEOUT_MS = 5000;

/**
 * Runs an experiment in this process, from the first request to the verdict.
 *
 * @returns the experiment as it ended
 * @throws Iter8Error UNREACHABLE when no version answers, INTERRUPTED by the signal
 */
export async function runWithoutCluster(plan: RunPlan, settings: RunSettings): Promise<Experiment> {
  await requireRunnable(plan, metricReader(plan.metrics));
  const jq = new JqThread();
  const traffic = await startTraffic(plan, settings);
  try {
    await firstInterval(plan, traffic, settings);
    traffic.setWeights(beginning(plan));
    const {env, now, signal, onWrite, secret, extraCertificates} = settings;
    const queries = {
      http: createHttpClient({policy: {allowPrivate: true}, ...(extraCertificates && {extraCertificates})}),
      jq,
      readSecret: secretReader(plan.secrets, secret),
    };
    const {resource, metrics} = plan;
    const onTaskOutput = (task: string, text: string) => taskLines(task, text).forEach(settings.onNotice);
    const ports = runPorts({resource, metrics, traffic, queries, env, now, onTaskOutput});
    const {kind, experiment} = await runExperiment(ports, {signal, onWrite});
    if (kind === 'stopped' || !experiment) throw interrupted(experiment);
    warn(traffic, settings);
    return withHistograms(experiment, traffic, now());
  } finally {
    await Promise.all([traffic.close(), jq.close()]);
  }
}

/** `finish 2 common/exec | a line that it printed`. */
function taskLines(task: string, text: string): string[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `${task} | ${line}`);
}

async function startTraffic(plan: RunPlan, settings: RunSettings): Promise<Traffic> {
  const {targets} = plan;
  const {proxyPort, signal, onNotice} = settings;
  if (targets.length === 0 && proxyPort !== undefined) {
    throw new Iter8Error('INVALID', '--proxy needs the URLs of the versions', 'give each a variable named url');
  }
  if (targets.length === 0) return NO_TRAFFIC;
  if (proxyPort === undefined) return ownLoad(plan, targets, settings);
  const backends = targets.map(({name, url}) => ({version: name, url}));
  const atFirst = settings.rps === undefined ? beginning(plan) : initialWeights(targetNames(plan), 'FixedSplit');
  const weights = new Map(atFirst.map(({version, percent}) => [version, percent]));
  const proxy = await startProxy({backends, weights, port: proxyPort, signal});
  if (proxy.notice) onNotice(proxy.notice);
  onNotice(`traffic to ${proxy.url} is split among ${targets.map(({name}) => name).join(', ')}`);
  if (settings.rps === undefined) return proxyTraffic(proxy);
  const load = ownLoad(plan, [{name: 'proxy', url: proxy.url}], settings);
  const split = proxyTraffic(proxy);
  const close = async () => {
    await Promise.all([load.close(), split.close()]);
  };
  return {...split, skipped: load.skipped, close};
}

/** The split before the engine's first word. (Before that, our own load shows every version alike.) */
function beginning(plan: RunPlan): readonly Weight[] {
  return initialWeights(targetNames(plan), readExperimentResource(plan.resource).spec.deploymentPattern);
}

function targetNames({targets}: RunPlan): string[] {
  return targets.map(({name}) => name);
}

function ownLoad(
  plan: RunPlan,
  targets: RunPlan['targets'],
  {rps = 0, connections, signal}: RunSettings,
): Traffic {
  const {warmUpMs, intervalSeconds, iterations} = plan;
  const timeMs = warmUpMs + intervalSeconds * iterations * 1000;
  return loadTraffic(
    {targets, qps: rps, rate: 'total', connections, warmUpMs, timeMs, timeoutMs: TIMEOUT_MS},
    signal,
  );
}

/** The engine looks for the first time when there is something to see. */
async function firstInterval(plan: RunPlan, traffic: Traffic, {signal}: RunSettings): Promise<void> {
  if (traffic === NO_TRAFFIC) return;
  await pause(plan.warmUpMs + plan.intervalSeconds * 1000, undefined, {signal}).catch(() => {
    throw interrupted(undefined);
  });
  const results = traffic.results();
  if (!isUnreachable(results)) return;
  throw new Iter8Error(
    'UNREACHABLE',
    `no version answers: ${unreachableWords(results)}`,
    'is the URL right, and the app running?',
  );
}

/** Whoever sends real traffic follows redirects; our own load does not. */
function warn(traffic: Traffic, {rps, onNotice}: RunSettings): void {
  if (rps !== undefined) loadWarnings(traffic.results(), traffic.skipped()).forEach(onNotice);
}

function interrupted(experiment: Experiment | undefined): Iter8Error {
  const done = experiment?.status.completedIterations ?? 0;
  return new Iter8Error('INTERRUPTED', `interrupted after ${done} completed iterations; nothing is decided`);
}
