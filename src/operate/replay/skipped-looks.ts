import {isLook} from '../../analysis/statistics/looks.js';
import {readExperimentResource} from '../../engine/experiment-resource.js';
import type {JsonObject} from '../../experiment/json.js';
import {totalIterations} from '../../experiment/model.js';
import {isSameSeries, looksJson, type LookSeries, storedLooks} from '../../experiment/stored-looks.js';

/**
 * What a run has counted at looks that cannot be judged again, since their values were thinned out: it still counts at those
 * that come after. Empty without `criteria.strength`.
 *
 * @param resource with the rules to judge by, and the status as it was recorded
 * @param known numbers of the iterations that are judged again
 */
export function skippedLooks(resource: JsonObject, known: ReadonlySet<number>): readonly LookSeries[] {
  const experiment = readExperimentResource(resource);
  const {strength} = experiment.spec.criteria;
  if (!strength) return [];
  const total = totalIterations(experiment.spec);
  return storedLooks(experiment).map((series) => ({
    ...series,
    looks: series.looks.filter(({iteration}) => !known.has(iteration) && isLook(strength, iteration, total)),
  }));
}

/** `status.looks` with those that were skipped before an iteration. */
export function withSkippedLooks(
  source: JsonObject,
  skipped: readonly LookSeries[],
  iteration: number,
): JsonObject {
  const due = skipped.map((series) => ({
    ...series,
    looks: series.looks.filter((look) => look.iteration < iteration),
  }));
  const added = due.filter(({looks}) => looks.length > 0);
  if (added.length === 0) return {};
  const judged = storedLooks({source});
  const others = judged.filter((series) => !added.some((one) => isSameSeries(one, series)));
  return {looks: looksJson([...others, ...added.map((series) => joined(series, judged))])};
}

function joined(added: LookSeries, judged: readonly LookSeries[]): LookSeries {
  const own = judged.find((series) => isSameSeries(series, added))?.looks ?? [];
  const byIteration = new Map([...added.looks, ...own].map((look) => [look.iteration, look]));
  return {...added, looks: [...byIteration.values()].sort((a, b) => a.iteration - b.iteration)};
}
