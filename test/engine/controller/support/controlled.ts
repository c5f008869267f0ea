import type {Cluster} from '../../../../src/cluster/port.js';
import {Controller} from '../../../../src/engine/controller/controller.js';
import {ControllerMetrics} from '../../../../src/engine/controller/controller-metrics.js';
import {customResourceDefinitions} from '../../../../src/operate/install/crds.js';
import type {JsonObject} from '../../../../src/experiment/json.js';
import type {LogFields} from '../../../../src/runtime/log.js';
import {DEFAULT_POLICY} from '../../../../src/traffic/policy.js';
import {runItems} from '../../../../src/tasks/run-items.js';
import {experiment, type Sketch} from '../../support/experiment.js';
import {type FakeClusterOptions, type FakeCluster, fakeCluster, kindOf} from '../../../support/fake-cluster.js';
import type {VirtualTime} from './virtual-time.js';

const KINDS = [
  kindOf('iter8.tools/v2alpha2', 'Experiment'),
  kindOf('iter8.tools/v2alpha2', 'Metric'),
  kindOf('networking.istio.io/v1', 'VirtualService'),
  {...kindOf('apiextensions.k8s.io/v1', 'CustomResourceDefinition'), isNamespaced: false},
];

/** A cluster with our CRDs and a metric `latency` that reads 10 for b and `latency` for c. */
export function clusterWith(
  objects: readonly JsonObject[],
  options: FakeClusterOptions & {latency?: string} = {},
): FakeCluster {
  const {latency = '12'} = options;
  return fakeCluster({
    kinds: KINDS,
    ...options,
    objects: [...customResourceDefinitions(), latencyMetric(latency), router(), ...objects],
  });
}

/** Drawn around 10 for the baseline, and around this for the candidate. */
export function latencyMetric(candidate: string): JsonObject {
  const levels = [
    {name: 'b', level: '10'},
    {name: 'c', level: candidate},
  ];
  return {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Metric',
    metadata: {name: 'latency', namespace: 'default'},
    spec: {type: 'Gauge', mock: levels},
  };
}

export function router(): JsonObject {
  const destination = (subset: string, weight: number) => ({destination: {host: 'app', subset}, weight});
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: {name: 'app', namespace: 'default'},
    spec: {hosts: ['app'], http: [{route: [destination('b', 100), destination('c', 0)]}]},
  };
}

/** A Canary of b against c whose weights stand in the router. */
export function canary(name: string, sketch: Sketch = {}): JsonObject {
  const reference = (index: number) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    name: 'app',
    fieldPath: `.spec.http[0].route[${index}].weight`,
  });
  const versionInfo = {
    baseline: {name: 'b', weightObjRef: reference(0)},
    candidates: [{name: 'c', weightObjRef: reference(1)}],
  };
  const resource = experiment({...sketch, spec: {versionInfo, ...sketch.spec}});
  return {...resource, metadata: {name, namespace: 'default', annotations: sketch.annotations}};
}

export interface Process {
  readonly controller: Controller;
  readonly logs: readonly (LogFields & {readonly message: string})[];
  readonly metrics: ControllerMetrics;
  /** Stops it as SIGTERM does. */
  readonly stop: () => Promise<void>;
  /** What `Controller.run` gave. */
  readonly ended: Promise<void>;
}

/** A controller as a process would run it. */
export function startController(
  cluster: Cluster,
  time: VirtualTime,
  identity = 'one',
  hasElection = true,
): Process {
  const stopping = new AbortController();
  const logs: (LogFields & {readonly message: string})[] = [];
  const metrics = new ControllerMetrics();
  const controller = new Controller({
    cluster,
    namespace: undefined,
    installNamespace: 'iter8-system',
    workers: 4,
    identity,
    hasElection,
    queries: {
      http: {send: () => Promise.reject(new Error('no test asks a backend'))},
      jq: {evaluate: () => Promise.reject(new Error('no test needs jq')), close: () => Promise.resolve()},
      readSecret: () => Promise.resolve(undefined),
    },
    traffic: DEFAULT_POLICY,
    actions: {
      runAction: ({items, key}, of, report, signal) =>
        runItems({items, context: {experiment: of, action: key, env: {}}}, report, signal),
    },
    metrics,
    log: (level, message, fields) => logs.push({level, message, ...fields}),
    now: time.now,
    monotonic: time.monotonic,
    sleep: time.sleep,
  });
  const ended = controller.run(stopping.signal);
  ended.catch(() => undefined); // seen by whoever waits for it
  const stop = async () => {
    stopping.abort();
    await ended;
  };
  return {controller, logs, metrics, stop, ended};
}
