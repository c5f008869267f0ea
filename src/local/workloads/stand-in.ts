import {isNotFound} from '../../cluster/not-found.js';
import type {Cluster, ResourceKind, Selection} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import type {JsonObject} from '../../experiment/json.js';
import {isBeingDeleted, nameOf, namespaceOf} from '../apiserver/object.js';

export interface StandInOptions {
  readonly cluster: Cluster;
  /** Where objects are dealt with; undefined: in all namespaces. */
  readonly namespace?: string | undefined;
  readonly now?: () => Date;
  /** What could not be done, in words, such as that the server refused a write. Not safe for a terminal as it is. */
  readonly onProblem: (text: string) => void;
}

/** A kind, and what is to be done for each of its objects; one after another, and again after each change. */
export interface Duties {
  readonly group: string;
  readonly kind: string;
  readonly labelSelector?: string | undefined;
  readonly settle: (object: JsonObject) => Promise<void>;
  /** It is gone, or about to be. */
  readonly release: (object: JsonObject) => Promise<void>;
}

/**
 * Deals with the objects of a kind until the signal aborts. What fails for one of them is told, and tried again when that
 * object changes.
 *
 * @throws Iter8Error NOT_FOUND if the server has no such kind, and what a watch throws
 */
export async function dealWith(duties: Duties, options: StandInOptions, signal: AbortSignal): Promise<void> {
  const {cluster, namespace, onProblem} = options;
  try {
    const kind = await requireKind(cluster, duties, signal);
    const selection: Selection = {namespace, labelSelector: duties.labelSelector};
    for await (const event of cluster.watch(kind, selection, signal)) {
      if (!('object' in event)) continue;
      const isGone = event.kind === 'deleted' || isBeingDeleted(event.object);
      const task = isGone ? duties.release(event.object) : duties.settle(event.object);
      await task.catch((error: unknown) => tell(error, {object: event.object, kind, signal, onProblem}));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

export async function requireKind(
  cluster: Cluster,
  {group, kind}: {readonly group: string; readonly kind: string},
  signal: AbortSignal,
): Promise<ResourceKind> {
  const found = await cluster.findKind({group, kind}, {signal});
  if (found) return found;
  throw new Iter8Error('NOT_FOUND', `the server at ${cluster.server} has no ${kind} of ${group}`);
}

interface Failure {
  readonly object: JsonObject;
  readonly kind: ResourceKind;
  readonly signal: AbortSignal;
  readonly onProblem: (text: string) => void;
}

/** An object that is gone meanwhile is no failure. */
function tell(error: unknown, {object, kind, signal, onProblem}: Failure): void {
  if (signal.aborted || isNotFound(error)) return;
  const reason = error instanceof Error ? error.message : String(error);
  onProblem(`${kind.kind} ${namespaceOf(object)}/${nameOf(object)}: ${reason}`);
}
