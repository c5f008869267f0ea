import type {Cluster} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import {GROUP} from '../../experiment/parse.js';
import {ROUTERS} from '../create/from-router.js';
import {identityOf} from '../stored-experiment.js';

/** What a cluster has for somebody who writes an experiment. */
export interface Offers {
  /** What an experiment can be read off, as `--from` names it: `ksvc/sample-app`, `deployment/cart-v2`. */
  readonly subjects: readonly string[];
  readonly metrics: readonly OfferedMetric[];
  /** Names that are taken. */
  readonly experiments: ReadonlySet<string>;
}

export interface OfferedMetric {
  /** As an objective names it: of another namespace with that, `iter8-istio/mean-latency`. */
  readonly name: string;
  /** `milliseconds`; empty where the metric says nothing. */
  readonly units: string;
}

/** Where there is no cluster to look at. */
export const NO_OFFERS: Offers = {subjects: [], metrics: [], experiments: new Set()};

/** What may not be listed, or is of no kind that the server knows, is not offered. */
export async function offersOf(cluster: Cluster): Promise<Offers> {
  const kinds = [...Object.entries(ROUTERS), ['deployment', {group: 'apps', kind: 'Deployment'}] as const];
  const subjects = await Promise.all(kinds.map(([word, kind]) => namesOf(cluster, word, kind)));
  const experiments = await listed(cluster, {group: GROUP, kind: 'Experiment'}, cluster.namespace);
  return {
    subjects: subjects.flat(),
    metrics: await metricsOf(cluster),
    experiments: new Set(experiments.map(({name}) => name)),
  };
}

interface Wanted {
  readonly group: string;
  readonly kind: string;
}

async function namesOf(cluster: Cluster, word: string, kind: Wanted): Promise<string[]> {
  if (word === 'vs') return []; // a short name of another
  return (await listed(cluster, kind, cluster.namespace)).map(({name}) => `${word}/${name}`);
}

/** Of all namespaces where that is allowed. */
async function metricsOf(cluster: Cluster): Promise<OfferedMetric[]> {
  const kind = {group: GROUP, kind: 'Metric'};
  const everywhere = await listed(cluster, kind, undefined);
  const found = everywhere.length > 0 ? everywhere : await listed(cluster, kind, cluster.namespace);
  return found.map(({name, namespace, object}) => ({
    name: namespace === cluster.namespace ? name : `${namespace}/${name}`,
    units: object.get('spec', 'units').text() ?? '',
  }));
}

async function listed(cluster: Cluster, wanted: Wanted, namespace: string | undefined) {
  try {
    const kind = await cluster.findKind(wanted);
    const items = kind ? (await cluster.list(kind, {namespace})).items : [];
    return items.map((object) => ({...identityOf(object), object: new Field(object)}));
  } catch (error) {
    if (error instanceof Iter8Error && error.code === 'FORBIDDEN') return [];
    throw error;
  }
}
