import {Iter8Error} from '../../errors.js';
import {realClock} from '../../load/clock.js';
import {createHttpClient, type HttpClient} from '../../metrics/http/client.js';
import {JqThread} from '../../metrics/jq/thread.js';
import {ACTION_TIMEOUT_MS} from '../../tasks/run-items.js';
import {clusterSecretReader} from '../../tasks/secret.js';
import {DEFAULT_ROUTERS, parseRouter, type TrafficPolicy} from '../../traffic/policy.js';
import {jobActions} from '../jobs/job-actions.js';
import {localActions} from '../local-actions.js';
import type {ActionPorts} from '../ports.js';
import {metricSecretReader} from './cluster-readers.js';
import {Controller, type ControllerOptions} from './controller.js';
import {ControllerMetrics} from './controller-metrics.js';
import {startHealthServer} from './health-server.js';

export interface ClusterEngineSettings extends Pick<
  ControllerOptions,
  'cluster' | 'namespace' | 'installNamespace' | 'workers' | 'hasElection' | 'identity' | 'log' | 'now'
> {
  /** For health and metrics; port 0: any free one. */
  readonly listen: {readonly host: string; readonly port: number};
  /** Kinds of objects that weights may be written to; undefined: the usual ones. */
  readonly routers: readonly string[] | undefined;
  /** Besides an experiment's own. */
  readonly allowedNamespaces: readonly string[];
  /** Hosts and networks of metric backends that may be private. */
  readonly allowedBackends: readonly string[];
  /** To trust besides the usual ones, PEM. */
  readonly extraCertificates: string | undefined;
  /** Of the Jobs that run actions; undefined: they run as child processes of this one. */
  readonly taskImage: string | undefined;
  /** Longest time of an action; undefined: half an hour. */
  readonly actionTimeoutMs?: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** An image must be pulled, perhaps a node started, within this time. */
const JOB_START_LIMIT_MS = 5 * 60_000;

/**
 * The controller with all that it needs of this process, until the signal aborts.
 *
 * @throws Iter8Error INVALID when the port is taken; what `Controller.run` throws
 */
export async function runClusterEngine(settings: ClusterEngineSettings): Promise<void> {
  const {listen, log, signal, cluster, routers, allowedNamespaces} = settings;
  const traffic = {routers: routers?.map(parseRouter) ?? DEFAULT_ROUTERS, allowedNamespaces};
  const metrics = new ControllerMetrics();
  metrics.observeProcess();
  const jq = new JqThread();
  const controller = new Controller({
    ...settings,
    traffic,
    queries: {http: timed(httpClient(settings), metrics), jq, readSecret: metricSecretReader(cluster)},
    actions: actionPorts(settings, traffic),
    metrics,
    monotonic: () => performance.now(),
    sleep,
  });
  const isReady = () => controller.isReady;
  const health = await startHealthServer({...listen, isReady, metrics}).catch((cause: unknown) => {
    throw portTaken(listen, cause);
  });
  try {
    log('info', 'listening', {address: `${listen.host}:${health.port}`});
    await controller.run(signal);
    log('info', 'stopped');
  } finally {
    await Promise.all([health.close(), jq.close()]);
    cluster.close();
  }
}

function actionPorts(settings: ClusterEngineSettings, traffic: TrafficPolicy): ActionPorts {
  const {cluster, env, now, log, taskImage: image, actionTimeoutMs = ACTION_TIMEOUT_MS} = settings;
  if (image === undefined) {
    const readSecret = clusterSecretReader(cluster);
    return {runAction: localActions({env, cluster, traffic, readSecret, actionTimeoutMs})};
  }
  const onProblem = (job: string, problem: string) =>
    log('warning', 'the Job of an action has a problem', {job, problem});
  const limits = {timeoutMs: actionTimeoutMs, startLimitMs: JOB_START_LIMIT_MS};
  return jobActions({cluster, image, traffic, ...limits, now, sleep, onProblem});
}

function sleep(milliseconds: number, wake: AbortSignal): Promise<void> {
  return realClock.sleep(milliseconds, wake);
}

function httpClient({allowedBackends, extraCertificates}: ClusterEngineSettings): HttpClient {
  const policy = {allowPrivate: false, allowed: allowedBackends};
  return createHttpClient({policy, ...(extraCertificates !== undefined && {extraCertificates})});
}

function timed(http: HttpClient, {queryDuration}: ControllerMetrics): HttpClient {
  return {
    async send(request, limits, signal) {
      const stop = queryDuration.startTimer();
      const answer = await http.send(request, limits, signal);
      stop();
      return answer;
    },
  };
}

function portTaken({host, port}: ClusterEngineSettings['listen'], cause: unknown): Iter8Error {
  const words = cause instanceof Error ? cause.message : String(cause);
  return new Iter8Error(
    'INVALID',
    `cannot listen on ${host}:${port}: ${words}`,
    'choose another one with --listen',
    {
      cause,
    },
  );
}
