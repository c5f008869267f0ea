import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {WISH_ANNOTATION, WISH_REASON_ANNOTATION} from '../../experiment/wish.js';
import type {Effect} from './effects.js';
import type {StepInput} from './input.js';
import {type Mark, isTold, progressMark, progressReason, writeStatus} from './marks.js';
import {secondsAfter} from './times.js';

const WISHES = ['pause', 'resume', 'abort'] as const;

interface Wish {
  readonly kind: (typeof WISHES)[number];
  /** Empty when none is given. */
  readonly reason: string;
}

export function wishOf({experiment}: StepInput): Wish | undefined {
  return wishIn(experiment.source);
}

/** @returns undefined without a wish, or with an unknown one */
export function wishIn(resource: JsonObject): Wish | undefined {
  const annotations = new Field(resource).get('metadata', 'annotations');
  const word = annotations.get(WISH_ANNOTATION).value;
  const reason = annotations.get(WISH_REASON_ANNOTATION).value;
  const kind = WISHES.find((wish) => wish === word);
  return kind && {kind, reason: typeof reason === 'string' ? reason.slice(0, 500) : ''};
}

export function isAborted(input: StepInput): boolean {
  return wishOf(input)?.kind === 'abort';
}

/**
 * Nothing goes on while the wish is to pause; the message says so, and when it ends.
 *
 * @returns undefined when the run may go on
 */
export function pauseIfWished(input: StepInput): readonly Effect[] | undefined {
  const {experiment, now} = input;
  const wish = wishOf(input);
  if (wish?.kind === 'pause') {
    const mark = pausedMark(wish.reason);
    if (!isTold(experiment, mark)) return [writeStatus(input, {}, mark)];
    const until = secondsAfter(now, experiment.spec.duration.intervalSeconds);
    return [{kind: 'wait', until, reason: 'the experiment is paused'}];
  }
  if (progressReason(experiment) !== PAUSED) return undefined;
  return [writeStatus(input, {}, progressMark('ExperimentResumed', 'Resumed'))];
}

const PAUSED = 'ExperimentPaused';

function pausedMark(reason: string): Mark {
  return progressMark(PAUSED, reason === '' ? 'Paused' : `Paused: ${reason}`);
}
