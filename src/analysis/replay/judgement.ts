import {isObject} from '../../experiment/json.js';
import {memberOf, numberOf, textOf} from '../../experiment/lenient.js';
import {type Assessment, type Experiment, isCompleted} from '../../experiment/model.js';
import type {Fate, Judgement} from './recording.js';
import {outcomeOf} from '../verdict.js';

/** What the analysis in a status says; undefined: there is none. */
export function judgementOf({spec, status}: Experiment): Judgement | undefined {
  const {versionAssessments, winner} = status.analysis;
  if (!versionAssessments && !winner) return undefined;
  const states = spec.versions.map(({name}): [string, readonly Assessment[]] => [
    name,
    spec.criteria.objectives.map((_, index) => versionAssessments?.get(name)?.[index] ?? 'unknown'),
  ]);
  return {winner: winner?.found ? winner.version : undefined, states: new Map(states)};
}

/** How a run is ending, or has ended; undefined while it goes on, and where another engine ran it. */
export function endingOf({source}: Pick<Experiment, 'source'>): string | undefined {
  return textOf(memberOf(source, 'status', 'progress', 'ending', 'kind')) || undefined;
}

/**
 * Number of the iteration to which the analysis in a status belongs, 0 without one. An iteration is counted only when its
 * traffic has moved, and never when it ends in a rollback; v2alpha1 counts its last one with the end of the run.
 */
export function analysedIteration(experiment: Experiment): number {
  const {source, status, dialect} = experiment;
  const {completedIterations, stage} = status;
  if (!isObject(memberOf(source, 'status', 'analysis'))) return completedIterations;
  const decided = numberOf(memberOf(source, 'status', 'progress', 'decided'));
  if (decided !== undefined) return decided;
  const ending = endingOf(experiment);
  const isUncounted = dialect === 'v2alpha1' && ending === 'finished' && stage === 'Running';
  return completedIterations + (ending === 'rolledBack' || isUncounted ? 1 : 0);
}

/** What has become of an experiment so far. */
export function fateOf(experiment: Experiment): Fate {
  const version = experiment.status.analysis.winner?.version;
  const kind = fateKind(experiment);
  return {
    kind,
    version: kind === 'won' || kind === 'kept' ? version : undefined,
    iteration: analysedIteration(experiment),
  };
}

function fateKind(experiment: Experiment): Fate['kind'] {
  const {spec, status} = experiment;
  if (status.failure !== undefined) return 'failed';
  if (!isCompleted(experiment)) return 'open';
  const ending = endingOf(experiment);
  if (ending === 'rolledBack' || ending === 'aborted') return ending;
  switch (outcomeOf(experiment)) {
    case 'candidateWon':
      return 'won';
    case 'baselineWon':
      return spec.testingPattern === 'Conformance' ? 'won' : 'kept';
    default:
      return 'noWinner';
  }
}
