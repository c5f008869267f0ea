import {ageText} from '../../experiment/age.js';
import type {Experiment} from '../../experiment/model.js';
import type {StoredAction} from '../../experiment/recorded-action.js';
import {actionFailureWords, actionName, trafficWords} from './action-words.js';
import {brokenWordings, decisionWordings, iterationsWords} from './decision-words.js';
import {firstThatFits, followedBy, type Wordings} from './one-line.js';
import type {Known, Situation} from './situation.js';
import {itemCount} from './stored-status.js';

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
      return abortedWordings(known, situation);
    case 'rolledBack':
      return rolledBackWordings(situation);
    case 'paused':
      return [`Paused${byWords(situation)} after ${iterationsWords(known)}${reasonWords(situation)}`];
    case 'waiting':
      return [`Waiting: ${situation.reason || 'its target is not free'}`];
    case 'refused':
      return [refusedWords(situation)];
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

const ENDINGS: Readonly<Record<string, string>> = {
  rolledBack: 'Rolling back: traffic',
  aborted: 'Aborting: traffic',
};

function refusedWords({ending, attempts, reason}: Of<'refused'>): string {
  const traffic = (Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined) ?? 'Traffic';
  return `${traffic} could not be moved, attempt ${attempts} of 5: ${reason}`;
}

/** ` by ann`; empty when nobody has written it down. */
function byWords({by}: {readonly by: string}): string {
  return by === '' ? '' : ` by ${by}`;
}

function reasonWords({reason}: {readonly reason: string}): string {
  return reason === '' ? '' : `: ${reason}`;
}

type Of<Kind extends Situation['kind']> = Extract<Situation, {kind: Kind}>;

function failedWordings({experiment, stored}: Known, {action, reason}: Of<'failed'>): Wordings {
  if (!action) return [causeWords(stored.failure.reason, reason)];
  const failure = actionFailureWords(action);
  const isInterrupted = action.task !== undefined && action.task.result === undefined;
  const cause = action.reason === '' || isInterrupted ? failure : `${failure}: ${action.reason}`;
  return [`${cause}${trafficRest(experiment)}`, cause];
}

/** `; all traffic is on v1`; empty when nobody knows. */
function trafficRest({status}: Experiment): string {
  const words = trafficWords(status.weights);
  return words === '' ? '' : `; ${words}`;
}

function abortedWordings(known: Known, situation: Of<'aborted'>): Wordings {
  const abort = `${situation.isOver ? 'Aborted' : 'Being aborted'}${byWords(situation)}`;
  const reason = reasonWords(situation);
  const whole = `${abort} after ${iterationsWords(known)}${reason}`;
  return [whole + trafficRest(known.experiment), whole, abort + reason];
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
  return broken.length === 0 && reason !== '' ? [`${subject}: ${reason}`] : brokenWordings(broken, subject);
}

function preparingWords(known: Known, action: StoredAction | undefined): string {
  if (action) return `${actionWords(known, action)}; nothing is assessed yet`;
  const {status, spec} = known.experiment;
  if (status.stage === 'Waiting') return 'Not begun yet';
  return `Being prepared: ${spec.versions.length === 0 ? 'no versions are named yet' : 'nothing is assessed yet'}`;
}

/** `Finish action is at task 2 of 3 (common/exec)`. */
function actionWords({experiment}: Known, {instance, tasks}: StoredAction): string {
  const open = tasks.find(({result}) => result === undefined);
  const number = (open?.index ?? tasks.length) + 1;
  const total = Math.max(number, itemCount(experiment, instance));
  return `${actionName(instance)} is at task ${number} of ${total}${open?.task ? ` (${open.task})` : ''}`;
}

function finishingWordings(known: Known, {decision, action}: Of<'finishing'>): Wordings {
  const work = action ? actionWords(known, action) : 'Finish action is under way';
  const rest = `; ${work.charAt(0).toLowerCase()}${work.slice(1)}`;
  return followedBy(decisionWordings(known, decision, true), rest);
}
