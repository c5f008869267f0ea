import type {Effect} from './effects.js';
import {stageMarks} from './failure.js';
import type {StepInput} from './input.js';
import {type Mark, writeStatus} from './marks.js';
import {type EndingKind, progressJson} from './progress.js';
import {isAborted, wishOf} from './wishes.js';
import {finalMessage} from './words.js';

/** Ends an experiment that is not wanted any more and has not touched traffic yet. */
export function abortBeforeRun(input: StepInput): readonly Effect[] | undefined {
  if (!isAborted(input)) return undefined;
  const reason = wishOf(input)?.reason ?? '';
  const progress = progressJson({attempts: 0, ending: {kind: 'aborted', reason}});
  return [writeStatus(input, {stage: 'Completed', progress}, ...completionMarks(input, 'aborted', reason))];
}

/** The marks of an end that is no failure. */
export function completionMarks(input: StepInput, kind: EndingKind, reason: string, hasFinish = false): Mark[] {
  const message = finalMessage(input.experiment, kind, reason, hasFinish);
  const isWarning = kind !== 'finished';
  return [
    ...stageMarks(input, 'Completed'),
    {type: 'Completed', isTrue: true, reason: 'ExperimentCompleted', message, isWarning},
  ];
}
