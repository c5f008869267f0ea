import {type Experiment, type Strength, totalIterations} from '../experiment/model.js';
import type {LookSeries} from '../experiment/stored-looks.js';
import type {AnalysisInput} from './input.js';
import {isLook} from './statistics/looks.js';

/** So that one failed query is bridged, as with values. */
const LOOKS_ALLOWED = 2;

/**
 * The input without the looks of percentiles that are too old to judge by: the newest must be one of the last two that were
 * due, this iteration included. The histogram behind a percentile is asked for apart from its value, so that the value may
 * go on while nobody counts what is above the limit. All other looks are made of the values, which have an age themselves.
 */
export function withFreshLooks(input: AnalysisInput): AnalysisInput {
  const {experiment, looks} = input;
  const {strength} = experiment.spec.criteria;
  if (!strength || !looks?.some(isOfPercentile)) return input;
  const oldest = oldestAllowed(experiment, strength);
  const isFresh = (series: LookSeries) => (series.looks.at(-1)?.iteration ?? 0) >= oldest;
  return {...input, looks: looks.filter((series) => !isOfPercentile(series) || isFresh(series))};
}

function isOfPercentile({above}: LookSeries): boolean {
  return above !== undefined;
}

/** The iteration of the earliest look that still counts; 1 while fewer were due. */
function oldestAllowed({spec, status}: Experiment, strength: Strength): number {
  const iterations = totalIterations(spec);
  let [iteration, due] = [status.completedIterations + 1, 0];
  for (; iteration > 1; iteration -= 1) {
    if (isLook(strength, iteration, iterations)) due += 1;
    if (due === LOOKS_ALLOWED) break;
  }
  return iteration;
}
