import {Field} from '../../experiment/field.js';
import type {Experiment} from '../../experiment/model.js';

/** Iterations may begin this much early, since timers do. */
export const TOLERANCE_MS = 100;

export function secondsAfter(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000);
}

/** A time in the status that is ours; undefined when it is missing or no time. */
export function timeIn(field: Field): Date | undefined {
  const time = new Date(typeof field.value === 'string' ? field.value : NaN);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** The status as it was read. */
export function statusField({source}: Pick<Experiment, 'source'>): Field {
  return new Field(source).get('status');
}
