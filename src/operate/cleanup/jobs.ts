import {Field} from '../../experiment/field.js';
import {isObject, type JsonObject} from '../../experiment/json.js';
import type {Experiment} from '../../experiment/model.js';
import {identityOf} from '../stored-experiment.js';

/**
 * The Jobs that ran the actions of an experiment: those that it owns, and those that the original engine left behind with
 * its name on them.
 */
export function jobsOf(experiment: Experiment, jobs: readonly JsonObject[]): readonly JsonObject[] {
  const {uid} = identityOf(experiment.source);
  return jobs.filter((job) => {
    const metadata = new Field(job).get('metadata');
    const owners = metadata.get('ownerReferences').items();
    if (owners.length > 0) return owners.some((owner) => owner.get('uid').value === uid);
    return isLabelled(metadata.get('labels').value, experiment);
  });
}

function isLabelled(labels: unknown, {name, namespace}: Experiment): boolean {
  if (!isObject(labels)) return false;
  return labels['iter8/experimentName'] === name && labels['iter8/experimentNamespace'] === namespace;
}
