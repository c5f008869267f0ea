import {isObject, type Json} from '../../experiment/json.js';
import {listOf, memberOf, numberOf, textOf, timeOf} from '../../experiment/lenient.js';
import type {Experiment} from '../../experiment/model.js';
import {type StoredAction, storedActions} from '../../experiment/recorded-action.js';
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
  /** In the order of time. */
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

export function readStoredStatus({source}: Experiment): StoredStatus {
  const status = memberOf(source, 'status');
  const progress = memberOf(status, 'progress');
  const ending = memberOf(progress, 'ending');
  const decision = textOf(memberOf(status, 'analysis', 'winnerAssessment', 'message'));
  return {
    ending: isObject(ending)
      ? {kind: textOf(memberOf(ending, 'kind')), reason: textOf(memberOf(ending, 'reason'))}
      : undefined,
    attempts: numberOf(memberOf(progress, 'attempts')) ?? 0,
    retryAt: timeOf(memberOf(progress, 'retryAt')),
    nextDueAt: timeOf(memberOf(progress, 'nextDueAt')),
    progress: conditionOf(status, 'Completed'),
    failure: conditionOf(status, 'Failed'),
    decision: /; Info: (?!all ok)(.+)$/s.exec(decision)?.[1],
    actions: storedActions(source),
    wish: wishOf(memberOf(source, 'metadata', 'annotations')),
  };
}

function conditionOf(status: Json | undefined, type: string): StoredReason {
  const condition = listOf(memberOf(status, 'conditions')).find((entry) => memberOf(entry, 'type') === type);
  return {reason: textOf(memberOf(condition, 'reason')), message: textOf(memberOf(condition, 'message'))};
}

function wishOf(annotations: Json | undefined): StoredWish | undefined {
  const kind = textOf(memberOf(annotations, WISH_ANNOTATION));
  if (kind === '') return undefined;
  const [by, reason] = [WISH_BY_ANNOTATION, WISH_REASON_ANNOTATION].map((key) =>
    textOf(memberOf(annotations, key)),
  );
  return {kind, by: by ?? '', reason: reason ?? ''};
}

/** Number of the items of an action, by its run. */
export function itemCount({source}: Experiment, instance: string): number {
  const [key = ''] = instance.split('-');
  return listOf(memberOf(source, 'spec', 'strategy', 'actions', key)).length;
}
