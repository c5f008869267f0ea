import type {ItemContext} from '../task.js';
import {type History, isPending, lastGood} from './history.js';
import type {HelmRequest} from './request.js';

interface Occasion {
  readonly request: HelmRequest;
  readonly context: ItemContext;
}

/** What to do about a revision that nobody finishes: helm refuses everything else till then. */
export function pendingWords(history: History, occasion: Occasion): string {
  const {release, namespace} = occasion.request;
  const last = history.at(-1);
  const about = `revision ${last?.number ?? 0} of release ${release} is ${last?.status ?? 'pending'}`;
  const good = lastGood(history);
  const undo = good
    ? `helm rollback ${release} ${good.number} -n ${namespace}`
    : `helm uninstall ${release} -n ${namespace}`;
  const how = 'a helm is at work there, or was ended in the middle of it and may have changed a part';
  return `${about}: ${how}; if none is: ${undo}, then ${again(occasion.context)}`;
}

/** What a failed helm left behind, and what to do about it. */
export function leftWords(before: History, after: History, occasion: Occasion): string {
  const {request, context} = occasion;
  const {release, namespace} = request;
  const last = after.at(-1);
  if (!last) return `there is no release ${release}; mend that, then ${again(context)}`;
  const state = `revision ${last.number} of release ${release} is ${last.status}`;
  if (last.number === before.at(-1)?.number) return `nothing was changed: ${state}; mend that, then ${again(context)}`;
  if (isPending(last)) return pendingWords(after, occasion);
  if (last.status === 'deployed') return `helm went back: ${state}; mend that, then ${again(context)}`;
  const good = lastGood(after);
  const undo = good ? `to go back: helm rollback ${release} ${good.number} -n ${namespace}; ` : '';
  return `${state}; ${undo}to try again: ${again(context)}`;
} // prettier-ignore

function again({experiment: {name, namespace}, action}: ItemContext): string {
  return `iter8ctl rerun ${name} -n ${namespace}${action === 'finish' ? ' --action finish' : ''}`;
}
