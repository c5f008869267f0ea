import type {Cluster} from '../../../src/cluster/port.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import type {HttpAnswer, HttpClient} from '../../../src/metrics/http/client.js';
import {type Unavailable, unavailable} from '../../../src/metrics/outcome.js';
import {diagnose} from '../../../src/operate/doctor/diagnose.js';
import type {Check} from '../../../src/operate/doctor/problems.js';
import type {DoctorWorld} from '../../../src/operate/doctor/world.js';
import {LEASE_NAME} from '../../../src/engine/controller/lease.js';
import {customResourceDefinitions} from '../../../src/operate/install/crds.js';
import {kindOf} from '../../support/fake-cluster.js';
import {controllerDeployment, named, reviewedCluster, type ReviewedOptions} from '../server-check/support.js';

export const NOW = new Date('2026-03-01T12:00:00Z');

export interface Installation extends ReviewedOptions {
  /** `1.36` unless given. */
  readonly minor?: string;
  /** The server's clock; ours unless given. */
  readonly serverTime?: Date;
}

const GLOBAL = {...kindOf('apiextensions.k8s.io/v1', 'CustomResourceDefinition'), isNamespaced: false};

/** A cluster that answers doctor, with what is given beside the definitions. */
export function installedCluster({minor = '36', serverTime = NOW, ...options}: Installation = {}): Cluster {
  const cluster = reviewedCluster({kinds: [GLOBAL], ...options});
  return {
    ...cluster,
    getText: async (_path, call) => {
      call?.onDate?.(serverTime);
      return JSON.stringify({major: '1', minor, gitVersion: `v1.${minor}.0`});
    },
  };
}

/** The controller's Deployment with all its Pods, and the Lease that it holds. */
export function runningController(renewTime = NOW): readonly JsonObject[] {
  const status = {replicas: 1, updatedReplicas: 1, availableReplicas: 1};
  const spec = {holderIdentity: 'controller-1', renewTime: renewTime.toISOString()};
  return [
    {...controllerDeployment(), status},
    {...named('coordination.k8s.io/v1', 'Lease', LEASE_NAME, 'iter8-system'), spec},
  ];
}

export const DEFINITIONS = customResourceDefinitions();

/** Everything that is to be there. */
export function everything(): readonly JsonObject[] {
  return [...DEFINITIONS, ...runningController(), named('v1', 'ServiceAccount', 'iter8-tasks')];
}

const PRINTED: Readonly<Record<string, string>> = {
  kubectl: '{"clientVersion": {"gitVersion": "v1.35.2"}}',
  helm: 'v4.1.4',
  git: 'git version 2.39.5',
  bash: 'GNU bash, version 5.2.15(1)-release',
};

export interface Sketch extends Partial<Omit<DoctorWorld, 'open'>> {
  readonly cluster?: Cluster;
}

export function doctorWorld({
  cluster = installedCluster({objects: everything()}),
  ...over
}: Sketch = {}): DoctorWorld {
  return {
    open: async () => cluster,
    taskNamespaces: [],
    printed: async (program) => PRINTED[program],
    http: answering({kind: 'answer', status: 404, mediaType: '', body: new Uint8Array()}),
    now: () => NOW,
    signal: new AbortController().signal,
    ...over,
  };
}

function answering(answer: HttpAnswer | Unavailable): HttpClient {
  return {send: async () => answer};
}

export const SILENT: HttpClient = answering(unavailable('unreachable', 'metrics.example has no address'));

export async function checksOf(world: DoctorWorld): Promise<Check[]> {
  const checks = [];
  for await (const check of diagnose(world)) checks.push(check);
  return checks;
}

/** What is not as it should be. */
export async function findingsOf(sketch: Sketch): Promise<Check[]> {
  return (await checksOf(doctorWorld(sketch))).filter(({status}) => status !== 'ok');
}
