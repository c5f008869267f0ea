import {type Assessments, assessVersions} from './assessments.js';
import type {AnalysisInput} from './input.js';
import {findRollbackReasons, type RollbackReason} from './rollback.js';
import {planWeights, type WeightPlan} from './weights.js';
import {isSettled} from './settled.js';
import {decideWinner, type WinnerDecision} from './winner.js';

/** Everything that one iteration concludes from its observations. */
export interface AnalysisResult {
  readonly assessments: Assessments;
  readonly decision: WinnerDecision;
  readonly plan: WeightPlan;
  /** When there are any, the plan must not be carried out: all traffic goes back to the baseline. */
  readonly rollbackReasons: readonly RollbackReason[];
  /** Whether nothing that may still be observed can change the decision: the run may end. */
  readonly isSettled: boolean;
}

/**
 * Analyses an iteration: assessments, then the winner, then the next weights.
 *
 * @throws RangeError if the exploration share is no whole number from 0 to 100
 */
export function analyse(input: AnalysisInput): AnalysisResult {
  const assessments = assessVersions(input);
  const decision = decideWinner(input, assessments);
  return {
    assessments,
    decision,
    plan: planWeights(input, assessments, decision),
    rollbackReasons: findRollbackReasons(input.experiment, assessments),
    isSettled: isSettled(input.experiment, assessments, decision),
  };
}
