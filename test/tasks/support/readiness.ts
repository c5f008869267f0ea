import type {JsonObject} from '../../../src/experiment/json.js';
import type {ActionItem} from '../../../src/tasks/action.js';
import {READINESS} from '../../../src/tasks/common/readiness.js';
import {itemContext, type TaskContext} from '../../../src/tasks/task.js';
import {type FakeCluster, fakeCluster, type FakeClusterOptions} from '../../support/fake-cluster.js';
import {contextOf, itemOf} from './context.js';

/** An object in the namespace of the experiment. */
export function object(apiVersion: string, kind: string, name: string, over: JsonObject = {}): JsonObject {
  return {apiVersion, kind, metadata: {name, namespace: 'shop', generation: 2}, ...over};
}

export const deployment = (name: string, status: JsonObject = {}) =>
  object('apps/v1', 'Deployment', name, {status});

export function condition(type: string, status: string, over: JsonObject = {}): JsonObject {
  return {
    conditions: [
      {type: 'Other', status: 'Unknown'},
      {type, status, ...over},
    ],
  };
}

export const AVAILABLE = condition('Available', 'True');
export const UNAVAILABLE = condition('Available', 'False', {
  reason: 'MinimumReplicasUnavailable',
  message: 'Deployment does not have minimum availability.',
});

export function readiness(inputs: JsonObject = {}): ActionItem {
  return itemOf({task: 'common/readiness', inputs});
}

export const web = (over: JsonObject = {}) => ({kind: 'deployment', name: 'web', ...over});
export const available = web({waitFor: 'condition=available'});

interface Setting extends Partial<TaskContext> {
  readonly objects?: readonly JsonObject[];
  readonly options?: FakeClusterOptions;
  /** Before the attempt of this number. */
  readonly before?: (attempt: number, cluster: FakeCluster) => unknown;
  readonly spec?: JsonObject;
  readonly signal?: AbortSignal;
}

/** Runs the task in time that jumps. */
export async function runReadiness(inputs: JsonObject, setting: Setting = {}) {
  const {objects = [], options, before, spec, signal, ...context} = setting;
  const asked: string[] = [];
  const cluster = fakeCluster({
    objects,
    ...options,
    interfere: (verb, kind, name) => {
      asked.push(`${verb} ${kind.kind} ${name}`);
      return options?.interfere?.(verb, kind, name);
    },
  });
  const waits: number[] = [];
  const clock = {
    now: () => waits.reduce((sum, wait) => sum + wait, 0),
    sleep: async (milliseconds: number) => {
      waits.push(milliseconds);
      before?.(waits.length, cluster);
    },
  };
  const whole = itemContext({...contextOf(spec ? {spec} : {}), cluster, clock, ...context});
  const outcome = await READINESS.run(readiness(inputs), whole, signal);
  return {outcome, waits, asked, lines: outcome.output.split('\n').slice(0, -1)};
}

/** Why objects are not ready at the only attempt. */
export async function reasonFor(objRef: JsonObject, setting?: Setting): Promise<string | undefined> {
  const {outcome} = await runReadiness({objRefs: [objRef], numRetries: 0}, setting);
  return outcome.reason;
}
