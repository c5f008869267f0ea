import {candidatesOf, type Experiment} from '../experiment/model.js';
import {outcomeOf} from './verdict.js';

/**
 * What an ended experiment means for whoever waits for it: `won`: the candidate won, or the version conforms; `lost`: a
 * version was shown not to be good enough; `inconclusive`: too little data, a tie, or the engine gave up.
 */
export type RunResult = 'won' | 'lost' | 'inconclusive';

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
  return (
    judged.every(({name}) => status.analysis.versionAssessments?.get(name)?.includes('violated')) &&
    judged.length > 0
  );
}
