import {ifThere} from '../../../cluster/not-found.js';
import type {Cluster} from '../../../cluster/port.js';
import {Iter8Error} from '../../../errors.js';
import {Field} from '../../../experiment/field.js';
import type {JsonObject} from '../../../experiment/json.js';
import {INSTALL_NAMESPACE} from '../../../experiment/metric-reference.js';
import {parseObjectiveText} from '../../../experiment/objective-text.js';
import {GROUP} from '../../../experiment/parse.js';
import {STACKS} from '../../../metrics/ready-made/stacks.js';

/** Whose ready-made metrics count what a router splits, by the kind of the router; those of Services of one's own first. */
const READY_MADE: Readonly<Record<string, readonly string[]>> = {
  VirtualService: [STACKS.istio.namespace],
  HTTPRoute: [STACKS.linkerd.namespace, STACKS['gateway-api'].namespace],
};

/**
 * Objectives with the namespace of each metric: one of the namespace itself counts, else the ready-made one of what splits
 * the traffic, else one of the install namespace.
 *
 * @param weightObjRefs where the weights of the versions stand
 * @throws Iter8Error NOT_FOUND when there is no such metric
 */
export async function locateObjectives(
  cluster: Cluster,
  objectives: readonly string[],
  weightObjRefs: ReadonlyMap<string, JsonObject>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const routers = new Set(
    [...weightObjRefs.values()].map((reference) => new Field(reference).get('kind').text() ?? ''),
  );
  const readyMade = [...routers].flatMap((kind) => READY_MADE[kind] ?? []);
  const places = [cluster.namespace, ...readyMade, INSTALL_NAMESPACE];
  const located: string[] = [];
  for (const text of objectives) {
    const {metric} = parseObjectiveText(text);
    const reference = metric.includes('/') ? metric : await locate(cluster, metric, places, signal);
    located.push(text.trim().replace(metric, () => reference));
  }
  return located;
}

async function locate(
  cluster: Cluster,
  metric: string,
  places: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const kind = await cluster.findKind({group: GROUP, kind: 'Metric'}, {signal});
  for (const namespace of places) {
    const found = kind && (await ifThere(cluster.get(kind, {namespace, name: metric}, {signal})));
    if (found) return `${namespace}/${metric}`;
  }
  const hint =
    'install the ready-made ones: iter8ctl install --metrics istio; or name another: NAMESPACE/NAME<=LIMIT';
  throw new Iter8Error('NOT_FOUND', `there is no metric "${metric}" in ${places.join(', ')}`, hint);
}
