import {ifThere} from '../cluster/not-found.js';
import type {Call, Cluster, ResourceKind, Selection} from '../cluster/port.js';
import {Iter8Error} from '../errors.js';
import {Field, FieldError} from '../experiment/field.js';
import type {JsonObject} from '../experiment/json.js';
import type {Experiment} from '../experiment/model.js';
import {GROUP, parseExperiment} from '../experiment/parse.js';

/**
 * Experiments as the cluster serves them, of whichever version it prefers.
 *
 * @throws Iter8Error NOT_FOUND where it serves none
 */
export async function experimentKind(cluster: Cluster, call?: Call): Promise<ResourceKind> {
  const kind = await cluster.findKind({group: GROUP, kind: 'Experiment'}, call);
  if (kind) return kind;
  throw new Iter8Error(
    'NOT_FOUND',
    `the cluster at ${cluster.server} knows no Experiments of ${GROUP}`,
    'install them with: iter8ctl install',
  );
}

export async function getExperiment(cluster: Cluster, name: string, call?: Call): Promise<Experiment> {
  const kind = await experimentKind(cluster, call);
  return experimentOf(await cluster.get(kind, {namespace: cluster.namespace, name}, call));
}

/** Which experiments are meant. */
export interface Wanted {
  readonly name?: string | undefined;
  /** In all namespaces; else in that of the cluster. */
  readonly isEverywhere?: boolean | undefined;
  readonly labelSelector?: string | undefined;
}

/**
 * The experiment of that name, or all, in the order of the server.
 *
 * @throws Iter8Error NOT_FOUND where there are none, INVALID for a name in all namespaces
 */
export async function findExperiments(cluster: Cluster, wanted: Wanted, call?: Call): Promise<Experiment[]> {
  const selection = selectionOf(cluster, wanted);
  if (wanted.name !== undefined) return [await getExperiment(cluster, wanted.name, call)];
  const {items} = await cluster.list(await experimentKind(cluster, call), selection, call);
  if (items.length > 0) return items.map(experimentOf);
  throw noExperiments(selection);
}

/**
 * The server's own table of the experiments that are meant.
 *
 * @throws Iter8Error NOT_FOUND where there are none
 */
export async function experimentTable(cluster: Cluster, wanted: Wanted, call?: Call): Promise<JsonObject> {
  const selection = selectionOf(cluster, wanted);
  const table = await cluster.table(await experimentKind(cluster, call), selection, call);
  if (new Field(table).get('rows').items().length > 0) return table;
  throw noExperiments(selection);
}

/** @throws Iter8Error INVALID for a name in all namespaces */
export function selectionOf({namespace}: Cluster, {name, isEverywhere, labelSelector}: Wanted): Selection {
  if (name !== undefined && isEverywhere) {
    throw new Iter8Error('INVALID', `"${name}" may stand in several namespaces`, 'say which with -n, without -A');
  }
  return {namespace: isEverywhere ? undefined : namespace, labelSelector};
}

/** As `kubectl get` says it. */
export function noExperiments({namespace, labelSelector}: Selection): Iter8Error {
  const place = namespace === undefined ? 'in any namespace' : `in namespace ${namespace}`;
  const which = labelSelector === undefined ? '' : ` with ${labelSelector}`;
  const hint = namespace === undefined ? 'create one with: iter8ctl create experiment' : 'look everywhere with -A';
  return new Iter8Error('NOT_FOUND', `no experiments${which} ${place}`, hint);
}

/** The newest of the experiments that are meant, and how many there are. */
export interface Newest {
  readonly experiment: Experiment;
  readonly count: number;
}

/**
 * By creation; of those of one second, the last by name. Only this one is read whole.
 *
 * @throws Iter8Error NOT_FOUND where there are none
 */
export async function findNewest(cluster: Cluster, wanted: Wanted, call?: Call): Promise<Newest> {
  const kind = await experimentKind(cluster, call);
  const rows = new Field(await experimentTable(cluster, wanted, call)).get('rows').items();
  const oldestFirst = rows.map((row) => row.get('object', 'metadata')).sort(byCreation);
  for (const metadata of oldestFirst.reverse()) {
    const name = {namespace: metadata.get('namespace').text(), name: metadata.get('name').requiredText()};
    const resource = await ifThere(cluster.get(kind, name, call)); // it may have been deleted since it was listed
    if (resource) return {experiment: experimentOf(resource), count: rows.length};
  }
  throw noExperiments(selectionOf(cluster, wanted));
}

function byCreation(a: Field, b: Field): number {
  const time = (metadata: Field) => metadata.get('creationTimestamp').time()?.getTime() ?? 0;
  const name = (metadata: Field) => metadata.get('name').text() ?? '';
  return time(a) - time(b) || (name(a) < name(b) ? -1 : 1);
}

/** @throws Iter8Error INVALID that names the experiment, when a field of it cannot be read */
export function experimentOf(resource: JsonObject): Experiment {
  try {
    return parseExperiment(resource);
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    const metadata = new Field(resource).get('metadata');
    const name = ['namespace', 'name'].map((key) => metadata.get(key).text() ?? '').join('/');
    throw new Iter8Error('INVALID', `experiment ${name}: ${error.message}`, error.hint, {cause: error});
  }
}
