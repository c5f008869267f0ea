import {isList, isObject, type Json, type JsonObject, ownValue} from '../../experiment/json.js';
import type {Experiment} from '../../experiment/model.js';
import {WISH_ANNOTATION, WISH_BY_ANNOTATION, WISH_REASON_ANNOTATION} from '../../experiment/wish.js';

/**
 * What the status tells beside the fields that every engine writes. Whatever is missing or of another type than it should
 * be is passed over: words must be found for any experiment.
 */
export interface StoredStatus {
  /** How the run ends or has ended; undefined: it goes on, or nobody has written it down. */
  readonly ending: {readonly kind: string; readonly reason: string} | undefined;
  /** Failures in a row to read or set weights. */
  readonly attempts: number;
  readonly retryAt: Date | undefined;
  readonly nextDueAt: Date | undefined;
  /** The latest progress: reason and message of the condition Completed. */
  readonly progress: StoredReason;
  /** Reason and message of the condition Failed. */
  readonly failure: StoredReason;
  /** Why the winner was decided as it was. */
  readonly decision: string | undefined;
  /** In the order in which they were launched: a server gives them back by name. */
  readonly actions: readonly StoredAction[];
  readonly wish: StoredWish | undefined;
}

interface StoredReason {
  readonly reason: string;
  readonly message: string;
}

interface StoredWish {
  readonly kind: string;
  readonly by: string;
  readonly reason: string;
}

/** One run of an action. */
export interface StoredAction {
  /** `start`, `loop-2`, `finish`, `finish-2`. */
  readonly instance: string;
  readonly state: string;
  readonly tasks: readonly StoredTask[];
}

export interface StoredTask {
  /** From 1, as people count. */
  readonly number: number;
  readonly name: string;
  /** undefined: it was begun, and its end is not known. */
  readonly result: string | undefined;
  readonly reason: string;
}

export function readStoredStatus({source}: Experiment): StoredStatus {
  const status = member(source, 'status');
  const progress = member(status, 'progress');
  const ending = member(progress, 'ending');
  const decision = text(member(status, 'analysis', 'winnerAssessment', 'message'));
  return {
    ending: isObject(ending)
      ? {kind: text(member(ending, 'kind')), reason: text(member(ending, 'reason'))}
      : undefined,
    attempts: number(member(progress, 'attempts')) ?? 0,
    retryAt: time(member(progress, 'retryAt')),
    nextDueAt: time(member(progress, 'nextDueAt')),
    progress: conditionOf(status, 'Completed'),
    failure: conditionOf(status, 'Failed'),
    decision: /; Info: (?!all ok)(.+)$/s.exec(decision)?.[1],
    actions: actionsOf(member(status, 'actions')),
    wish: wishOf(member(source, 'metadata', 'annotations')),
  };
}

function conditionOf(status: Json | undefined, type: string): StoredReason {
  const condition = list(member(status, 'conditions')).find((entry) => member(entry, 'type') === type);
  return {reason: text(member(condition, 'reason')), message: text(member(condition, 'message'))};
}

function wishOf(annotations: Json | undefined): StoredWish | undefined {
  const kind = text(member(annotations, WISH_ANNOTATION));
  if (kind === '') return undefined;
  const [by, reason] = [WISH_BY_ANNOTATION, WISH_REASON_ANNOTATION].map((key) => text(member(annotations, key)));
  return {kind, by: by ?? '', reason: reason ?? ''};
}

function actionsOf(records: Json | undefined): StoredAction[] {
  if (!isObject(records)) return [];
  const startOf = ([, record]: readonly [string, Json | undefined]) => text(member(record, 'startedAt'));
  const launched = Object.entries(records).sort((a, b) => startOf(a).localeCompare(startOf(b)));
  return launched.map(([instance, record]) => ({
    instance,
    state: text(member(record, 'state')),
    tasks: list(member(record, 'tasks')).map(readTask),
  }));
}

function readTask(task: Json): StoredTask {
  const result = member(task, 'result');
  return {
    number: (number(member(task, 'index')) ?? 0) + 1,
    name: text(member(task, 'task')),
    result: typeof result === 'string' ? result : undefined,
    reason: text(member(task, 'reason')),
  };
}

/** Samples behind an objective of a version, those of the request count included; undefined: nobody says. */
export function storedSamples({source}: Experiment, version: string, objective: number): number | undefined {
  const assessments = member(source, 'status', 'analysis', 'objectiveAssessments', 'data', version);
  return number(member(list(assessments)[objective], 'samples'));
}

/** Number of the items of an action, by its run. */
export function itemCount({source}: Experiment, instance: string): number {
  const [key = ''] = instance.split('-');
  return list(member(source, 'spec', 'strategy', 'actions', key)).length;
}

function member(value: JsonObject | Json | undefined, ...keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>(
    (within, key) => (isObject(within) ? ownValue(within, key) : undefined),
    value,
  );
}

function list(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function number(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function time(value: Json | undefined): Date | undefined {
  const date = new Date(text(value));
  return Number.isNaN(date.getTime()) ? undefined : date;
}
