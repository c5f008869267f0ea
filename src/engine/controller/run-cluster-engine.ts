import {Iter8Error} from '../../errors.js';
import {realClock} from '../../load/clock.js';
import {createHttpClient, type HttpClient} from '../../metrics/http/client.js';
import {JqThread} from '../../metrics/jq/thread.js';
import {clusterSecretReader} from '../../tasks/secret.js';
import {DEFAULT_ROUTERS, parseRouter} from '../../traffic/policy.js';
import {localActions} from '../local-actions.js';
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
  /** Whether actions run as child processes of this one. */
  readonly hasLocalTasks: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/**
 * The controller with all that it needs of this process, until the signal aborts.
 *
 * @throws Iter8Error INVALID when the port is taken; what `Controller.run` throws
 */
export async function runClusterEngine(settings: ClusterEngineSettings): Promise<void> {
  const {listen, log, signal, cluster, env, hasLocalTasks, routers, allowedNamespaces} = settings;
  const traffic = {routers: routers?.map(parseRouter) ?? DEFAULT_ROUTERS, allowedNamespaces};
  const metrics = new ControllerMetrics();
  metrics.observeProcess();
  const jq = new JqThread();
  const controller = new Controller({
    ...settings,
    traffic,
    queries: {http: timed(httpClient(settings), metrics), jq, readSecret: metricSecretReader(cluster)},
    runAction: hasLocalTasks
      ? localActions({env, cluster, traffic, readSecret: clusterSecretReader(cluster)})
      : undefined,
    metrics,
    monotonic: () => performance.now(),
    sleep: (milliseconds, wake) => realClock.sleep(milliseconds, wake),
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
