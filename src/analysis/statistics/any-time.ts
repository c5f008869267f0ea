/** How much more information than the first look has is expected in the end: there the bound is narrowest. */
const EXPECTED_GROWTH = 10;
/** That of an error of 0.3; with one above that, the bound is only somewhat wider than it could be. */
const LEAST_SQUARE = 1;

/**
 * The z from which an effect counts as shown when nobody knows how many looks there will be: over all looks that there ever
 * are, chance alone gets there with at most this probability.
 *
 * @param first information of the first look, above 0
 * @param information of this look, at least that of the first
 * @param error probability, above 0 and below 1
 * @see S. Howard, A. Ramdas, J. McAuliffe and J. Sekhon, Annals of Statistics 49 (2021) 1055–1080, equation 15
 */
export function anyTimeBound(first: number, information: number, error: number): number {
  const mixed = (first * EXPECTED_GROWTH) / tuning(error);
  const grown = (information + mixed) / mixed;
  return Math.sqrt((2 * (information + mixed) * Math.log(Math.sqrt(grown) / (2 * error) + 1)) / information);
}

/** Information per unit of the mixture's variance at which the bound is narrowest. @see section 3.5 there */
function tuning(error: number): number {
  const squared = Math.max(LEAST_SQUARE, -2 * Math.log(2 * error));
  return squared + Math.log(1 + squared);
}
