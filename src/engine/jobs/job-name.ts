import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';

/** UID of the Experiment. */
export const EXPERIMENT_LABEL = 'iter8.tools/experiment';
/** `start`, `loop-2`, `finish`. */
export const ACTION_LABEL = 'iter8.tools/action';
/** From 1: how many Jobs had been lost before it, one more. */
export const ATTEMPT_LABEL = 'iter8.tools/attempt';

/** One run of an action in a Job. */
export interface JobIdentity {
  /** Of the Experiment. */
  readonly uid: string;
  readonly instance: string;
  readonly attempt: number;
}

/** The same name for the same run, so that to create it twice is a conflict. */
export function jobName({uid, instance, attempt}: JobIdentity): string {
  return `iter8-${uid}-${instance}${attempt === 1 ? '' : `-try${attempt}`}`;
}

/** By which the Jobs of an action and their Pods are found. */
export function jobSelector({uid, instance}: Pick<JobIdentity, 'uid' | 'instance'>): string {
  return `${EXPERIMENT_LABEL}=${uid},${ACTION_LABEL}=${instance}`;
}

export function attemptOf(job: JsonObject): number {
  return Number(new Field(job).get('metadata', 'labels').get(ATTEMPT_LABEL).text()) || 1;
}
