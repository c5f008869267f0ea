import {ifThere} from '../../cluster/not-found.js';
import {ConflictError} from '../../cluster/conflict-error.js';
import type {Cluster, ResourceKind} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {CURRENT_API_VERSION, objectOf} from '../../experiment/convert/conversion.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {type Experiment, isCompleted} from '../../experiment/model.js';
import {GROUP, parseExperiment} from '../../experiment/parse.js';
import {apiVersionOf} from '../../experiment/reading/resource.js';
import {getExperiment} from '../experiments.js';
import {stageWords} from '../stored-experiment.js';
import {recreate, tryOut} from '../rerun/recreate.js';
import type {Draft} from './draft.js';
import type {RoutingWish} from './routing.js';
import {holderOf, holderWords} from './holder.js';

/** How an experiment is to be created. */
export interface CreateOptions {
  /** The server checks everything and stores nothing. */
  readonly isDryRun: boolean;
  /** Whether it may take the place of an ended one of the same name. */
  readonly isReplacing: boolean;
  /** What to do when another experiment has the target: create it all the same, or refuse. */
  readonly ifBusy: 'wait' | 'fail';
  /** Takes what is worth knowing though nothing stands against it. */
  readonly onWarning: (text: string) => void;
  /** Takes what was done besides. */
  readonly onNote?: (text: string) => void;
  /** Ends it between two objects of the routing. */
  readonly signal?: AbortSignal;
}

/** The experiment as the server has it now. */
export interface Created {
  readonly kind: ResourceKind;
  readonly object: JsonObject;
  readonly isReplaced: boolean;
}

/**
 * Creates an Experiment in the namespace of the cluster's port.
 *
 * @throws Iter8Error INVALID when the name is taken, or the target with `ifBusy: 'fail'`
 * @throws LostExperimentError only when it was to replace another
 */
export async function createExperiment(cluster: Cluster, draft: Draft, options: CreateOptions): Promise<Created> {
  const {kind, resource} = await servedResource(cluster, draft);
  const placed = {...resource, metadata: {...objectOf(resource.metadata), namespace: cluster.namespace}};
  const old = await existing(cluster, placed);
  if (old) requireReplaceable(old, options);
  const wish = resource === draft.resource ? draft.routing : undefined; // an engine of older ones routes by itself
  await lookForHolder(cluster, kind, placed, {...options, isRouted: wish !== undefined});
  const routed = wish ? await route(cluster, placed, wish, options) : placed;
  if (!old) return {kind, object: await createNew(cluster, kind, routed, options), isReplaced: false};
  return {
    kind,
    object: await replaceOld(cluster, kind, {old: old.source, resource: routed}, options),
    isReplaced: true,
  };
}

async function route(
  cluster: Cluster,
  resource: JsonObject,
  wish: RoutingWish,
  {isDryRun, onNote = () => undefined, signal = new AbortController().signal}: CreateOptions,
): Promise<JsonObject> {
  const {routeTraffic} = await import('./routing.js');
  return routeTraffic(cluster, resource, wish, {isDryRun, onNote, signal});
}

async function replaceOld(
  cluster: Cluster,
  kind: ResourceKind,
  objects: {readonly old: JsonObject; readonly resource: JsonObject},
  {isDryRun, onWarning}: CreateOptions,
): Promise<JsonObject> {
  if (!isDryRun) return recreate(cluster, kind, objects, {onWarning});
  await tryOut(cluster, kind, objects.resource);
  return objects.resource;
}

/** The newest generation where the server has it, else the draft as it was written where it has that. */
async function servedResource(
  cluster: Cluster,
  {resource, original}: Draft,
): Promise<{kind: ResourceKind; resource: JsonObject}> {
  for (const candidate of [resource, original]) {
    const version = apiVersionOf(candidate).slice(`${GROUP}/`.length);
    const kind = await cluster.findKind({group: GROUP, kind: 'Experiment', version});
    if (kind) return {kind, resource: candidate};
  }
  const served = await cluster.findKind({group: GROUP, kind: 'Experiment'});
  const problem = served
    ? `the cluster has Experiments of ${served.version}, not of ${CURRENT_API_VERSION}`
    : `no experiments are known at ${cluster.server}`;
  throw new Iter8Error(served ? 'INVALID' : 'NOT_FOUND', problem, 'run: iter8ctl install');
}

/** @returns undefined also where the server is to make up a name */
async function existing(cluster: Cluster, resource: JsonObject): Promise<Experiment | undefined> {
  const name = new Field(resource).get('metadata', 'name').text();
  return name === undefined ? undefined : ifThere(getExperiment(cluster, name));
}

function requireReplaceable(old: Experiment, {isReplacing}: CreateOptions): void {
  const {name, namespace} = old;
  if (!isCompleted(old)) {
    const hint = `watch it: iter8ctl watch ${name} -n ${namespace}; end it first: iter8ctl abort ${name} -n ${namespace}`;
    throw new Iter8Error(
      'INVALID',
      `experiment "${name}" is there already and has not ended (${stageWords(old)})`,
      hint,
    );
  }
  if (isReplacing) return;
  const hint = `take its place with --replace, repeat it with: iter8ctl rerun ${name} -n ${namespace}; or choose another name`;
  throw new Iter8Error('INVALID', `experiment "${name}" is there already; it has ended`, hint);
}

/**
 * Two experiments of one target never run at once; the later one waits, which looks like a fault to whoever does not know.
 * Routing for it would take the traffic of the one that runs.
 */
async function lookForHolder(
  cluster: Cluster,
  kind: ResourceKind,
  resource: JsonObject,
  {ifBusy, onWarning, isRouted}: CreateOptions & {readonly isRouted: boolean},
): Promise<void> {
  const {name, namespace, spec} = parseExperiment(resource);
  const {items} = await cluster.list(kind, {namespace});
  const others = items.flatMap(readableExperiments).filter((other) => other.name !== name);
  const holder = holderOf(spec.target, others);
  if (!holder) return;
  const words = holderWords(spec.target, holder);
  if (ifBusy === 'fail' || isRouted)
    throw new Iter8Error('INVALID', words, `wait for it: iter8ctl watch ${holder.name} -n ${namespace}`);
  onWarning(`${words}; this one waits until it has ended`);
}

/** Somebody else's broken experiment is no reason to create none. */
export function readableExperiments(item: JsonObject): Experiment[] {
  try {
    return [parseExperiment(item)];
  } catch (error) {
    if (error instanceof Iter8Error) return [];
    throw error;
  }
}

async function createNew(
  cluster: Cluster,
  kind: ResourceKind,
  resource: JsonObject,
  {isDryRun, onWarning}: CreateOptions,
): Promise<JsonObject> {
  try {
    return await cluster.create(kind, resource, {dryRun: isDryRun, onWarning});
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    const hint = 'look who did: iter8ctl get experiments';
    throw new Iter8Error('INVALID', `somebody else has just created it: ${error.message}`, hint, {cause: error});
  }
}
