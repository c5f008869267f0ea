import {EXIT_CODES} from '../errors.js';
import {candidatesOf, type Experiment} from '../experiment/model.js';
import {outcomeOf} from './verdict.js';

/**
 * What an ended experiment means for whoever waits for it: `won`: the candidate won, or the version conforms; `lost`: a
 * version was shown not to be good enough; `inconclusive`: too little data, a tie, or the engine gave up.
 */
export type RunResult = 'won' | 'lost' | 'inconclusive';

/** What whoever waits for the end exits with. */
export const RESULT_EXIT_CODES: Readonly<Record<RunResult, number>> = {
  won: 0,
  lost: EXIT_CODES.FALSE,
  inconclusive: EXIT_CODES.INCONCLUSIVE,
};

export function runResult(experiment: Experiment): RunResult {
  const {testingPattern} = experiment.spec;
  switch (outcomeOf(experiment)) {
    case 'candidateWon':
      return 'won';
    case 'baselineWon':
      return testingPattern === 'Conformance' ? 'won' : 'lost';
    case 'noWinner':
      return hasViolation(experiment) ? 'lost' : 'inconclusive';
    default:
      return 'inconclusive';
  }
}

function hasViolation(experiment: Experiment): boolean {
  const {status, spec} = experiment;
  const judged = spec.testingPattern === 'Conformance' ? spec.versions : candidatesOf(experiment);
  if (judged.some(({name}) => breaksRollback(experiment, name))) return true;
  return (
    judged.every(({name}) => status.analysis.versionAssessments?.get(name)?.includes('violated')) &&
    judged.length > 0
  );
}

/** One candidate that violates such an objective ends the run for all. */
function breaksRollback({spec, status}: Experiment, version: string): boolean {
  const assessments = status.analysis.versionAssessments?.get(version);
  return spec.criteria.objectives.some(
    ({rollbackOnFailure}, index) => rollbackOnFailure && assessments?.[index] === 'violated',
  );
}
