import {Iter8Error} from '../../../errors.js';
import {Field} from '../../../experiment/field.js';
import type {Experiment} from '../../../experiment/model.js';
import {annotationsOf} from '../../stored-experiment.js';
import {type Commit, shortSha} from '../commit/commit.js';
import {COMMIT_LABEL, COMMIT_TIME_ANNOTATION, SERVICE_LABEL} from '../names.js';

/**
 * Refuses to try out a commit that is older than the one that is live: it came too late, and if it were good enough, it
 * would take the place of the newer one.
 *
 * @param live name of the version that has the traffic
 * @throws Iter8Error INVALID that names the newer commit
 */
export function requireNewer(
  commit: Commit,
  {service, live}: {readonly service: string; readonly live: string},
  experiments: readonly Experiment[],
): void {
  const {committedAt} = commit;
  if (!committedAt) return;
  const newer = experiments.find((experiment) => {
    const isOfService = labelOf(experiment, SERVICE_LABEL) === service;
    const brought = experiment.status.recommendedVersion === live && isCandidate(experiment, live);
    return isOfService && brought && timeOf(experiment) > committedAt.getTime();
  });
  if (!newer) return;
  const other = shortSha({sha: labelOf(newer, COMMIT_LABEL)});
  const problem = `commit ${shortSha(commit)} is older than ${other}, by which ${live} is live (experiment "${newer.name}")`;
  throw new Iter8Error('INVALID', problem, 'to go back to it all the same, add --allow-older');
}

function isCandidate({spec}: Experiment, version: string): boolean {
  return spec.versions.some(({name, role}) => name === version && role === 'candidate');
}

/** NaN, which is later than nothing, where the experiment does not say. */
function timeOf(experiment: Experiment): number {
  const time = annotationsOf(experiment)[COMMIT_TIME_ANNOTATION];
  return new Date(typeof time === 'string' ? time : '').getTime();
}

function labelOf({source}: Experiment, key: string): string {
  return new Field(source).get('metadata', 'labels', key).text() ?? '';
}
