import {Field} from '../../experiment/field.js';
import type {Experiment} from '../../experiment/model.js';
import type {HelmexVerdict} from './verdict.js';

/** What is written into the history of the repository, and above a pull request. */
export interface CommitMessage {
  readonly subject: string;
  readonly body: string;
}

export function commitMessage({name, namespace}: Experiment, {version, isBaseline}: HelmexVerdict): CommitMessage {
  const shown = version.replace(/\s+/g, ' ');
  return {
    subject: isBaseline ? `Keep ${shown}, without the candidate` : `Promote ${shown}`,
    body: `Experiment ${namespace}/${name} recommends version ${shown}.`,
  };
}

/** Branch of a pull request: each experiment has its own, and each run of it finds it again. */
export function workBranch({name, source}: Experiment): string {
  const uid = new Field(source).get('metadata', 'uid').text();
  return `iter8/${name}${uid === undefined ? '' : `-${uid.slice(0, 8)}`}`;
}
