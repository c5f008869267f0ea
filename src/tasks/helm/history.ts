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
  try {
    const line = text.split('\n').find((each) => /^\[[{\]]/.test(each)) ?? '';
    return new Field(parseJson(line)).items().map(parseRevision);
  } catch {
    return 'cannot tell what the release is: helm history printed no list of revisions';
  }
}

function parseRevision(revision: Field): Revision {
  const [number, status] = [revision.get('revision').integer(), revision.get('status')];
  return {
    number: number ?? 0,
    status: status.requiredText(),
    description: revision.get('description').text() ?? '',
  };
}

/** Whether somebody works at the release, or did and was killed: nobody can tell which. */
export function isPending({status}: Revision): boolean {
  return status.startsWith('pending-');
}

/** The newest revision that once was what the release is. */
export function lastGood(history: History): Revision | undefined {
  return history.findLast(({status}) => status === 'deployed' || status === 'superseded');
}
