import type {Dependence} from './dependence.js';
import type {Estimate} from './estimate.js';
import {estimateProportion} from './proportion.js';
import type {Look, Sample} from './sample.js';

/**
 * Estimates a share of all requests of which is only known how many are bad at least and at most, since others are in a bucket
 * of a histogram with good ones. Each bound is that of the number on its side, so that neither says too much.
 *
 * @param sample not empty
 */
export function estimateCoarseShare(sample: Sample, dependence: Dependence): Estimate {
  const estimate = estimateProportion(sample, dependence);
  if (!sample.some(isCoarse)) return estimate;
  const [least, most] = [
    estimateProportion(
      countedBy(sample, ({least: count}) => count),
      dependence,
    ),
    estimateProportion(
      countedBy(sample, ({most: count}) => count),
      dependence,
    ),
  ];
  return {
    ...estimate,
    bounds: (tail) => ({lower: least.bounds(tail).lower, upper: most.bounds(tail).upper}),
    ends: {lower: least.value, upper: most.value},
  };
}

function isCoarse({least, most}: Look): boolean {
  return least !== undefined || most !== undefined;
}

function countedBy(sample: Sample, count: (look: Look) => number | undefined): Sample {
  return sample.map((look) => ({...look, sum: count(look) ?? look.sum}));
}
