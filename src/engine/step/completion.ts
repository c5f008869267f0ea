import {stageMarks} from './failure.js';
import type {StepInput} from './input.js';
import type {Mark} from './marks.js';
import type {EndingKind} from './progress.js';
import {finalMessage} from './words.js';

/** The marks of an end that is no failure. */
export function completionMarks(input: StepInput, kind: EndingKind, reason: string, hasFinish = false): Mark[] {
  const message = finalMessage(input.experiment, kind, reason, hasFinish);
  const isWarning = kind !== 'finished';
  return [
    ...stageMarks(input, 'Completed'),
    {type: 'Completed', isTrue: true, reason: 'ExperimentCompleted', message, isWarning},
  ];
}
