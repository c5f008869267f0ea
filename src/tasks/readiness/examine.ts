import {ifThere} from '../../cluster/not-found.js';
import type {Cluster, ResourceKind} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import type {WaitFor} from '../../experiment/wait-for.js';
import {readTarget} from '../../traffic/target.js';
import type {NamedObject, WantedObject} from './request.js';
import {shortened} from './shortened.js';
import {unmetReason} from './unmet.js';

/** What one look at an object found. */
export type Finding =
  | {readonly kind: 'ready'}
  /** It may be otherwise a moment later. */
  | {readonly kind: 'waiting'; readonly reason: string}
  /** Waiting does not mend it. */
  | {readonly kind: 'refused'; readonly reason: string; readonly hint?: string | undefined};

/**
 * Looks once at an object.
 *
 * @throws Iter8Error UNREACHABLE and TIMEOUT: nothing is known
 */
export async function examine(cluster: Cluster, wanted: WantedObject, signal: AbortSignal): Promise<Finding> {
  try {
    if (wanted.from === 'inputs') return await examineNamed(cluster, wanted, signal);
    await readTarget(cluster, wanted.target, signal);
    return {kind: 'ready'};
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Iter8Error) || error.code === 'UNREACHABLE' || error.code === 'TIMEOUT') throw error;
    const reason = shortened(error.message);
    return error.code === 'FORBIDDEN' ? {kind: 'refused', reason, hint: error.hint} : {kind: 'waiting', reason};
  }
}

async function examineNamed(cluster: Cluster, wanted: NamedObject, signal: AbortSignal): Promise<Finding> {
  const {type, namespace, name, waitFor} = wanted;
  const kind = await cluster.findResource(type, {signal});
  if (!kind) return {kind: 'waiting', reason: `the cluster serves no ${type}`};
  const refusal = refusalOf(kind, waitFor);
  if (refusal !== undefined) return {kind: 'refused', reason: refusal};
  const object = await ifThere(cluster.get(kind, {namespace, name}, {signal}));
  const reason = unmetReason(object, waitFor);
  return reason === undefined ? {kind: 'ready'} : {kind: 'waiting', reason};
}

/** What an experiment must not learn by the rights of whoever carries it out. */
function refusalOf({group, kind, isNamespaced}: ResourceKind, waitFor: WaitFor): string | undefined {
  if (!isNamespaced) return `a ${kind} belongs to no namespace, and only objects of namespaces are examined`;
  if (group === '' && kind === 'Secret' && waitFor.kind === 'value') return 'values of Secrets are not looked at';
  return undefined;
}
