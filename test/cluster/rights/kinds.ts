import type {ResourceKind} from '../../../src/cluster/port.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {KNATIVE} from '../../../src/tasks/knative/kinds.js';
import {DEFAULT_ROUTERS} from '../../../src/traffic/policy.js';
import type {TestCluster} from '../../support/cluster.js';
import {pluralOf, SPECS} from './routers.js';

/** A kind that the tasks of an experiment look at, and what a server wants of an object of it. */
export interface Workload {
  readonly kind: ResourceKind;
  readonly spec: JsonObject;
}

const labels = {app: 'any'};
const POD = {containers: [{name: 'app', image: 'app:1'}]};
const RUNS_PODS = {replicas: 0, selector: {matchLabels: labels}, template: {metadata: {labels}, spec: POD}};

function workload(group: string, kind: string, spec: JsonObject, version = 'v1'): Workload {
  return {kind: {group, version, kind, plural: pluralOf(kind), isNamespaced: true}, spec};
}

/** All kinds that `iter8-task-workloads` is about, but for Experiments and Metrics. */
export const WORKLOADS: readonly Workload[] = [
  workload('', 'Pod', POD),
  workload('', 'Service', {ports: [{port: 80}]}),
  workload('apps', 'Deployment', RUNS_PODS),
  workload('apps', 'ReplicaSet', RUNS_PODS),
  workload('apps', 'StatefulSet', {...RUNS_PODS, serviceName: 'any'}),
  workload(KNATIVE, 'Revision', {}),
  ...DEFAULT_ROUTERS.map(({group, kind}) => workload(group, kind, SPECS[kind] ?? {})),
];

/** An object of the kind, called `one`. */
export async function createWorkload({client, namespace}: TestCluster, {kind, spec}: Workload): Promise<void> {
  const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
  const path = kind.group === '' ? `/api/${apiVersion}` : `/apis/${apiVersion}`;
  const body = {apiVersion, kind: kind.kind, metadata: {name: 'one', namespace}, spec};
  await client.ok('POST', `${path}/namespaces/${namespace}/${kind.plural}`, {body});
}
