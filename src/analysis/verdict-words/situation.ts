import {candidatesOf, type Experiment, isCompleted, totalIterations} from '../../experiment/model.js';
import type {RecordedTask, StoredAction} from '../../experiment/recorded-action.js';
import {type Decision, decisionOf, type Facts} from './decision.js';
import type {ObjectiveFact} from '../objective-facts.js';
import {inState} from './assessed-facts.js';
import type {StoredStatus} from './stored-status.js';

/** What an experiment is at, as far as it changes what people must know first. */
export type Situation =
  /** No engine has written a status. */
  | {readonly kind: 'unseen'}
  | {readonly kind: 'failed'; readonly reason: string; readonly action: ActionFailure | undefined}
  | {readonly kind: 'aborted'; readonly isOver: boolean; readonly by: string; readonly reason: string}
  | {
      readonly kind: 'rolledBack';
      readonly isOver: boolean;
      readonly iteration: number;
      readonly broken: readonly ObjectiveFact[];
      readonly reason: string;
    }
  | {readonly kind: 'paused'; readonly by: string; readonly reason: string}
  | {readonly kind: 'waiting'; readonly reason: string}
  /** Weights could not be read or set, and will be tried again; perhaps while the run is given up. */
  | {readonly kind: 'refused'; readonly attempts: number; readonly reason: string; readonly ending: string}
  /** The next step is long overdue. */
  | {readonly kind: 'silent'; readonly dueAt: Date; readonly decision: Decision}
  | {readonly kind: 'preparing'; readonly action: StoredAction | undefined}
  | {readonly kind: 'running'; readonly decision: Decision}
  | {readonly kind: 'finishing'; readonly decision: Decision; readonly action: StoredAction | undefined}
  | {readonly kind: 'ended'; readonly decision: Decision};

/** An action that ended badly, and where. */
export interface ActionFailure {
  readonly instance: string;
  /** The item that failed or was interrupted; undefined: nobody has written it down. */
  readonly task: RecordedTask | undefined;
  readonly reason: string;
}

/** All that words are made of. */
export interface Known {
  readonly experiment: Experiment;
  readonly stored: StoredStatus;
  readonly facts: Facts;
  readonly now: Date;
}

/** Whether the run goes on once what keeps it is over: it has not ended, and no end is decided. */
export function goesOn(situation: Situation): boolean {
  const isOver = ['failed', 'aborted', 'rolledBack', 'finishing', 'ended'].includes(situation.kind);
  return !isOver && !(situation.kind === 'refused' && situation.ending !== '');
}

export function situationOf(known: Known): Situation {
  return (
    failed(known) ??
    refused(known) ??
    aborted(known) ??
    rolledBack(known) ??
    over(known) ??
    held(known) ??
    underWay(known)
  );
}

function failed({experiment, stored}: Known): Situation | undefined {
  const {failure} = experiment.status;
  if (failure === undefined) return undefined;
  return {kind: 'failed', reason: stored.failure.message || failure, action: actionFailure(stored)};
}

function actionFailure({actions, progress}: StoredStatus): ActionFailure | undefined {
  const action = actions.findLast(({state}) => state === 'failed');
  if (!action) return undefined;
  const task =
    action.tasks.find(({result}) => result === 'failed') ?? action.tasks.find(({result}) => result === undefined);
  const told = /^[^:]*: (.+?)(?:; traffic (?:stays|was last seen) at .*)?$/s.exec(progress.message)?.[1];
  return {instance: action.instance, task, reason: task?.reason || told || ''};
}

/** Goes before a rollback: that one matters less than that it cannot be carried out. */
function refused({experiment, stored}: Known): Situation | undefined {
  const {attempts, progress, ending} = stored;
  if (attempts === 0 || isCompleted(experiment) || progress.reason === PAUSED) return undefined;
  return {kind: 'refused', attempts, reason: afterColon(progress.message), ending: ending?.kind ?? ''};
}

