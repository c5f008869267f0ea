import {candidatesOf, type Experiment} from '../experiment/model.js';
import type {Assessments} from './assessments.js';
import {joinFirst} from './join-first.js';

/** An objective that a candidate must not fail, and fails. */
export interface RollbackReason {
  readonly version: string;
  /** As written in the criteria. */
  readonly metric: string;
  /** `candidate: error-rate is 0.2, 0.19 above its upper limit 0.01`. */
  readonly sentence: string;
}

/**
 * The reasons to end the experiment now and give all traffic back to the baseline; empty: there is none.
 *
 * Only objectives with `rollback_on_failure` count, and only what a candidate violates for certain: a failing baseline is
 * no reason (weakness 14 of the original), and neither is anything unknown (weakness 3).
 */
export function findRollbackReasons(experiment: Experiment, assessments: Assessments): readonly RollbackReason[] {
  const {objectives} = experiment.spec.criteria;
  return candidatesOf(experiment).flatMap(({name}) => {
    const list = assessments.get(name) ?? [];
    return objectives.flatMap(({metric, rollbackOnFailure}, index): RollbackReason[] => {
      const assessment = list[index];
      if (!rollbackOnFailure || assessment?.state !== 'violated') return [];
      return [{version: name, metric, sentence: `${name}: ${assessment.sentence}`}];
    });
  });
}

/** Characters of the reasons in events, conditions and progress. */
const LONGEST = 800;

/** The reasons in words, as many as a message holds. */
export function rollbackWords(reasons: readonly RollbackReason[]): string {
  return joinFirst(
    reasons.map(({sentence}) => sentence),
    '; ',
    LONGEST,
  );
}
