import {limitOf, requestsOfLooks} from './grid.js';

/** @typedef {import('./grid.js').Setting} Setting */
/** @typedef {import('../../src/analysis/statistics/sample.js').Look} Look */
/** @typedef {import('../../src/metrics/mock/random.js').Random} Random */
/**
 * Where chance comes from.
 *
 * @typedef {object} Dice
 * @property {Random} random
 * @property {() => number} normal standard normal values
 * @property {LatencyPool} pool
 */
/**
 * Latencies with the mean 1.
 *
 * @typedef {object} LatencyPool
 * @property {Float64Array} singles of one request each
 * @property {Float64Array} sums of `BLOCK` requests each
 * @property {Float64Array} squares the sum of their squares, of the same requests
 * @property {Float64Array} cubes the sum of their third powers
 */
/** @typedef {{sum: number, squares?: number, cubes?: number}} Sums of what is known */
/** @typedef {(requests: number) => Sums} DrawLook what a look adds; each goes on where the last one ended */

/** Of each request with the next, of each look's mean with the next, and of the logarithm of a rate that wanders. */
const CORRELATION = 0.6;
/** Standard deviation of a request's latency, as a multiple of the mean. */
const LATENCY_SPREAD = 1;
/** The same of an error rate that wanders. */
const RATE_SPREAD = 0.3;
/** Beyond it what fails is no longer drawn as it should be. */
const MOST_SHARE = 0.5;
const POOL_SIZE = 2 ** 16;
/** Requests that are drawn at once, as thousands of runs have a great many. */
const BLOCK = 100;

/**
 * Draws the looks of one metric of one version.
 *
 * @param {Setting} setting
 * @param {number} truth as a multiple of the limit
 * @param {Dice} dice
 * @param {number} [more] number of looks after the planned ones
 * @returns {() => Look[]} each time of another run
 */
export function sampleSource(setting, truth, dice, more = 0) {
  const begin = drawing(setting, truth * limitOf(setting), dice);
  const requests = requestsOfLooks(setting, more);
  return () => {
    const draw = begin();
    let total = {samples: 0, sum: 0, squares: 0, cubes: 0};
    return requests.map((count) => {
      const {sum, squares = NaN, cubes = NaN} = draw(count);
      total = {
        samples: total.samples + count,
        sum: total.sum + sum,
        squares: total.squares + squares,
        cubes: total.cubes + cubes,
      };
      return known(total);
    });
  };
}

/** Without what is no number, since nobody knows it. @param {Required<Sums> & {samples: number}} total */
function known({samples, sum, squares, cubes}) {
  return Number.isNaN(squares) ? {samples, sum} : {samples, sum, squares, cubes};
}

/**
 * @param {Setting} setting
 * @param {number} level the true share or mean
 * @param {Dice} dice
 * @returns {() => DrawLook}
 */
function drawing({metric, dependence}, level, dice) {
  if (metric === 'latency') return () => latencies(level, dice);
  if (metric === 'lookMeans' && dependence === 'correlated') return () => correlatedMeans(level, dice);
  if (metric === 'lookMeans') return () => sumsAlone(latencies(level, dice));
  const share = Math.min(MOST_SHARE, level);
  if (dependence === 'correlated') return () => bursts(share, dice);
  if (dependence === 'wandering') return () => wanderingErrors(share, dice);
  return () => (requests) => ({sum: binomial(requests, share, dice.random)});
}

/**
 * Errors of a Markov chain of requests, run by run.
 *
 * @param {number} share of errors
 * @param {Dice} dice
 * @returns {DrawLook}
 */
function bursts(share, {random}) {
  const badRun = runLengths((1 - CORRELATION) * (1 - share), random);
  const goodRun = runLengths((1 - CORRELATION) * share, random);
  let isBad = random() < share;
  return (requests) => {
    let [left, bad] = [requests, 0];
    while (left > 0) {
      const length = isBad ? badRun() : goodRun();
      if (isBad) bad += Math.min(left, length);
      if (length <= left) isBad = !isBad; // else it goes on at the next look, where what is left of it is as long as a new one
      left -= length;
    }
    return {sum: bad};
  };
}

