/** @typedef {readonly [number, number, number]} Numbers */

const TAILS = [1e-12, 1e-9, 1e-6, 1e-3, 0.025, 0.05, 0.2, 0.49, 0.5, 0.7, 0.9, 0.999];
const FEW_TAILS = [1e-12, 1e-6, 0.01, 0.05, 0.5, 0.9, 0.999];
const SHAPES = [0.01, 0.2, 0.5, 1, 3.7, 40, 1000, 1e5, 1e7];
const DEGREES = [1, 1.5, 2, 3, 7.3, 30, 200, 5000, 1e6];
/** Standard deviations from the mean. */
const DISTANCES = [-7, -3, -1, 0, 0.3, 2, 5];
const ERRORS = [0.0005, 0.005, 0.05, 0.2];
const FIRST_LOOKS = [0.02, 0.1, 0.3, 0.5, 0.8, 0.98];
/** Not five of them: one of five cases is kept, which would be those of one exponent alone. */
const EXPONENTS = [1, 1.75, 3, 5, 6, 11];

/**
 * Numbers over the ranges in use, for each expression of R.
 *
 * @returns {Readonly<Record<string, readonly Numbers[]>>}
 */
export function inputs() {
  const quantiles = pairsOfShapes().flatMap(([a, b]) => FEW_TAILS.map((x) => numbers(x, a, b)));
  return {
    'pnorm(x, lower.tail = FALSE)': range(-8, 37, 0.5).map((x) => numbers(x)),
    'qnorm(x, lower.tail = FALSE)': TAILS.map((x) => numbers(x)),
    'pbeta(x, a, b)': places(),
    'pbeta(x, a, b, lower.tail = FALSE)': places(),
    'qbeta(x, a, b)': quantiles,
    'qbeta(x, a, b, lower.tail = FALSE)': quantiles,
    'pt(x, a, lower.tail = FALSE)': DEGREES.flatMap((a) => range(-6, 40, 1.7).map((x) => numbers(x, a))),
    'qt(x, a, lower.tail = FALSE)': DEGREES.flatMap((a) => TAILS.map((x) => numbers(x, a))),
    'mapply(secondBound, x, a, b)': ERRORS.flatMap((x) =>
      FIRST_LOOKS.flatMap((a) => EXPONENTS.map((b) => numbers(x, a, b))),
    ),
  };
}

/** @param {number} x @param {number} [a] @param {number} [b] @returns {Numbers} */
function numbers(x, a = 0, b = 0) {
  return [x, a, b];
}

/** One of the two is at least 1 wherever we ask. */
function pairsOfShapes() {
  const pairs = SHAPES.flatMap((a) => SHAPES.map((b) => /** @type {const} */ ([a, b])));
  return pairs.filter(([a, b]) => Math.max(a, b) >= 1);
}

/** Inside 0 to 1, where most of a distribution is, and in its tails. */
function places() {
  return pairsOfShapes().flatMap(([a, b]) => {
    const mean = a / (a + b);
    const deviation = Math.sqrt((mean * (1 - mean)) / (a + b + 1));
    const all = DISTANCES.map((distance) => mean + distance * deviation);
    return all.filter((x) => x > 0 && x < 1).map((x) => numbers(x, a, b));
  });
}

/** @param {number} from @param {number} to @param {number} step */
function range(from, to, step) {
  return Array.from({length: Math.floor((to - from) / step) + 1}, (_, index) => from + index * step);
}
