import {listOf, memberOf, numberOf} from '../../experiment/lenient.js';
import type {Weight} from '../../experiment/model.js';
import type {ReplayedLook} from './recording.js';

/**
 * The first iteration that found another split of the traffic than the rules of a replay would have left for it; undefined:
 * all of them found that, as far as anybody has written it down.
 */
export function otherTrafficFrom(looks: readonly ReplayedLook[]): number | undefined {
  const others = looks.filter(({iteration, weights = []}, index) => {
    const before = looks[index - 1];
    return before?.iteration === iteration - 1 && weights.length > 0 && !isSplitAsPlanned(weights, before);
  });
  return others[0]?.iteration;
}

function isSplitAsPlanned(weights: readonly Weight[], {experiment}: ReplayedLook): boolean {
  const plan = listOf(memberOf(experiment.source, 'status', 'analysis', 'weights', 'data'));
  return plan.every((planned) => {
    const found = weights.find(({version}) => version === memberOf(planned, 'name'));
    return found === undefined || found.percent === numberOf(memberOf(planned, 'value'));
  });
}
