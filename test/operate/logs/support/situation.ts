import {Iter8Error} from '../../../../src/errors.js';
import type {JsonObject} from '../../../../src/experiment/json.js';
import type {Cluster} from '../../../../src/cluster/port.js';
import {formatLogLine, type TaskLogBody} from '../../../../src/tasks/job/log-line.js';
import {type FakeCluster, fakeCluster, type FakeClusterOptions, kindOf} from '../../../support/fake-cluster.js';

export const UID = '5f3c1d9e-7a53-4c9b-8f0d-0c5a4f5d2b11';

const DEFAULT_ACTIONS = {
  start: [{run: 'helm version'}],
  finish: [{task: 'common/exec', with: {cmd: 'helm'}}, {run: 'echo done'}],
};

/** An experiment with that `status.actions`. */
export function experiment(
  actions: JsonObject,
  over: {status?: JsonObject; actions?: JsonObject} = {},
): JsonObject {
  return {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'x', namespace: 'shop', uid: UID},
    spec: {
      target: 'shop/checkout',
      strategy: {testingPattern: 'Canary', actions: over.actions ?? DEFAULT_ACTIONS},
      versionInfo: {baseline: {name: 'v1'}, candidates: [{name: 'v2'}]},
    },
    status: {stage: 'Finishing', ...over.status, actions},
  };
}

const SECONDS = (second: number) =>
  new Date(Date.UTC(2021, 1, 18, 10, 0, second)).toISOString().replace('.000', '');

/** As the engine records an item that took some seconds. */
export function ended(index: number, task: string, over: JsonObject = {}): JsonObject {
  return {
    index,
    task,
    result: 'succeeded',
    startedAt: SECONDS(10 * index),
    endedAt: SECONDS(10 * index + 3),
    ...over,
  };
}

export function begun(index: number, task: string): JsonObject {
  return {index, task, startedAt: SECONDS(10 * index)};
}

/** The line of a Job's log. */
export function line(body: TaskLogBody, instance = 'finish'): string {
  const origin = {experimentName: 'x', experimentNamespace: 'shop', instance, precedence: 1};
  return `${formatLogLine({...origin, ...body})}\n`;
}

export function beginLine(index: number, task: string, instance?: string): string {
  return line({kind: 'begin', index, task}, instance);
}

export function outputLine(index: number, text: string, instance?: string): string {
  return line({kind: 'output', index, task: 'run', text}, instance);
}

export function endLine(index: number, task: string, output = '', instance?: string): string {
  return line({kind: 'end', end: {index, task, result: 'succeeded', output}}, instance);
}

export interface ClusterWithLogs extends FakeCluster {
  /** What Pods have logged, by name. */
  readonly logs: Map<string, string>;
  /** How often a log was read. */
  readonly readings: () => number;
  addPod(instance: string, attempt?: number): string;
}

/** A cluster with experiments, and with Pods whose logs the test writes. */
export function clusterWithLogs(objects: readonly JsonObject[], over: FakeClusterOptions = {}): ClusterWithLogs {
  const kinds = [kindOf('iter8.tools/v2alpha2', 'Experiment'), kindOf('v1', 'Pod')];
  const cluster = fakeCluster({namespace: 'shop', kinds, objects, ...over});
  const logs = new Map<string, string>();
  let readings = 0;
  const getText: Cluster['getText'] = async (path) => {
    readings += 1;
    const name = /\/pods\/(.*)\/log$/.exec(path)?.[1] ?? '';
    const log = logs.get(name);
    if (log === undefined) throw new Iter8Error('NOT_FOUND', 'there is no log');
    return log;
  };
  const addPod = (instance: string, attempt = 1): string => {
    const name = `iter8-${instance}-${attempt}`;
    const labels = {
      'iter8.tools/experiment': UID,
      'iter8.tools/action': instance,
      'iter8.tools/attempt': String(attempt),
    };
    cluster.put({apiVersion: 'v1', kind: 'Pod', metadata: {name, namespace: 'shop', labels}});
    logs.set(name, '');
    return name;
  };
  return {...cluster, logs, getText, addPod, readings: () => readings};
}
