import {createHash} from 'node:crypto';
import {stringify} from 'lossless-json';
import {Field} from '../../experiment/field.js';
import type {ActionItem} from '../action.js';
import type {ItemContext} from '../task.js';
import {templateData} from '../template/data.js';
import type {History} from './history.js';

/**
 * What tells a revision that an item has made from all others: the experiment, the action, and a digest of what was asked
 * and with which values it was filled in, those of Secrets left out.
 *
 * @returns undefined: the experiment has no UID, so that another of its name would have the same
 */
export function markOf({inputs}: ActionItem, {experiment, action}: ItemContext): string | undefined {
  const uid = new Field(experiment.source).get('metadata', 'uid').text();
  if (uid === undefined) return undefined;
  const {root, variables, version} = templateData(experiment);
  const values = variables.map((name) => [name, root[name]]);
  const text = stringify([inputs, version, values]) ?? '';
  return `${uid}/${action}/${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
}

/** Description of a revision, for people and for `isPromoted`. */
export function descriptionOf({experiment, action}: ItemContext, mark: string | undefined): string {
  const {name, namespace, status} = experiment;
  const what = status.recommendedVersion === undefined ? 'Installed' : `Promoted ${status.recommendedVersion}`;
  return `${what}, ${action} action of experiment ${namespace}/${name}${mark === undefined ? '' : ` [${mark}]`}`;
}

/** Whether the release is what this item makes of it. Helm writes the description when it has come to its end. */
export function isPromoted(history: History, mark: string | undefined): boolean {
  const last = history.at(-1);
  return mark !== undefined && last?.status === 'deployed' && last.description.endsWith(` [${mark}]`);
}