/** @param {number} share of errors on average @param {Dice} dice @returns {DrawLook} */
function wanderingErrors(share, dice) {
  const deviation = Math.sqrt(Math.log1p(RATE_SPREAD ** 2));
  const next = autoregressive(dice);
  return (requests) => {
    const rate = share * Math.exp(deviation * next() - deviation ** 2 / 2);
    return {sum: binomial(requests, Math.min(MOST_SHARE, rate), dice.random)};
  };
}

/** @param {number} mean @param {Dice} dice @returns {DrawLook} */
function latencies(mean, {random, pool}) {
  const {singles, sums, squares, cubes} = pool;
  /** @param {Float64Array} values @param {number} index */
  const at = (values, index) => /** @type {number} */ (values[index]);
  return (requests) => {
    const total = {sum: 0, squares: 0, cubes: 0};
    for (let block = 0; block < Math.floor(requests / BLOCK); block += 1) {
      const index = Math.floor(random() * POOL_SIZE);
      total.sum += mean * at(sums, index);
      total.squares += mean ** 2 * at(squares, index);
      total.cubes += mean ** 3 * at(cubes, index);
    }
    for (let request = 0; request < requests % BLOCK; request += 1) {
      const latency = mean * at(singles, Math.floor(random() * POOL_SIZE));
      total.sum += latency;
      total.squares += latency ** 2;
      total.cubes += latency ** 3;
    }
    return total;
  };
}

/** @param {DrawLook} draw @returns {DrawLook} */
function sumsAlone(draw) {
  return (requests) => ({sum: draw(requests).sum});
}

/** Means that vary as much as those of independent requests, but hang together. @param {number} mean @param {Dice} dice @returns {DrawLook} */
function correlatedMeans(mean, dice) {
  const next = autoregressive(dice);
  return (requests) => ({sum: requests * mean * (1 + (LATENCY_SPREAD / Math.sqrt(requests)) * next())});
}

/** Standard normal values, each correlated with the next. @param {Dice} dice */
function autoregressive({normal}) {
  let value = normal();
  return () => {
    const now = value;
    value = CORRELATION * value + Math.sqrt(1 - CORRELATION ** 2) * normal();
    return now;
  };
}

/**
 * Quantiles of a log-normal distribution with the mean 1, evenly far apart in probability, of which each request has one at
 * random; and blocks of such requests.
 *
 * @param {(tail: number) => number} normalQuantile
 * @param {Random} random
 * @returns {LatencyPool}
 */
export function latencyPool(normalQuantile, random) {
  const deviation = Math.sqrt(Math.log1p(LATENCY_SPREAD ** 2));
  const quantiles = Float64Array.from({length: POOL_SIZE}, (_, index) =>
    Math.exp(deviation * normalQuantile((index + 0.5) / POOL_SIZE)),
  );
  const mean = quantiles.reduce((sum, latency) => sum + latency, 0) / POOL_SIZE;
  const singles = quantiles.map((latency) => latency / mean);
  const [sums, squares, cubes] = [
    new Float64Array(POOL_SIZE),
    new Float64Array(POOL_SIZE),
    new Float64Array(POOL_SIZE),
  ];
  for (let draw = 0; draw < POOL_SIZE * BLOCK; draw += 1) {
    const latency = /** @type {number} */ (singles[Math.floor(random() * POOL_SIZE)]);
    const block = draw % POOL_SIZE;
    sums[block] = (sums[block] ?? 0) + latency;
    squares[block] = (squares[block] ?? 0) + latency ** 2;
    cubes[block] = (cubes[block] ?? 0) + latency ** 3;
  }
  const excess = sums.reduce((all, sum) => all + sum, 0) / POOL_SIZE / BLOCK;
  return {singles, sums: sums.map((sum) => sum / excess), squares, cubes};
}

/** How many of so many fail, by going through the distribution. @param {number} count @param {number} share @param {Random} random */
function binomial(count, share, random) {
  const odds = share / (1 - share);
  let [left, term, hits] = [random(), (1 - share) ** count, 0];
  while (left > term && hits < count) {
    left -= term;
    hits += 1;
    term *= (odds * (count - hits + 1)) / hits;
  }
  return hits;
}

/** Requests until a run of them ends, 1 or more. @param {number} chance that it ends at a request @param {Random} random */
function runLengths(chance, random) {
  const decay = Math.log1p(-chance);
  return () => 1 + Math.floor(Math.log1p(-random()) / decay);
}
