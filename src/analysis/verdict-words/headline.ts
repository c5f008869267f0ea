import {ageText} from '../../experiment/age.js';
import {actionFailureWords, actionName, splitWords} from './action-words.js';
import {brokenWordings, decisionWordings, iterationsWords} from './decision-words.js';
import {firstThatFits, followedBy, type Wordings} from './one-line.js';
import type {Known, Situation} from './situation.js';
import {itemCount, type StoredAction} from './stored-status.js';

/** One sentence that somebody who was just woken up understands; at most 120 characters, never empty. */
export function headlineWords(known: Known, situation: Situation): string {
  return firstThatFits(wordingsOf(known, situation));
}

function wordingsOf(known: Known, situation: Situation): Wordings {
  switch (situation.kind) {
    case 'unseen':
      return ['No engine has taken this experiment up yet: it has no status'];
    case 'failed':
      return failedWordings(known, situation);
    case 'aborted':
      return [`${situation.isOver ? 'Aborted' : 'Being aborted'}${byWords(situation)}`];
    case 'rolledBack':
      return rolledBackWordings(situation);
    case 'paused':
      return [`Paused after ${iterationsWords(known)}${byWords(situation)}`];
    case 'waiting':
      return [`Waiting: ${situation.reason || 'its target is not free'}`];
    case 'refused':
      return [`Traffic could not be moved, attempt ${situation.attempts} of 5: ${situation.reason}`];
    case 'silent':
      return [
        `Stalled: no engine has gone on for ${ageText(situation.dueAt, known.now)}, after ${iterationsWords(known)}`,
      ];
    case 'preparing':
      return [preparingWords(known, situation.action)];
    case 'finishing':
      return finishingWordings(known, situation);
    case 'running':
      return decisionWordings(known, situation.decision, false);
    case 'ended':
      return decisionWordings(known, situation.decision, true);
  }
}

/** ` by ann: checkout errors`, or what of it is known. */
function byWords({by, reason}: {readonly by: string; readonly reason: string}): string {
  return `${by === '' ? '' : ` by ${by}`}${reason === '' ? '' : `: ${reason}`}`;
}

type Of<Kind extends Situation['kind']> = Extract<Situation, {kind: Kind}>;

function failedWordings({experiment, stored}: Known, {action, reason}: Of<'failed'>): Wordings {
  if (!action) return [causeWords(stored.failure.reason, reason)];
  const failure = actionFailureWords(action);
  const cause = action.reason === '' ? failure : `${failure}: ${action.reason}`;
  const split = splitWords(experiment.status.weights);
  return split === '' ? [cause] : [`${cause}; traffic is at ${split}`, cause];
}

/** What the reasons of the condition Failed mean; the rest of the sentence says which, and why. */
const CAUSES: Readonly<Record<string, string>> = {
  InvalidExperiment: 'The experiment is invalid',
  MetricUnavailable: 'A metric is missing',
  MetricsUnreadable: 'A metric cannot be used',
  WeightRedistributionFailed: 'Traffic could not be moved',
};

function causeWords(code: string, reason: string): string {
  const cause = Object.hasOwn(CAUSES, code) ? CAUSES[code] : undefined;
  return `${cause ?? 'Failed'}: ${reason.replace(/^Failure redistributing weights: /, '')}`;
}

function rolledBackWordings({isOver, iteration, broken, reason}: Of<'rolledBack'>): Wordings {
  const [first, ...others] = new Set(broken.map(({version}) => version));
  const where = `back in iteration ${iteration}`;
  const only = others.length === 0 ? first : undefined;
  const subject =
    only === undefined
      ? `${isOver ? 'Rolled' : 'Being rolled'} ${where}`
      : `${only} ${isOver ? 'was' : 'is being'} rolled ${where}`;
  return broken.length === 0 && reason !== '' ? [`${subject}: ${reason}`] : brokenWordings(subject, broken);
}

function preparingWords(known: Known, action: StoredAction | undefined): string {
  if (action) return `${actionWords(known, action)}; nothing is assessed yet`;
  return known.experiment.status.stage === 'Waiting' ? 'Not begun yet' : 'Being prepared: nothing is assessed yet';
}

/** `Finish action is at task 2 of 3 (common/exec)`. */
function actionWords({experiment}: Known, {instance, tasks}: StoredAction): string {
  const open = tasks.find(({result}) => result === undefined);
  const number = open?.number ?? tasks.length + 1;
  const total = Math.max(number, itemCount(experiment, instance));
  return `${actionName(instance)} is at task ${number} of ${total}${open?.name ? ` (${open.name})` : ''}`;
}

function finishingWordings(known: Known, {decision, action}: Of<'finishing'>): Wordings {
  const work = action ? actionWords(known, action) : 'Finish action is under way';
  const rest = `; ${work.charAt(0).toLowerCase()}${work.slice(1)}`;
  return followedBy(decisionWordings(known, decision, true), rest);
}
