import type {Cluster} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {objectName} from '../../traffic/object-name.js';
import {identityOf} from '../stored-experiment.js';

const LONGEST_MS = 60_000;

/**
 * Waits until a Service leads to a Pod that is ready; at once where the cluster tells no endpoints.
 *
 * @throws Iter8Error TIMEOUT after a minute
 */
export async function awaitEndpoints(
  cluster: Cluster,
  service: JsonObject,
  {signal, timeoutMs = LONGEST_MS}: {readonly signal: AbortSignal; readonly timeoutMs?: number},
): Promise<void> {
  const kind = await cluster.findKind({group: 'discovery.k8s.io', kind: 'EndpointSlice'}, {signal});
  if (!kind) return;
  const {namespace, name} = identityOf(service);
  const selection = {namespace, labelSelector: `kubernetes.io/service-name=${name}`};
  const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  for await (const event of cluster.watch(kind, selection, stop)) {
    if ((event.kind === 'added' || event.kind === 'modified') && hasReadyEndpoint(event.object)) return;
  }
  signal.throwIfAborted();
  throw new Iter8Error(
    'TIMEOUT',
    `${objectName(service)} has no ready Pods after ${timeoutMs / 1000} s, so no traffic was routed to it`,
    `look at its Pods: kubectl get endpointslices -n ${namespace} -l ${selection.labelSelector}`,
  );
}

/** A condition that is not told counts as true. */
function hasReadyEndpoint(slice: JsonObject): boolean {
  const endpoints = new Field(slice).get('endpoints').items();
  return endpoints.some((endpoint) => endpoint.get('conditions', 'ready').boolean() ?? true);
}
