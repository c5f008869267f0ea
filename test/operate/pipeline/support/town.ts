import {Field} from '../../../../src/experiment/field.js';
import type {JsonObject} from '../../../../src/experiment/json.js';
import {DEPLOYMENT_KIND} from '../../../../src/operate/install/kinds.js';
import {customResourceDefinitions} from '../../../../src/operate/install/crds.js';
import {identityOf} from '../../../../src/operate/stored-experiment.js';
import {startController} from '../../../engine/controller/support/controlled.js';
import {VirtualTime} from '../../../engine/controller/support/virtual-time.js';
import {type FakeCluster, fakeCluster, kindOf} from '../../../support/fake-cluster.js';

const KINDS = [
  kindOf('iter8.tools/v2alpha2', 'Experiment'),
  kindOf('iter8.tools/v2alpha2', 'Metric'),
  kindOf('apps/v1', 'Deployment'),
  kindOf('v1', 'Service'),
  kindOf('v1', 'Pod'),
  kindOf('v1', 'ConfigMap'),
  kindOf('v1', 'Secret'),
  kindOf('coordination.k8s.io/v1', 'Lease'),
  kindOf('networking.istio.io/v1', 'VirtualService'),
  kindOf('networking.istio.io/v1', 'DestinationRule'),
  {...kindOf('apiextensions.k8s.io/v1', 'CustomResourceDefinition'), isNamespaced: false},
];

/** Mean latency of each version in milliseconds, as the tutorial has them; v103 is as good as v102. */
const LATENCIES: Readonly<Record<string, string>> = {
  'iter8-demo-v100': '100',
  'iter8-demo-v101': '300',
  'iter8-demo-v102': '50',
  'iter8-demo-v103': '40',
};

/** A cluster with the tutorial's Service, an engine, and Deployments that come up, all in virtual time. */
export interface Town {
  readonly cluster: FakeCluster;
  readonly time: VirtualTime;
  /** Names of Deployments that crash instead of coming up. */
  readonly broken: Set<string>;
  /** Ends the engine and what stands in for Deployments. */
  readonly close: () => Promise<void>;
}

/** @param live versions whose Deployments run from the beginning */
export function openTown(live: readonly string[] = ['v100'], more: readonly JsonObject[] = []): Town {
  const time = new VirtualTime();
  const objects = [
    ...customResourceDefinitions(),
    service(),
    meanLatency(),
    ...live.map((tag) => ({...deployment(tag), status: AVAILABLE})),
    ...more,
  ];
  const cluster = fakeCluster({kinds: KINDS, objects, now: time.now});
  const broken = new Set<string>();
  const engine = startController(cluster, time, 'engine', false);
  const stop = new AbortController();
  const standIn = standInForDeployments(cluster, broken, stop.signal);
  const close = async () => {
    stop.abort();
    await Promise.all([standIn, engine.stop()]);
  };
  return {cluster, time, broken, close};
}

export function service(): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name: 'iter8-demo', namespace: 'default'},
    spec: {selector: {app: 'demo'}, ports: [{port: 80, targetPort: 3000}]},
  };
}

export function deployment(tag: string, image = `iter8-demo:${tag}`): JsonObject {
  const labels = {app: 'demo', version: tag};
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name: `iter8-demo-${tag}`, namespace: 'default', labels},
    spec: {
      selector: {matchLabels: labels},
      template: {metadata: {labels}, spec: {containers: [{name: 'demo', image}]}},
    },
  };
}

/** Drawn anew at each query around the level of the version. */
function meanLatency(): JsonObject {
  const mock = Object.entries(LATENCIES).map(([name, level]) => ({name, level}));
  return {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Metric',
    metadata: {name: 'mean-latency', namespace: 'default'},
    spec: {type: 'Gauge', units: 'milliseconds', mock},
  };
}

const AVAILABLE = {
  observedGeneration: 1,
  replicas: 1,
  updatedReplicas: 1,
  availableReplicas: 1,
  conditions: [{type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable'}],
};

async function standInForDeployments(
  cluster: FakeCluster,
  broken: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  for await (const event of cluster.watch(DEPLOYMENT_KIND, {}, signal)) {
    if (event.kind !== 'added' && event.kind !== 'modified') continue;
    const {name} = identityOf(event.object);
    if (broken.has(name)) cluster.put(crashingPod(event.object));
    else if (!new Field(event.object).get('status', 'availableReplicas').exists) {
      cluster.put({...event.object, status: AVAILABLE});
    }
  }
}

function crashingPod(owner: JsonObject): JsonObject {
  const {name} = identityOf(owner);
  const labels = new Field(owner).get('spec', 'template', 'metadata', 'labels').value as JsonObject;
  const container = {
    name: 'demo',
    restartCount: 3,
    state: {waiting: {reason: 'CrashLoopBackOff'}},
    lastState: {terminated: {exitCode: 1}},
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-5d4f8-x2x7p`,
      namespace: 'default',
      labels,
      ownerReferences: [{apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${name}-5d4f8`}],
    },
    status: {containerStatuses: [container]},
  };
}

/** Names of the Deployments that are there. */
export function deployments({cluster}: Town): readonly string[] {
  return cluster
    .stored('Deployment')
    .map((object) => identityOf(object).name)
    .sort();
}

/** Percent of each subset that has any, by the VirtualService; undefined: there is none. */
export function split({cluster}: Town): Readonly<Record<string, number>> | undefined {
  const [router] = cluster.stored('VirtualService');
  if (!router) return undefined;
  const routes = new Field(router)
    .get('spec', 'http')
    .items()
    .flatMap((rule) => rule.get('route').items());
  const weights = routes.map(
    (route) => [route.get('destination', 'subset').text() ?? '', route.get('weight').number() ?? 100] as const,
  );
  return Object.fromEntries(weights.filter(([, weight]) => weight > 0));
}

/** Name, whether it has ended, and who is recommended. */
export function experiments({cluster}: Town): readonly string[] {
  return cluster.stored('Experiment').map((object) => {
    const status = new Field(object).get('status');
    const recommended = status.get('versionRecommendedForPromotion').text() ?? 'nobody';
    return `${identityOf(object).name}: ${status.get('stage').text() ?? 'new'}, ${recommended}`;
  });
}
