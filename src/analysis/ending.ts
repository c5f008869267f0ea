import {baselineOf, type Experiment, type Weight} from '../experiment/model.js';
import type {WinnerDecision} from './winner.js';

/** How an experiment ends: after its iterations with the last decision, or early, back to the baseline. */
export type Ending =
  {readonly kind: 'finished'; readonly decision: Pick<WinnerDecision, 'winner'>} | {readonly kind: 'rolledBack'};

/**
 * The version to promote: the winner, and the baseline when there is none, after a rollback, and where all traffic is to
 * go back to it. The original keeps the
 * recommendation from before the rollback, so that a finish action can promote the failing candidate (weakness 13).
 *
 * @returns undefined while the experiment names no versions
 */
export function recommendVersion(experiment: Experiment, ending: Ending): string | undefined {
  const isToBaseline = ending.kind === 'rolledBack' || experiment.spec.finalSplit === 'Baseline';
  const winner = isToBaseline ? undefined : ending.decision.winner;
  return winner ?? baselineOf(experiment)?.name;
}

/**
 * The traffic split to leave behind: everything to the recommended version, unless the last split is to stay. The caps bound what a candidate may get while
 * it is on trial, so they do not hold here. The original leaves the last split of the run, after a rollback too
 * (weaknesses 8 and 14).
 *
 * @returns in the order of the versions; the observed weights for FixedSplit, which never touches traffic; empty for
 *   Conformance and without versions
 */
export function planFinalWeights(experiment: Experiment, ending: Ending): readonly Weight[] {
  const {testingPattern, deploymentPattern, versions} = experiment.spec;
  if (testingPattern === 'Conformance') return [];
  if (deploymentPattern === 'FixedSplit' || keepsLastSplit(experiment, ending)) return experiment.status.weights;
  const recommended = recommendVersion(experiment, ending);
  return versions.map(({name}) => ({version: name, percent: name === recommended ? 100 : 0}));
}

/** A split that nobody has observed cannot stay; a candidate that did not win keeps nothing by `LastOnSuccess`. */
function keepsLastSplit({spec, status}: Experiment, ending: Ending): boolean {
  if (ending.kind === 'rolledBack' || status.weights.length === 0) return false;
  const {winner} = ending.decision;
  const isSuccess = spec.versions.some(({name, role}) => name === winner && role === 'candidate');
  return spec.finalSplit === 'Last' || (spec.finalSplit === 'LastOnSuccess' && isSuccess);
}
