import {baselineOf, candidatesOf, type Version, type Weight} from '../experiment/model.js';
import {apportion, type Claim} from './apportion.js';
import type {Assessments} from './assessments.js';
import type {AnalysisInput} from './input.js';
import {stepGoals, switchGoals} from './weight-goals.js';
import type {WinnerDecision} from './winner.js';

/** The next traffic split. */
export interface WeightPlan {
  /** Whole percents, 100 in total, in the order of the versions; empty: there is nothing to split. */
  readonly weights: readonly Weight[];
  /** Why a candidate gets less than its place in the contest says, one note for each. */
  readonly notes: readonly string[];
}

/**
 * Plans the traffic split of the next iteration from the observed one, matched by name (weakness 6 of the original).
 *
 * - Progressive: every version that violates nothing gets an equal part of the exploration share (10 % of the traffic, so
 *   5 % each for two versions), the best versions share the rest, the baseline when there is none. No candidate rises
 *   above `maxCandidateWeight`, nor by more than `maxCandidateWeightIncrement`; what that cuts off goes to the baseline.
 *   Falls are not limited. A candidate that violates an objective gets nothing (weakness 8).
 * - While the decision waits because something is unknown, nobody is promoted: every candidate keeps what it has. It
 *   rises only as far as its part of the exploration share, because a version without any traffic would stay unknown for
 *   ever.
 * - BlueGreen: all traffic goes to the winner in one step, `maxCandidateWeight` permitting; a candidate that violates an
 *   objective gets nothing; otherwise nothing moves (weakness 26: the original proceeds as in Progressive).
 * - FixedSplit: the observed weights, unchanged, whatever they are. Conformance: none.
 *
 * @throws RangeError if the exploration share is no whole number from 0 to 100
 */
export function planWeights(input: AnalysisInput, assessments: Assessments, decision: WinnerDecision): WeightPlan {
  const {experiment} = input;
  const baseline = baselineOf(experiment);
  if (!baseline || experiment.spec.testingPattern === 'Conformance') return {weights: [], notes: []};
  if (experiment.spec.deploymentPattern === 'FixedSplit') return {weights: experiment.status.weights, notes: []};
  const goals = experiment.spec.deploymentPattern === 'BlueGreen' ? switchGoals : stepGoals;
  const candidates = candidatesOf(experiment);
  const {candidateGoals, partsPerPercent} = goals({input, assessments, decision, candidates});
  return {
    weights: splitTraffic(experiment.spec.versions, baseline, candidateGoals, 100 * partsPerPercent),
    notes: candidateGoals.flatMap(({note}) => note ?? []),
  };
}

/**
 * The baseline gets what the candidates leave. Should they want more than there is, all of them get proportionally less.
 * Rounding favours the baseline, then goes by name, so that the order of the versions makes no difference.
 */
function splitTraffic(
  versions: readonly Version[],
  baseline: Version,
  candidateGoals: readonly Claim[],
  allParts: number,
): readonly Weight[] {
  const claimed = candidateGoals.reduce((sum, {parts}) => sum + parts, 0);
  const byName = [...candidateGoals].sort((a, b) => (a.version < b.version ? -1 : 1));
  const split = apportion([{version: baseline.name, parts: Math.max(0, allParts - claimed)}, ...byName]);
  return versions.flatMap(({name}) => split.filter(({version}) => version === name));
}
