import {recommendVersion} from '../../analysis/ending.js';
import type {JsonObject} from '../../experiment/json.js';
import {openActionOf, withoutOpenAction} from './action-records.js';
import {completionMarks} from './completion.js';
import type {Effect} from './effects.js';
import type {StepInput} from './input.js';
import {warningMark, writeStatus} from './marks.js';
import {type Progress, progressJson} from './progress.js';
import {recommendation} from './recommendation.js';
import {analysisWithoutWinner} from './stored-analysis.js';
import {isAborted, wishOf} from './wishes.js';

/** Ends an experiment that is not wanted any more and has not touched traffic yet. */
export function abortBeforeRun(input: StepInput): readonly Effect[] | undefined {
  if (!isAborted(input) || isActionUnderWay(input)) return undefined;
  const reason = reasonOf(input);
  const progress = progressJson({attempts: 0, ending: {kind: 'aborted', reason}});
  const fields = {stage: 'Completed', progress, ...openActionEnded(input)};
  return [writeStatus(input, fields, ...completionMarks(input, 'aborted', reason))];
}

/**
 * Decides that the run is over because somebody wishes so: back to the baseline, and no verdict. A normal end is not carried
 * out any more; a rollback ends in the same way, and goes on.
 */
export function abortRun(input: StepInput, {ending, versions}: Progress): readonly Effect[] | undefined {
  const isOver = ending !== undefined && ending.kind !== 'finished';
  if (isOver || !isAborted(input) || isActionUnderWay(input)) return undefined;
  const {experiment} = input;
  const reason = reasonOf(input);
  const fields = {
    progress: progressJson({attempts: 0, versions, ending: {kind: 'aborted', reason}}),
    ...openActionEnded(input),
    ...analysisWithoutWinner(input, withReason('aborted', reason)),
    ...recommendation(experiment, recommendVersion(experiment, {kind: 'rolledBack'})),
  };
  return [writeStatus(input, fields, warningMark('AbortStarted', withReason('Aborting', reason)))];
}

/** An abort does not interrupt an action; one that outlived its engine may still be under way. */
function isActionUnderWay({experiment, observations, actionsOutliveEngine}: StepInput): boolean {
  return actionsOutliveEngine === true && !observations.action && openActionOf(experiment) !== undefined;
}

function reasonOf(input: StepInput): string {
  return wishOf(input)?.reason ?? '';
}

function withReason(words: string, reason: string): string {
  return reason === '' ? words : `${words}: ${reason}`;
}

/** An action that has just ended has ended as observed, one that another engine began in a way that nobody knows. */
function openActionEnded({experiment, observations, now}: StepInput): JsonObject {
  return withoutOpenAction(experiment, observations.action?.kind ?? 'aborted', now);
}
