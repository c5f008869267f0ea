import type {JsonObject} from '../../experiment/json.js';
import type {Experiment} from '../../experiment/model.js';
import {statusField, timeIn} from './times.js';

/**
 * Where a run stands between two lines that users see, in `status.progress`. With the fields of the original it is all
 * that another engine needs to go on.
 */
export interface Progress {
  /** When the next iteration is due: an interval after the one before was, so that no delay adds up. Undefined: now. */
  readonly nextDueAt?: Date;
  /** Number of the iteration that is decided and not counted yet: its weights are being set. */
  readonly decided?: number | undefined;
  /** Whether the iteration that is decided has settled the verdict, so that it is the last one. */
  readonly isSettled?: boolean;
  /** Names of the versions that the run began with, the baseline first; undefined: nobody wrote them down. */
  readonly versions?: readonly string[] | undefined;
  /** How the run ends; undefined while it goes on. */
  readonly ending?: Ending;
  /** Failures in a row to read or set weights. */
  readonly attempts: number;
  /** No further attempt before; undefined: at once. */
  readonly retryAt?: Date;
}

export interface Ending {
  readonly kind: EndingKind;
  /** In words; empty for a normal end. */
  readonly reason: string;
}

const ENDING_KINDS = ['finished', 'rolledBack', 'aborted'] as const;

export type EndingKind = (typeof ENDING_KINDS)[number];

const LONGEST_REASON = 1000;

/** @throws FieldError when the field holds something else */
export function progressOf(experiment: Experiment): Progress {
  const progress = statusField(experiment).get('progress');
  const ending = progress.get('ending');
  const kind = ending.get('kind').oneOf(ENDING_KINDS);
  const nextDueAt = timeIn(progress.get('nextDueAt'));
  const retryAt = timeIn(progress.get('retryAt'));
  const decided = progress.get('decided').integer();
  const versions = progress
    .get('versions')
    .items()
    .flatMap((name) => name.text() ?? []);
  return {
    attempts: progress.get('attempts').integer() ?? 0,
    ...(nextDueAt && {nextDueAt}),
    ...(retryAt && {retryAt}),
    ...(decided !== undefined && {decided}),
    ...(progress.get('isSettled').boolean() === true && {isSettled: true}),
    ...(versions.length > 0 && {versions}),
    ...(kind && {ending: {kind, reason: ending.get('reason').text() ?? ''}}),
  };
}

/** As it stands in the status. */
export function progressJson(progress: Progress): JsonObject {
  const {nextDueAt, decided, isSettled = false, versions, ending, attempts, retryAt} = progress;
  return {
    ...(nextDueAt && {nextDueAt: nextDueAt.toISOString()}),
    ...(decided !== undefined && {decided}),
    ...(isSettled && {isSettled}),
    ...(versions && {versions}),
    ...(ending && {ending: {kind: ending.kind, reason: ending.reason.slice(0, LONGEST_REASON)}}),
    ...(attempts > 0 && {attempts}),
    ...(retryAt && {retryAt: retryAt.toISOString()}),
  };
}
