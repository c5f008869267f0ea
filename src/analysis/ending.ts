import {baselineOf, type Experiment, type Weight} from '../experiment/model.js';
import type {WinnerDecision} from './winner.js';

/** How an experiment ends: after its iterations with the last decision, or early, back to the baseline. */
export type Ending =
  {readonly kind: 'finished'; readonly decision: Pick<WinnerDecision, 'winner'>} | {readonly kind: 'rolledBack'};

/**
 * The version to promote: the winner, and the baseline when there is none or after a rollback. The original keeps the
 * recommendation from before the rollback, so that a finish action can promote the failing candidate (weakness 13).
 *
 * @returns undefined while the experiment names no versions
 */
export function recommendVersion(experiment: Experiment, ending: Ending): string | undefined {
  const winner = ending.kind === 'finished' ? ending.decision.winner : undefined;
  return winner ?? baselineOf(experiment)?.name;
}

/**
 * The traffic split to leave behind: everything to the recommended version. The caps bound what a candidate may get while
 * it is on trial, so they do not hold here. The original leaves the last split of the run, after a rollback too
 * (weaknesses 8 and 14).
 *
 * @returns in the order of the versions; the observed weights for FixedSplit, which never touches traffic; empty for
 *   Conformance and without versions
 */
export function planFinalWeights(experiment: Experiment, ending: Ending): readonly Weight[] {
  const {testingPattern, deploymentPattern, versions} = experiment.spec;
  if (testingPattern === 'Conformance') return [];
  if (deploymentPattern === 'FixedSplit') return experiment.status.weights;
  const recommended = recommendVersion(experiment, ending);
  return versions.map(({name}) => ({version: name, percent: name === recommended ? 100 : 0}));
}
