import {betaQuantile, lowerBetaQuantile} from './beta.js';
import {type Dependence, inflationAt, inflationOf} from './dependence.js';
import type {Bounds, Estimate} from './estimate.js';
import {countSilent, incrementsOf, type Sample} from './sample.js';

/**
 * Estimates a share of all requests, such as an error rate, with bounds that are exact however few are bad; where requests
 * hang together they count as fewer.
 *
 * @param sample not empty; its sums count the bad ones
 * @see C. Clopper and E. Pearson, Biometrika 26 (1934) 404–413
 */
export function estimateProportion(sample: Sample, dependence: Dependence): Estimate {
  const {samples, sum} = sample.at(-1)!;
  const bad = Math.min(samples, Math.max(0, sum));
  const inflation = inflationOf(residualsOf(sample, bad / samples), samples, dependence);
  return {
    value: bad / samples,
    samples,
    effectiveSamples: samples / inflation.factor,
    silentLooks: dependence === 'estimated' ? countSilent(sample, 1) : undefined,
    bounds: (tail) => {
      const exact = exactBounds(samples, bad, {tail, factor: inflationAt(inflation, tail)});
      return dependence === 'estimated' ? withUnseenBursts(exact, samples, tail) : exact;
    },
  };
}

/** So many bad requests are taken to come together as long as too few are seen to tell: where each is correlated with the next by 0.6. */
const UNSEEN_BURST = 4;

/** No bound is nearer than that of requests which are all alike, none of them or all being bad. */
function withUnseenBursts({lower, upper}: Bounds, samples: number, tail: number): Bounds {
  const logarithm = (UNSEEN_BURST / samples) * Math.log(tail);
  return {lower: Math.min(lower, Math.exp(logarithm)), upper: Math.max(upper, -Math.expm1(logarithm))};
}

function exactBounds(samples: number, bad: number, {tail, factor}: {tail: number; factor: number}): Bounds {
  const good = samples - bad;
  return {
    lower: lowerBetaQuantile(tail, bad / factor, good / factor + 1),
    upper: betaQuantile(tail, bad / factor + 1, good / factor),
  };
}

function residualsOf(sample: Sample, share: number): number[] {
  const variance = share * (1 - share);
  if (variance <= 0) return [];
  return incrementsOf(sample).map(({samples, sum}) => (sum - samples * share) / Math.sqrt(samples * variance));
}
