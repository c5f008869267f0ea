import {isObject, type JsonObject} from '../../experiment/json.js';
import type {Experiment} from '../../experiment/model.js';
import {wholeSecondsText} from '../../experiment/rfc3339.js';
import type {EngineEvent, WriteStatus} from './effects.js';
import type {StepInput} from './input.js';
import {statusField} from './times.js';

export const CONDITION_TYPES = ['Completed', 'Failed', 'TargetAcquired'] as const;

/** A change of a condition: progress is told on `Completed` with status False, as in the original. */
export interface Mark {
  readonly type: (typeof CONDITION_TYPES)[number];
  readonly isTrue: boolean;
  readonly reason: string;
  readonly message: string;
  /** The event is of type Warning (weakness 16: the original has Normal ones only). */
  readonly isWarning?: boolean;
}

/** Progress in words. */
export function progressMark(reason: string, message: string): Mark {
  return {type: 'Completed', isTrue: false, reason, message};
}

/** The same as a warning. */
export function warningMark(reason: string, message: string): Mark {
  return {...progressMark(reason, message), isWarning: true};
}

/**
 * A write of fields of the status and of marks, each with its event; the message of the status is that of the last mark.
 */
export function writeStatus({experiment, now}: StepInput, fields: JsonObject, ...marks: Mark[]): WriteStatus {
  const last = marks.at(-1);
  const told = last && {
    conditions: marks.reduce((conditions, mark) => applyMark(conditions, mark, now), conditionsOf(experiment)),
    message: textOf(last),
  };
  return {kind: 'writeStatus', patch: {...fields, ...told}, events: marks.map(toEvent)};
}

/** `reason: message`, or the reason alone. */
function textOf({reason, message}: Mark): string {
  return message === '' ? reason : `${reason}: ${message}`;
}

function toEvent({reason, message, isWarning}: Mark): EngineEvent {
  return {type: isWarning ? 'Warning' : 'Normal', reason, message};
}

/** `lastTransitionTime` tells when the status changed, and only that (weakness 27). */
function applyMark(conditions: readonly JsonObject[], mark: Mark, now: Date): readonly JsonObject[] {
  const {type, isTrue, reason, message} = mark;
  const status = isTrue ? 'True' : 'False';
  const earlier = conditions.find((condition) => condition.type === type);
  const isSame = earlier?.status === status && earlier.lastTransitionTime !== undefined;
  const lastTransitionTime = isSame ? earlier.lastTransitionTime : wholeSecondsText(now);
  const changed = {type, status, reason, message, lastTransitionTime};
  if (!earlier) return [...conditions, changed];
  return conditions.map((condition) => (condition === earlier ? changed : condition));
}

function conditionsOf(experiment: Experiment): readonly JsonObject[] {
  return statusField(experiment)
    .get('conditions')
    .items()
    .flatMap(({value}) => (isObject(value) ? [value] : []));
}

function conditionOf(experiment: Experiment, type: Mark['type']): JsonObject | undefined {
  return conditionsOf(experiment).find((condition) => condition.type === type);
}

export function isTrue(experiment: Experiment, type: Mark['type']): boolean {
  return conditionOf(experiment, type)?.status === 'True';
}

/** Why `Completed` is as it is: the reason of the latest progress. */
export function progressReason(experiment: Experiment): string | undefined {
  const reason = conditionOf(experiment, 'Completed')?.reason;
  return typeof reason === 'string' ? reason : undefined;
}

/** Whether the status tells just this already. */
export function isTold({status}: Experiment, mark: Mark): boolean {
  return status.message === textOf(mark);
}