function aborted({experiment, stored}: Known): Situation | undefined {
  const {ending, wish} = stored;
  const isOver = isCompleted(experiment);
  const by = wish?.kind === 'abort' ? wish.by : ''; // the wish may be another one by now
  if (ending?.kind === 'aborted') return {kind: 'aborted', isOver, by, reason: ending.reason};
  const {message = ''} = experiment.status;
  const isLegacyAbort = experiment.legacy && isOver && /Abort|User Specified/.test(message);
  return isLegacyAbort
    ? {kind: 'aborted', isOver, by: '', reason: afterColon(message).replace(/^Abort$/, '')}
    : undefined;
}

/** The original leaves no trace of a rollback but what was violated and the iterations that are missing. */
function rolledBack({experiment, stored, facts}: Known): Situation | undefined {
  const {completedIterations} = experiment.status;
  const isOver = isCompleted(experiment);
  const candidates = candidatesOf(experiment).map(({name}) => name);
  const broken = inState(facts.objectives, 'violated').filter(
    ({version, endsRun}) => endsRun && candidates.includes(version),
  );
  const isEarly = isOver && completedIterations < totalIterations(experiment.spec);
  const isTraced = !stored.ending && isEarly && broken.length > 0;
  if (stored.ending?.kind !== 'rolledBack' && !isTraced) return undefined;
  return {
    kind: 'rolledBack',
    isOver,
    iteration: completedIterations + 1,
    broken,
    reason: stored.ending?.reason ?? '',
  };
}

function over({experiment, facts}: Known): Situation | undefined {
  return isCompleted(experiment) ? {kind: 'ended', decision: decisionOf(experiment, facts)} : undefined;
}

/** Whatever keeps an experiment from going on. */
function held({experiment, stored}: Known): Situation | undefined {
  const {status, legacy} = experiment;
  const {reason, message} = stored.progress;
  const {wish} = stored;
  if (isUnseen(experiment)) return {kind: 'unseen'};
  if (reason === PAUSED) {
    const by = wish?.kind === 'pause' ? wish.by : '';
    return {kind: 'paused', by, reason: afterColon(message)};
  }
  if (legacy?.phase === 'Pause' && status.completedIterations > 0) return {kind: 'paused', by: '', reason: ''};
  const isWaiting = reason === 'WaitingForTarget' && status.stage === 'Waiting'; // v2alpha1 tells no stages
  return isWaiting ? {kind: 'waiting', reason: afterColon(message)} : undefined;
}

const PAUSED = 'ExperimentPaused';

function isUnseen({status, legacy}: Experiment): boolean {
  return status.stage === undefined && status.completedIterations === 0 && !legacy?.phase && !status.message;
}

/** `Paused: maintenance` without its first word; empty when that is all. */
function afterColon(message: string): string {
  return /^[^:]*: (.*)$/s.exec(message)?.[1] ?? '';
}

function underWay(known: Known): Situation {
  const {experiment, stored, facts} = known;
  const decision = decisionOf(experiment, facts);
  const action = stored.actions.findLast(({state}) => state === 'running');
  if (experiment.status.stage === 'Finishing') return {kind: 'finishing', decision, action};
  const dueAt = action ? undefined : overdue(known);
  if (dueAt) return {kind: 'silent', dueAt, decision};
  const isBefore = experiment.status.stage === 'Waiting' || experiment.status.stage === 'Initializing';
  return isBefore ? {kind: 'preparing', action} : {kind: 'running', decision};
}

/** Beyond the intervals: an engine may be restarted, and its clock may be another one. */
const GRACE_SECONDS = 60;

/** When the next step was due, if that is so long ago that no engine can be at work. */
function overdue({experiment, stored, now}: Known): Date | undefined {
  const {status, spec, legacy} = experiment;
  const {intervalSeconds} = spec.duration;
  const {lastUpdateTime} = status;
  if (legacy || status.stage !== 'Running') return undefined;
  const dueAt =
    stored.nextDueAt ?? (lastUpdateTime && new Date(lastUpdateTime.getTime() + intervalSeconds * 1000));
  const lateSeconds = dueAt ? (now.getTime() - dueAt.getTime()) / 1000 : 0;
  return lateSeconds > 2 * intervalSeconds + GRACE_SECONDS ? dueAt : undefined;
}
