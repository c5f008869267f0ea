import type {Effect} from './effects.js';
import type {StepInput} from './input.js';
import {type Mark, progressMark, writeStatus} from './marks.js';
import {progressJson, progressOf} from './progress.js';
import {trafficLeftWords} from './traffic-left.js';
import {wordsOf} from './words.js';

/** What goes into the condition Failed, and into the final message. */
export interface Failure {
  /** `InvalidExperiment`, `MetricUnavailable`, … */
  readonly reason: string;
  readonly message: string;
  /** Beginning of the final message; undefined: `Experiment failed`. */
  readonly summary?: string;
  /** What the final message adds; undefined: the message of the condition. */
  readonly cause?: string;
}

/**
 * Ends the experiment as failed. The cause stands in the final message too: the original names it in the condition Failed
 * only (weakness 16). Traffic is left where it is, which the final message says as well when a candidate has any.
 */
export function failExperiment(input: StepInput, failure: Failure): readonly Effect[] {
  const {reason, message, summary = 'Experiment failed', cause = message} = failure;
  const final = `${summary}: ${cause}${trafficLeftWords(input)}`;
  const marks: Mark[] = [
    {type: 'Failed', isTrue: true, reason, message, isWarning: true},
    ...stageMarks(input, 'Completed'),
    {type: 'Completed', isTrue: true, reason: 'ExperimentCompleted', message: final, isWarning: true},
  ];
  const {ending} = progressOf(input.experiment); // should the finish action be run again
  const progress = ending ? progressJson({attempts: 0, ending}) : null;
  return [writeStatus(input, {stage: 'Completed', progress}, ...marks)];
}

/** The message of a change of the stage, where the generation has one. */
export function stageMarks({experiment}: StepInput, stage: string): Mark[] {
  return wordsOf(experiment).tellsStages ? [progressMark('StageAdvanced', `Advanced to ${stage}`)] : [];
}
