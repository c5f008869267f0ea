import {runResult} from '../../../analysis/run-result.js';
import {verdictWords} from '../../../analysis/verdict-words/verdict-words.js';
import {candidatesOf, type Experiment} from '../../../experiment/model.js';
import {errorWords} from '../../../runtime/log.js';
import {annotate} from '../../annotate.js';
import {findLosers} from '../../cleanup/losers.js';
import type {Kept} from '../../cleanup/removal.js';
import {lostVersions} from '../../cleanup/workload.js';
import {identityOf} from '../../stored-experiment.js';
import {PIPELINE_ANNOTATION} from '../names.js';
import type {PipelineEnd} from '../request.js';
import type {PipelineWorld} from '../world.js';
import {FINISHED, readExperiments} from './stored-trials.js';

/** How often it is looked whether traffic has left the loser, and how long in between. */
const LOOKS = 5;
const LOOK_EVERY_MS = 2000;

/**
 * Removes the version that lost, once it has no traffic. Can be repeated.
 *
 * @param experiment one that has ended
 */
export async function conclude(experiment: Experiment, world: PipelineWorld): Promise<PipelineEnd> {
  const result = runResult(experiment);
  if (result === 'inconclusive') await tellUndecided(experiment, world);
  else await removeLosers(experiment, world);
  return {kind: 'judged', result, experiment, headline: verdictWords(experiment, world.now()).headline};
}

/**
 * Notes that nothing is left to do of an experiment: the last thing of all, so that a run that was killed before is taken
 * up again, and one of a commit that had ended is a new one.
 */
export async function noteFinished({name}: Experiment, {cluster, tell}: PipelineWorld): Promise<void> {
  try {
    await annotate(cluster, name, () => ({[PIPELINE_ANNOTATION]: FINISHED}));
  } catch (error) {
    await tell('cleanup', `warning: the end of ${name} was not noted: ${errorWords(error)}`);
  }
}

/** A candidate to which traffic still goes must not be removed by hand: a new run routes it back first. */
async function tellUndecided(experiment: Experiment, {tell}: PipelineWorld): Promise<void> {
  const {status, namespace} = experiment;
  const names = candidatesOf(experiment).map(({name}) => name);
  const busy = status.weights.filter(({version, percent}) => percent > 0 && names.includes(version));
  const split = busy.map(({version, percent}) => `${version} has ${percent} % of the traffic`).join(', ');
  const advice =
    split === ''
      ? `give the candidate up with: kubectl delete deployment ${names.join(' ')} -n ${namespace}`
      : `${split}; the same command takes it away, and tries again`;
  await tell('cleanup', `nobody lost, so nothing is removed; ${advice}`);
}

async function removeLosers(experiment: Experiment, world: PipelineWorld): Promise<void> {
  const {cluster, signal, sleep, tell} = world;
  let kept = await removeIdle(experiment, world);
  for (let look = 1; kept.length > 0 && look < LOOKS && !signal.aborted; look += 1) {
    await sleep(LOOK_EVERY_MS, signal);
    kept = await removeIdle(experiment, world);
  }
  for (const {what, obstacle} of kept) {
    await tell(
      'cleanup',
      `warning: ${what} is kept: ${obstacle}; see: iter8ctl cleanup --losers -n ${cluster.namespace}`,
    );
  }
}

/** @returns what has to stay for now */
async function removeIdle(
  experiment: Experiment,
  {cluster, signal, tell}: PipelineWorld,
): Promise<readonly Kept[]> {
  if (lostVersions(experiment).length === 0) return [];
  const {removals, kept} = await findLosers(cluster, experiment, await readExperiments(cluster, signal));
  for (const {kind, object, what} of removals) {
    const {name, namespace, uid} = identityOf(object);
    await cluster.delete(kind, {name, namespace}, {uid, signal});
    await tell('cleanup', `${what} is removed: its version lost`);
  }
  return kept;
}
