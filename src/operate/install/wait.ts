import type {Cluster, ObjectName, ResourceKind} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {DEFINITION_KIND, DEPLOYMENT_KIND, nameOf, objectText} from './kinds.js';

export interface WaitOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Resolves after the time, or when the signal aborts. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** How far something is: `done`, or what it still waits for, or why that will never be. */
export type Progress =
  | {readonly kind: 'done'}
  | {readonly kind: 'waiting'; readonly reason: string}
  | {readonly kind: 'refused'; readonly reason: string};

/** Until the server serves the kind, and tells clients that it does: a moment after it is established. */
export async function waitServed(cluster: Cluster, definition: JsonObject, options: WaitOptions): Promise<void> {
  const name = nameOf(definition);
  await waitUntil(cluster, {kind: DEFINITION_KIND, name, progress: establishment}, options);
  for (const wanted of servedKinds(definition)) await waitListed(cluster, wanted, options);
}

/** Until as many Pods as wanted are available, all of the newest version. */
export function waitAvailable(cluster: Cluster, name: ObjectName, options: WaitOptions): Promise<void> {
  return waitUntil(cluster, {kind: DEPLOYMENT_KIND, name, progress: rollout}, options);
}

const PAUSE_MS = 100;

async function waitListed(cluster: Cluster, wanted: WantedKind, options: WaitOptions): Promise<void> {
  const {signal, timeoutMs, sleep} = options;
  for (let waitedMs = 0; !(await cluster.findKind(wanted, {signal})); waitedMs += PAUSE_MS) {
    const isLate = waitedMs >= timeoutMs;
    if (isLate || signal.aborted) {
      const {group, version, kind} = wanted;
      throw ended(`${kind} of ${group}/${version}`, 'the server does not list it', {signal, isLate, timeoutMs});
    }
    await sleep(PAUSE_MS, signal);
  }
}

type WantedKind = Pick<ResourceKind, 'group' | 'version' | 'kind'>;

function servedKinds(definition: JsonObject): WantedKind[] {
  const spec = new Field(definition).get('spec');
  const group = spec.get('group').requiredText();
  const kind = spec.get('names', 'kind').requiredText();
  const served: readonly Field[] = spec.get('versions').items();
  return served
    .filter((version) => version.get('served').boolean())
    .map((version) => ({group, version: version.get('name').requiredText(), kind}));
}

interface Waited {
  readonly kind: ResourceKind;
  readonly name: ObjectName;
  readonly progress: (object: Field) => Progress;
}

async function waitUntil(cluster: Cluster, waited: Waited, {signal, timeoutMs}: WaitOptions): Promise<void> {
  const {kind, name, progress} = waited;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const selection = {namespace: name.namespace, fieldSelector: `metadata.name=${name.name}`};
  let reason = 'it is not there';
  try {
    for await (const event of cluster.watch(kind, selection, limit)) {
      if (!('object' in event)) continue;
      const state = event.kind === 'deleted' ? gone() : progress(new Field(event.object));
      if (state.kind === 'done') return;
      reason = state.reason;
      if (state.kind === 'refused') break;
    }
  } catch (error) {
    if (!limit.aborted) throw error;
  }
  throw ended(objectText(kind, name), reason, {signal, isLate: limit.aborted, timeoutMs});
}

function gone(): Progress {
  return {kind: 'refused', reason: 'it was deleted meanwhile'};
}

function ended(
  object: string,
  reason: string,
  {signal, isLate, timeoutMs}: {signal: AbortSignal; isLate: boolean; timeoutMs: number},
): Iter8Error {
  const hint = 'everything that was applied stays; install can simply be run again';
  if (signal.aborted) return new Iter8Error('INTERRUPTED', `interrupted while waiting for ${object}`, hint);
  if (!isLate) return new Iter8Error('INVALID', `${object}: ${reason}`, hint);
  return new Iter8Error('TIMEOUT', `${object} is not ready after ${timeoutMs / 1000} s: ${reason}`, hint);
}

/** @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/ */
function establishment(definition: Field): Progress {
  const names = conditionOf(definition, 'NamesAccepted');
  if (names?.get('status').text() === 'False') {
    return {kind: 'refused', reason: wordsOf(names, 'its names are taken')};
  }
  const established = conditionOf(definition, 'Established');
  if (established?.get('status').text() === 'True') return {kind: 'done'};
  return {kind: 'waiting', reason: wordsOf(established, 'the server does not serve it yet')};
}

/** As `kubectl rollout status` judges it. */
export function rollout(deployment: Field): Progress {
  const wanted = deployment.get('spec', 'replicas').integer() ?? 1;
  const status = deployment.get('status');
  const count = (key: string) => status.get(key).integer() ?? 0;
  const isSeen = count('observedGeneration') >= (deployment.get('metadata', 'generation').integer() ?? 0);
  const failed = conditionOf(deployment, 'Progressing');
  if (failed?.get('reason').text() === 'ProgressDeadlineExceeded') {
    return {kind: 'refused', reason: wordsOf(failed, 'its Pods do not start')};
  }
  const isComplete = count('updatedReplicas') >= wanted && count('availableReplicas') >= wanted;
  if (isSeen && isComplete && count('replicas') === count('updatedReplicas')) return {kind: 'done'};
  return {kind: 'waiting', reason: `${count('availableReplicas')} of ${wanted} Pods are available`};
}

function conditionOf(object: Field, type: string): Field | undefined {
  const conditions: readonly Field[] = object.get('status', 'conditions').items();
  return conditions.find((condition) => condition.get('type').text() === type);
}

function wordsOf(condition: Field | undefined, otherwise: string): string {
  const message = condition?.get('message').text() ?? '';
  return message === '' ? otherwise : message;
}
