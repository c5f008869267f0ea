/** Places below a bound by which a density is integrated, with the weights of a quadrature. */
export interface Grid {
  /** In ascending order. */
  readonly places: Float64Array;
  readonly widths: Float64Array;
  /** The first `evenCount` places are `distance` apart. */
  readonly evenCount: number;
  readonly distance: number;
}

/** What is farther down is less than one part in 10¹⁰, and leads nowhere; farther up, where there is no bound, is nothing. */
const LOWEST = -6.5;
/** No bound is farther away: a number cannot hold the probability beyond it. */
export const FARTHEST_BOUND = 40;
/** Distance of the places in standard deviations of what a look adds: probabilities then have eight digits. */
const COARSENESS = 0.7;

/**
 * The last places below a bound, in distances from it, and the widths that they have there: with places at all whole distances
 * beyond the last one they integrate polynomials up to the power 15 exactly.
 *
 * @see B. Alpert, Hybrid Gauss-Trapezoidal Quadrature Rules, SIAM Journal on Scientific Computing 20 (1999) 1551–1584: nodes
 *   and weights of a Gaussian quadrature whose moments are those of the Bernoulli polynomials at `END_REACH`
 */
const END = [
  [0.09811761953716494, 0.25018432855612355],
  [0.5030225801568811, 0.551110758587803],
  [1.1773437618437677, 0.7837008206663483],
  [2.0403429473991146, 0.9269830825297909],
  [3.0033918526940644, 0.9875980230216356],
  [3.9995199797444103, 1.0001904301204154],
  [4.999921139726787, 1.0002243493491265],
  [5.9999984429959, 1.0000082071687568],
] as const;
const END_REACH = 7;

/** @param growth of information by the looks around, 0 to 1: the less they add, the denser are the places */
export function gridBelow(bound: number, growth: number): Grid {
  const distance = COARSENESS * Math.sqrt(growth);
  const end = Math.min(bound, FARTHEST_BOUND);
  const lastEven = end - END_REACH * distance;
  const evenCount = Math.max(0, Math.floor((lastEven - LOWEST) / distance) + 1);
  const [places, widths] = [new Float64Array(evenCount + END.length), new Float64Array(evenCount + END.length)];
  for (let index = 0; index < evenCount; index += 1) {
    places[index] = lastEven - (evenCount - 1 - index) * distance;
    widths[index] = distance;
  }
  END.forEach(([reach, width], index) => {
    places[places.length - 1 - index] = end - reach * distance;
    widths[places.length - 1 - index] = width * distance;
  });
  return {places, widths, evenCount, distance};
}
