import {between} from './between.js';
import {normalQuantile} from './normal.js';

/** The two sides of a distribution at one place; they add to 1, and the small one is exact. */
export interface Tails {
  readonly below: number;
  readonly above: number;
}

/** A beta distribution with shapes above 0. */
export interface Beta {
  readonly a: number;
  readonly b: number;
  /** What its density is multiplied by, without what `x` adds to it. */
  readonly factor: number;
}

/** What is known of a distribution at one place. */
export interface BetaAt extends Tails {
  readonly density: number;
}

/** @param a above 0 @param b above 0 */
export function betaOf(a: number, b: number): Beta {
  const n = a + b;
  const error = stirlingError(n) - stirlingError(a) - stirlingError(b);
  return {a, b, factor: Math.exp(error) * Math.sqrt((a * b) / (2 * Math.PI * n))};
}

/**
 * Share of a beta distribution with the shapes `a` and `b` below and above `x`: the regularised incomplete beta function.
 *
 * @param x 0 to 1
 * @param a above 0; 0 puts everything on 0
 * @param b above 0; 0 puts everything on 1
 */
export function betaTails(x: number, a: number, b: number): Tails {
  if (a <= 0 || x >= 1) return {below: 1, above: 0};
  if (b <= 0 || x <= 0) return {below: 0, above: 1};
  return betaAt(betaOf(a, b), x);
}

/**
 * A distribution at a place.
 *
 * @param x inside 0 to 1
 * @see DLMF 8.17.22, the continued fraction, evaluated by Lentz's method
 */
export function betaAt({a, b, factor}: Beta, x: number): BetaAt {
  const n = a + b;
  const front = factor * Math.exp(-deviance(a, n * x) - deviance(b, n * (1 - x)));
  const density = front / (x * (1 - x));
  if (x <= (a + 1) / (n + 2)) {
    const below = (front * fraction(x, a, b)) / a;
    return {below, above: 1 - below, density};
  }
  const above = (front * fraction(1 - x, b, a)) / b;
  return {below: 1 - above, above, density};
}

/**
 * The place that has a share of the beta distribution above it.
 *
 * @param above 0 to 1
 * @param a 0 or more
 * @param b 0 or more
 */
export function betaQuantile(above: number, a: number, b: number): number {
  if (a <= 0 || above >= 1) return 0;
  if (b <= 0 || above <= 0) return 1;
  return above > 0.5 ? placeOf('below', 1 - above, a, b) : placeOf('above', above, a, b);
}

/** The place that has a share of the beta distribution below it; a small share is exact here. */
export function lowerBetaQuantile(below: number, a: number, b: number): number {
  if (a <= 0 || below <= 0) return 0;
  if (b <= 0 || below >= 1) return 1;
  return below > 0.5 ? placeOf('above', 1 - below, a, b) : placeOf('below', below, a, b);
}

const MOST_ROUNDS = 200;
/** Distance of a tail from what it is to be, in logarithms: the step from there leaves an error of the size of its cube. */
const NEAR = 1e-4;
/** Farther away the bend of the tail at a place says nothing. */
const MOST_BEND = 0.5;
/** Smaller numbers have fewer digits. */
const LOWEST_PLACE = 2 ** -1022;

/**
 * By Halley's method on logarithms of tail and place, in which a tail is nearly straight; where it leaves what is left of the
 * range, by halving that.
 */
function placeOf(side: keyof Tails, share: number, a: number, b: number): number {
  const beta = betaOf(a, b);
  let [low, high] = [LOWEST_PLACE, 1];
  let x = likelyPlace(side === 'below' ? normalQuantile(share) : -normalQuantile(share), a, b);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const at = betaAt(beta, x);
    const tail = at[side];
    if (tail > share === (side === 'above')) low = x;
    else high = x;
    const missing = Math.log(share / tail);
    const slope = ((side === 'above' ? -1 : 1) * x * at.density) / tail;
    const newton = missing / slope;
    const bend = a - ((b - 1) * x) / (1 - x) - slope; // of the logarithm, as a multiple of its slope
    const halley = x * Math.exp(newton / (1 + between(-MOST_BEND, (newton * bend) / 2, MOST_BEND)));
    const isInside = halley > low && halley < high;
    if (isInside && Math.abs(missing) < NEAR) return halley;
    const next = isInside ? halley : Math.sqrt(low) * Math.sqrt(high);
    if (Math.abs(next - x) <= Number.EPSILON * next) return next;
    x = next;
  }
  return x;
}

/**
 * Near the place that has as much below it as a normal distribution has above `z`.
 *
 * @see Abramowitz and Stegun 26.5.22
 */
function likelyPlace(z: number, a: number, b: number): number {
  const [one, other] = [1 / (2 * a - 1), 1 / (2 * b - 1)];
  const both = 2 / (one + other);
  const bend = (z * z - 3) / 6;
  const isKnown = Math.min(a, b) >= 1 && both + bend > 0;
  if (!isKnown) return a / (a + b);
  const shift = (z * Math.sqrt(both + bend)) / both - (other - one) * (bend + 5 / 6 - 2 / (3 * both));
  return a / (a + b * Math.exp(2 * shift));
}

/** From here on the series below is exact. */
const SERIES_BEGIN = 9;

/**
 * ln Γ(n+1) less Stirling's formula for it.
 *
 * @see C. Loader, Fast and Accurate Computation of Binomial Probabilities (2000)
 */
function stirlingError(n: number): number {
  let [product, large] = [1, n];
  for (; large < SERIES_BEGIN; large += 1) product *= large + 1;
  const square = large * large;
  const tail = 1 / 1680 - (1 / 1188 - (691 / 360_360 - 1 / 156 / square) / square) / square;
  const error = (1 / 12 - (1 / 360 - (1 / 1260 - tail / square) / square) / square) / large;
  return large === n ? error : error + stirling(large) - stirling(n) - Math.log(product);
}

/** n ln n − n + ln(n)/2 */
function stirling(n: number): number {
  return (n + 0.5) * Math.log(n) - n;
}

/** x ln(x/m) + m − x, exact also where x is near m. */
function deviance(x: number, mean: number): number {
  const ratio = (x - mean) / (x + mean);
  if (Math.abs(ratio) > 0.1) return x * Math.log(x / mean) + mean - x;
  let [power, sum] = [2 * x * ratio, (x - mean) * ratio];
  for (let odd = 3; odd < 60; odd += 2) {
    power *= ratio * ratio;
    const next = sum + power / odd;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

const TINY = 1e-300;

function fraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m < 10_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    result *= d * c;
    if (d * c < 1 + 1e-15 && d * c > 1 - 1e-15) break;
  }
  return result;
}

function nonZero(value: number): number {
  return value < TINY && value > -TINY ? TINY : value;
}
