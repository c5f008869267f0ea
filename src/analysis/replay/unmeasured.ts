import {
  type Objective,
  type Strength,
  testedVersions,
  totalIterations,
  type Version,
} from '../../experiment/model.js';
import {storedLooks} from '../../experiment/stored-looks.js';
import {metricValue} from '../metric-values.js';
import {hasLimit} from '../objective.js';
import {statisticIn} from '../record-looks.js';
import {isLook} from '../statistics/looks.js';
import type {Playback} from './recording.js';

/** Where a run is judged by what is shown: of which metrics little can be, for want of what was recorded; in sentences. */
export function unmeasuredWords(playback: Playback): string[] {
  const {experiment} = playback;
  const {criteria} = experiment.spec;
  const {strength} = criteria;
  if (!strength) return [];
  const tested = testedVersions(experiment);
  return criteria.objectives
    .filter((one) => hasLimit(one) && statisticIn(experiment, one.metric).kind !== 'count')
    .flatMap((objective) => tested.flatMap((version) => wordsOf(playback, strength, objective, version)));
}

/** A query that fails now and then is no gap of the recording. */
function wordsOf(playback: Playback, strength: Strength, {metric}: Objective, {name}: Version): string[] {
  const {experiment, looks} = playback;
  const series = storedLooks(experiment).find((one) => one.metric === metric && one.version === name);
  const counted = series?.looks.length ?? 0;
  const valued = looks.filter(
    (look) =>
      isLook(strength, look.iteration, totalIterations(experiment.spec)) &&
      metricValue(look.experiment, metric, name) !== undefined,
  ).length;
  if (counted * 2 >= valued) return [];
  const isPercentile = statisticIn(experiment, metric).kind === 'percentile';
  const what = isPercentile ? 'how many requests were above this limit' : 'how many samples there were';
  const whether = counted === 0 ? 'was not recorded' : `was recorded at ${counted} of ${valued} looks only`;
  return [`${metric} of ${name} shows ${counted === 0 ? 'nothing' : 'little'}: ${what} ${whether}`];
}
