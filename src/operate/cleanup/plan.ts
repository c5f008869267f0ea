import type {Cluster, ResourceKind, Selection} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import type {JsonObject} from '../../experiment/json.js';
import {INSTALL_NAMESPACE} from '../../experiment/metric-reference.js';
import type {Experiment} from '../../experiment/model.js';
import {GROUP, parseExperiment} from '../../experiment/parse.js';
import {experimentKind} from '../experiments.js';
import {identityOf} from '../stored-experiment.js';
import {jobsOf} from './jobs.js';
import {findLosers, type Losers} from './losers.js';
import type {Kept, Removal} from './removal.js';
import {chooseExperiments, type Chosen, type CleanupRequest} from './select.js';

/** All that goes with one experiment. */
export interface ExperimentRemoval {
  readonly experiment: Experiment;
  /** In the order of removal, the experiment last: whoever is interrupted finds it again, and so the rest. */
  readonly removals: readonly Removal[];
  readonly kept: readonly Kept[];
}

export interface PlanRequest extends CleanupRequest {
  /** Undefined: in all namespaces. */
  readonly namespace: string | undefined;
  readonly labelSelector?: string | undefined;
  /** Whether what runs the versions that lost goes too. */
  readonly withLosers: boolean;
}

/** What is to be removed, and what could not be looked at. */
export interface CleanupPlan {
  readonly experiments: readonly ExperimentRemoval[];
  readonly notes: readonly string[];
}

/**
 * Finds out what can go. Nothing is changed.
 *
 * @throws Iter8Error as `chooseExperiments` does
 */
export async function planCleanup(cluster: Cluster, request: PlanRequest, now: Date): Promise<CleanupPlan> {
  const kind = await experimentKind(cluster);
  const {namespace, labelSelector} = request;
  const selected = await readAll(cluster, kind, {namespace, labelSelector});
  const chosen = chooseExperiments(selected.experiments, request, now);
  const jobs = await readJobs(cluster, chosen);
  const neighbours = request.withLosers ? await readAll(cluster, kind, {namespace}) : NOBODY;
  const experiments: ExperimentRemoval[] = [];
  for (const each of chosen) {
    const isSafe = request.withLosers && neighbours.notes.length === 0;
    const losers = isSafe ? await findLosers(cluster, each.experiment, neighbours.experiments) : NO_LOSERS;
    experiments.push(removalOf(each, {kind, jobs, losers}));
  }
  const unsafe = neighbours.notes.map((note) => `${note}; it may try out any version, so all of them stay`);
  return {experiments, notes: [...(unsafe.length > 0 ? unsafe : selected.notes), ...jobs.notes]};
}

const NO_LOSERS: Losers = {removals: [], kept: []};
const NOBODY: ReadExperiments = {experiments: [], notes: []};

function removalOf(
  {experiment, reason}: Chosen,
  {kind, jobs, losers}: {kind: ResourceKind; jobs: Jobs; losers: Losers},
): ExperimentRemoval {
  const itself = {kind, object: experiment.source, what: `experiment.${GROUP}/${experiment.name}`, reason};
  const removals = [...losers.removals, ...jobRemovals(experiment, jobs), itself];
  return {experiment, removals, kept: losers.kept};
}

function jobRemovals(experiment: Experiment, {kind, items}: Jobs): Removal[] {
  if (!kind) return [];
  const reason = `ran an action of ${experiment.name}`;
  return jobsOf(experiment, items).map((object) => {
    return {kind, object, what: `job.batch/${identityOf(object).name}`, reason};
  });
}

interface ReadExperiments {
  readonly experiments: readonly Experiment[];
  /** One for each that cannot be read. */
  readonly notes: readonly string[];
}

/** One that cannot be read is left alone: nobody knows whether it has ended. */
async function readAll(cluster: Cluster, kind: ResourceKind, selection: Selection): Promise<ReadExperiments> {
  const {items} = await cluster.list(kind, selection);
  const experiments: Experiment[] = [];
  const notes: string[] = [];
  for (const item of items) {
    try {
      experiments.push(parseExperiment(item));
    } catch (error) {
      if (!(error instanceof Iter8Error)) throw error;
      notes.push(`experiment "${identityOf(item).name}" cannot be read and is left alone: ${error.message}`);
    }
  }
  return {experiments, notes};
}

interface Jobs {
  readonly kind: ResourceKind | undefined;
  readonly items: readonly JsonObject[];
  readonly notes: readonly string[];
}

/** Those of the original engine are in its own namespace. */
async function readJobs(cluster: Cluster, chosen: readonly Chosen[]): Promise<Jobs> {
  const kind = chosen.length === 0 ? undefined : await cluster.findKind({group: 'batch', kind: 'Job'});
  if (!kind) return {kind, items: [], notes: []};
  const items: JsonObject[] = [];
  const notes: string[] = [];
  for (const namespace of new Set([...chosen.map(({experiment}) => experiment.namespace), INSTALL_NAMESPACE])) {
    try {
      items.push(...(await cluster.list(kind, {namespace})).items);
    } catch (error) {
      if (!(error instanceof Iter8Error) || error.code !== 'FORBIDDEN') throw error;
      if (namespace !== INSTALL_NAMESPACE) notes.push(`Jobs in ${namespace} are not looked at: ${error.message}`);
    }
  }
  return {kind, items, notes};
}
