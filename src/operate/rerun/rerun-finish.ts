import type {Cluster} from '../../cluster/port.js';
import {finishInstance, finishNumber} from '../../experiment/action-instance.js';
import {changedAfterSuccess, latestFinish, recordOf} from '../../engine/step/action-records.js';
import {wishedRerun} from '../../engine/step/reopen.js';
import {Iter8Error} from '../../errors.js';
import type {JsonObject} from '../../experiment/json.js';
import {type Experiment, isCompleted} from '../../experiment/model.js';
import {wholeSecondsText} from '../../experiment/rfc3339.js';
import {RERUN_ANNOTATION, WISH_AT_ANNOTATION, WISH_BY_ANNOTATION} from '../../experiment/wish.js';
import {actionOf, nameOfItem} from '../../tasks/action.js';
import {annotate} from '../annotate.js';
import {stageWords} from '../stored-experiment.js';

/**
 * Asks the engine to run the finish action of an ended experiment again, from the task that failed.
 *
 * @returns what follows of it, in words
 * @throws Iter8Error NOT_FOUND; INVALID when it has not ended, or its finish action did not fail
 */
export async function rerunFinish(cluster: Cluster, name: string, now: Date): Promise<string> {
  const experiment = await annotate(cluster, name, (found) => {
    if (wishedRerun(found.source) !== undefined) return undefined;
    return annotationsFor(found, {user: cluster.user, now});
  });
  return consequence(experiment);
}

function annotationsFor(
  experiment: Experiment,
  {user, now}: {readonly user: string | undefined; readonly now: Date},
): JsonObject {
  const latest = requireFailed(experiment);
  return {
    [RERUN_ANNOTATION]: finishInstance((finishNumber(latest) ?? 1) + 1),
    [WISH_BY_ANNOTATION]: user ?? null,
    [WISH_AT_ANNOTATION]: wholeSecondsText(now),
  };
}

/** @returns the latest run of the finish action */
function requireFailed(experiment: Experiment): string {
  const {name, namespace} = experiment;
  const shown = `experiment "${name}"`;
  const watch = `see how it goes on: iter8ctl watch ${name} -n ${namespace}`;
  if (!isCompleted(experiment)) throw invalid(`${shown} has not ended (${stageWords(experiment)})`, watch);
  if (!actionOf(experiment, 'finish')) throw invalid(`${shown} has no finish action`);
  const latest = latestFinish(experiment);
  const again = `run all of it anew: iter8ctl rerun ${name} -n ${namespace}`;
  if (latest === undefined) throw invalid(`${shown} ended before its finish action`, again);
  if (recordOf(experiment, latest)?.state === 'succeeded')
    throw invalid(`the finish action of ${shown} has succeeded, there is nothing to repeat`, again);
  const changed = changedAfterSuccess(experiment);
  if (changed !== undefined)
    throw invalid(`task ${changed + 1} of the finish action of ${shown} was changed after it had succeeded`, UNDO);
  return latest;
}

const UNDO = 'put back what had succeeded as it was, in its place; tasks after it may be changed';

function consequence(experiment: Experiment): string {
  const {name, namespace, status} = experiment;
  const record = recordOf(experiment, latestFinish(experiment) ?? '');
  const next = actionOf(experiment, 'finish')?.find(({index}) => record?.succeeded.has(index) !== true);
  const from = next
    ? `it goes on with task ${next.index + 1} (${nameOfItem(next)})`
    : 'nothing of it is left to run';
  const version = status.recommendedVersion === undefined ? '' : ` for version "${status.recommendedVersion}"`;
  return `${from}${version}; see it: iter8ctl logs ${name} -n ${namespace} --action finish --follow`;
}

function invalid(problem: string, hint?: string): Iter8Error {
  return new Iter8Error('INVALID', problem, hint);
}
