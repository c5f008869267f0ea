import type {Estimate} from './estimate.js';

/**
 * By how much a value is above a multiple of another, which was estimated from other requests.
 *
 * @param factor above 0; 1 for the plain difference
 * @see G. Zou and A. Donner, Statistics in Medicine 27 (2008) 1693–1702: the bounds of each give those of both
 */
export function estimateDifference(one: Estimate, other: Estimate, factor = 1): Estimate {
  const value = one.value - factor * other.value;
  return {
    value,
    samples: Math.min(one.samples, other.samples),
    effectiveSamples: harmonic(one.effectiveSamples, other.effectiveSamples),
    bounds: (tail) => {
      const [near, far] = [one.bounds(tail), other.bounds(tail)];
      return {
        lower: value - Math.hypot(one.value - near.lower, factor * (far.upper - other.value)),
        upper: value + Math.hypot(near.upper - one.value, factor * (other.value - far.lower)),
      };
    },
    silentLooks: mostSilent(one, other),
  };
}

function mostSilent(one: Estimate, other: Estimate): number | undefined {
  return one.silentLooks === undefined && other.silentLooks === undefined
    ? undefined
    : Math.max(one.silentLooks ?? 0, other.silentLooks ?? 0);
}

/** What the difference of two independent estimates rests on, where either rests on so much. */
export function harmonic(one: number, other: number): number {
  return one > 0 && other > 0 ? 1 / (1 / one + 1 / other) : 0;
}
