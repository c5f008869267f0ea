import {Field} from '../../experiment/field.js';
import {parseJson} from '../../experiment/json-format.js';
import {captureProgram} from '../process/capture-program.js';
import type {ItemContext} from '../task.js';
import {lastError} from './last-error.js';
import type {HelmRequest} from './request.js';

/** One revision of a release. */
export interface Revision {
  readonly number: number;
  /** In helm's words: `deployed`, `superseded`, `failed`, `pending-upgrade`, … */
  readonly status: string;
  readonly description: string;
}

/** What helm has recorded of a release, oldest first; none: there is no such release. */
export type History = readonly Revision[];

/** Revisions that are looked at. */
const MOST = 10;

/**
 * Looks a release up.
 *
 * @returns why it cannot be looked up, in words, where it cannot
 */
export async function readHistory(
  {release, namespace}: HelmRequest,
  context: ItemContext,
  signal?: AbortSignal,
): Promise<History | string> {
  const args = ['history', `--namespace=${namespace}`, `--max=${MOST}`, '--output=json', '--', release];
  const {result, reason = '', text, output} = await captureProgram({command: 'helm', args}, context, signal);
  if (result === 'succeeded') return parseHistory(text);
  if (/\brelease: not found\b/.test(text)) return [];
  if (reason.startsWith('cannot be started')) return reason;
  return `cannot look at release ${release} in namespace ${namespace}: ${lastError(output) ?? `helm ${reason}`}`;
}

/** Warnings may stand around the one line with the list. */
function parseHistory(text: string): History | string {
  const line = text.split('\n').find((each) => each.startsWith('['));
  if (line === undefined) return 'cannot be sure of anything: helm history printed no list';
  const revisions = new Field(parseJson(line), ['helm history']).items();
  return revisions.map((revision) => ({
    number: revision.get('revision').integer() ?? 0,
    status: revision.get('status').text() ?? '',
    description: revision.get('description').text() ?? '',
  }));
}

/** Whether somebody works at the release, or did and was killed: nobody can tell which. */
export function isPending({status}: Revision): boolean {
  return status.startsWith('pending-');
}

/** The newest revision that once was what the release is. */
export function lastGood(history: History): Revision | undefined {
  return history.findLast(({status}) => status === 'deployed' || status === 'superseded');
}
