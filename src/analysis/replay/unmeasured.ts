import {type Experiment, type Objective, type Version} from '../../experiment/model.js';
import {storedLooks} from '../../experiment/stored-looks.js';
import {hasLimit} from '../objective.js';
import {statisticIn} from '../record-looks.js';
import {listWords} from '../verdict-words/one-line.js';

/** Where a run was judged by what is shown: of which metrics nothing could be, for want of what was recorded; in sentences. */
export function unmeasuredWords(experiment: Experiment): string[] {
  const {spec} = experiment;
  if (!spec.criteria.strength) return [];
  const tested = spec.versions.filter(({role}) => role === 'candidate' || spec.testingPattern === 'Conformance');
  const objectives = spec.criteria.objectives.filter(
    (objective) => hasLimit(objective) && statisticIn(experiment, objective.metric).kind !== 'count',
  );
  return objectives.flatMap((objective) => wordsOf(experiment, objective, tested));
}

function wordsOf(experiment: Experiment, {metric}: Objective, tested: readonly Version[]): string[] {
  const series = storedLooks(experiment).filter((one) => one.metric === metric && one.looks.length > 0);
  const lacking = tested.filter(({name}) => !series.some(({version}) => version === name));
  if (lacking.length === 0) return [];
  const names = listWords(lacking.map(({name}) => name));
  const what =
    statisticIn(experiment, metric).kind === 'percentile'
      ? 'how many requests were above this limit'
      : 'how many samples there were';
  return [`${metric} of ${names} shows nothing: ${what} was not recorded`];
}
