import type {Experiment} from '../experiment/model.js';
import type {Assessments} from './assessments.js';
import {isProven} from './standing.js';
import type {WinnerDecision} from './winner.js';

/**
 * Whether a decision is final before the last iteration: with `criteria.strength`, when all objectives of what is tested are
 * proven, one way or the other, and so is the best reward where one decides. Last values may always change.
 */
export function isSettled({spec}: Experiment, assessments: Assessments, decision: WinnerDecision): boolean {
  const {strength, rewards} = spec.criteria;
  if (!strength || spec.duration.endEarly === false || decision.isWaiting) return false;
  const tested = spec.versions.filter(({role}) => role === 'candidate' || spec.testingPattern === 'Conformance');
  if (!tested.every(({name}) => isProven(assessments, name))) return false;
  return rewards.length === 0 || strength.policy === 'provenSafe';
}
