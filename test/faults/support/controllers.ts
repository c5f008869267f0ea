import {Controller} from '../../../src/engine/controller/controller.js';
import {ControllerMetrics} from '../../../src/engine/controller/controller-metrics.js';
import {localActions} from '../../../src/engine/local-actions.js';
import type {Cluster} from '../../../src/cluster/port.js';
import {createHttpClient} from '../../../src/metrics/http/client.js';
import {JqThread} from '../../../src/metrics/jq/thread.js';
import {errorWords, type LogFields} from '../../../src/runtime/log.js';
import {DEFAULT_POLICY} from '../../../src/traffic/policy.js';
import {NAMESPACE} from './trials.js';
import type {SwiftTime} from './swift-time.js';

export interface ControllerSettings {
  readonly identity: string;
  readonly cluster: Cluster;
  readonly hasElection: boolean;
  readonly time: SwiftTime;
  readonly log: (line: string) => void;
}

/** As Kubernetes starts a process again that has ended with an error. */
const RESTART_MS = 1000;

/** The controller as `iter8ctl controller` makes it, but for its time; started again whenever it ends with an error. */
export async function keepController(settings: ControllerSettings, signal: AbortSignal): Promise<void> {
  const {time, log, identity} = settings;
  while (!signal.aborted) {
    try {
      await runController(settings, signal);
    } catch (error) {
      log(`${identity} ended: ${errorWords(error)}`);
      await time.sleep(RESTART_MS, signal);
    }
  }
}

async function runController(settings: ControllerSettings, signal: AbortSignal): Promise<void> {
  const {identity, cluster, hasElection, time, log} = settings;
  const {now, monotonic, sleep} = time;
  const policy = {allowPrivate: false, allowed: ['127.0.0.1']};
  const readSecret = () => Promise.resolve(undefined);
  const jq = new JqThread();
  const controller = new Controller({
    cluster,
    namespace: NAMESPACE,
    installNamespace: NAMESPACE,
    workers: 4,
    hasElection,
    identity,
    queries: {http: createHttpClient({policy}), jq, readSecret},
    traffic: DEFAULT_POLICY,
    actions: {runAction: localActions({env: {PATH: process.env.PATH}, cluster, traffic: DEFAULT_POLICY})},
    metrics: new ControllerMetrics(),
    log: (level, message, fields) => log(`${identity} ${level} ${message} ${words(fields)}`),
    now,
    monotonic,
    sleep,
  });
  await controller.run(signal).finally(() => jq.close());
}

function words(fields: LogFields = {}): string {
  return JSON.stringify(fields);
}
