import {limitOf, requestsOfLooks} from './grid.js';

/** @typedef {import('./grid.js').Setting} Setting */
/** @typedef {import('./statistics.js').Statistics} Statistics */
/** @typedef {import('../../src/analysis/statistics/sample.js').Sample} Sample */
/**
 * What a rule has made of a run.
 *
 * @typedef {object} Outcome
 * @property {'promoted' | 'stopped' | 'held'} end held: undecided to the last look, and so not promoted
 * @property {number} looks until then
 */
/** @typedef {(candidate: readonly Sample[]) => Outcome} Rule one sample for each metric */

/** Looks that take turns by chance make a standard error this much smaller at most. */
const SMALLEST = Math.sqrt(0.8);
/** That a verdict is wrong: 1 − confidence. */
export const ERROR = 0.05;

/**
 * The judgement that both of our policies ask for at each look: promoted as soon as every objective is shown to hold,
 * stopped as soon as one is shown to be broken.
 *
 * @param {Setting} setting
 * @param {Statistics} statistics
 * @returns {Rule} held where neither was shown
 */
export function judgement(setting, statistics) {
  const limit = limitOf(setting);
  const isShown = evidence(setting, statistics);
  /** @param {readonly Sample[]} candidate @param {number} look */
  const endAt = (candidate, look) => {
    let areAllKept = true;
    for (const sample of candidate) {
      const {samples, sum} = lookAt(sample, look);
      const isAbove = sum / samples > limit;
      if ((isAbove || areAllKept) && isShown(sample, look)) {
        if (isAbove) return 'stopped';
      } else areAllKept = false;
    }
    return areAllKept ? 'promoted' : undefined;
  };
  return (candidate) => {
    for (let look = 0; look < setting.looks; look += 1) {
      const end = endAt(candidate, look);
      if (end) return {end, looks: look + 1};
    }
    return {end: 'held', looks: setting.looks};
  };
}

/** Promote only what is shown to hold. @param {Outcome} judged @returns {Outcome} */
export function provenSafe(judged) {
  return judged;
}

/** Stop only what is shown to be broken. @param {Outcome} judged @returns {Outcome} */
export function provenHarmful({end, looks}) {
  return {end: end === 'held' ? 'promoted' : end, looks};
}

/**
 * Whether the limit lies outside the bounds of a value, on the other side than the one where the value is expected: above a
 * value that is within the limit, below one that is not. On its own side it never does.
 *
 * @param {Setting} setting
 * @param {Statistics} statistics
 * @returns {(sample: Sample, look: number) => boolean}
 */
function evidence(setting, statistics) {
  const [limit, tails] = [limitOf(setting), tailsOf(setting, statistics)];
  const dependence = setting.looks >= statistics.MANY_LOOKS ? 'estimated' : {checkedAmong: setting.metrics};
  const estimate = setting.metric === 'errors' ? statistics.estimateProportion : statistics.estimateMean;
  /** @param {Sample} sample @param {number} look */
  const isShown = (sample, look) => {
    const {bounds, value} = estimate(sample, dependence);
    const {safe, harmful} = /** @type {Tails} */ (tails[look]);
    return value > limit ? bounds(harmful).lower > limit : bounds(safe).upper <= limit;
  };
  const couldBe = setting.metric === 'errors' ? remembered(isShown) : farFromLimit(setting, statistics);
  return (sample, look) => couldBe(sample, look) && isShown(sample.slice(0, look + 1), look);
}

/**
 * What bounds would say if requests were independent, which is remembered. As dependence only widens them, most looks need
 * no more than that to be undecided.
 *
 * @param {(sample: Sample, look: number) => boolean} isShown
 */
function remembered(isShown) {
  /** @type {(boolean | undefined)[][]} */
  const known = [];
  /** @param {Sample} sample @param {number} look */
  return (sample, look) => {
    const ofLook = (known[look] ??= []);
    const total = lookAt(sample, look); // a sample of one look does not tell that its requests hang together
    return (ofLook[total.sum] ??= isShown([total], look));
  };
}

/**
 * Whether a mean is as far from its limit as it has to be even if looks were independent and told exactly how much they
 * vary, which is quick to say.
 *
 * @param {Setting} setting whose looks are of equal size
 * @param {Statistics} statistics
 */
function farFromLimit(setting, statistics) {
  const limit = limitOf(setting);
  if (!mustLooksTell(setting, statistics.MANY_LOOKS)) return () => true;
  const distances = tailsOf(setting, statistics).map(({safe, harmful}) => ({
    below: statistics.normalQuantile(safe),
    above: statistics.normalQuantile(harmful),
  }));
  /** @param {Sample} sample @param {number} look */
  return (sample, look) => {
    const {samples, sum} = lookAt(sample, look);
    const mean = sum / samples;
    let [squares, before] = [0, 0];
    for (let index = 0; index <= look; index += 1) {
      const total = lookAt(sample, index).sum;
      squares += (total - before - sum / (look + 1)) ** 2;
      before = total;
    }
    const {below, above} = /** @type {{below: number, above: number}} */ (distances[look]);
    const standardError = Math.sqrt((squares / look) * (look + 1)) / samples;
    return Math.abs(mean - limit) >= (mean > limit ? above : below) * standardError * SMALLEST;
  };
}

/** Whether the looks must tell how much values vary, or hang together. @param {Setting} setting @param {number} manyLooks */
function mustLooksTell({metric, looks}, manyLooks) {
  return metric === 'lookMeans' || looks >= manyLooks;
}

/** @typedef {{safe: number, harmful: number}} Tails */

/**
 * The error that each look may have. That all objectives hold is only said if each of them is shown to, which none may be
 * wrongly more often than the whole verdict; that any is broken has as many chances to be wrong as there are objectives.
 *
 * @param {Setting} setting
 * @param {Statistics} statistics
 * @returns {Tails[]}
 */
function tailsOf(setting, {errorTail, FEWEST_TELLING_LOOKS, MANY_LOOKS}) {
  let information = 0;
  const silentLooks = mustLooksTell(setting, MANY_LOOKS) ? FEWEST_TELLING_LOOKS - 1 : undefined;
  const times = requestsOfLooks(setting).map((requests, look) => {
    information += requests;
    return {time: (look + 1) / setting.looks, information};
  });
  /** @param {'below' | 'above'} side */
  const shareOn = (side) => (setting.metric === 'errors' ? {limit: limitOf(setting), side} : undefined);
  return times.map((_, look) => {
    const until = times.slice(0, look + 1);
    return {
      safe: errorTail(until, ERROR, setting.looks, {pace: 'patient', share: shareOn('below'), silentLooks}),
      harmful: errorTail(until, ERROR / setting.metrics, setting.looks, {share: shareOn('above'), silentLooks}),
    };
  });
}

/** @param {Sample} sample @param {number} look one that there is */
export function lookAt(sample, look) {
  return /** @type {import('../../src/analysis/statistics/sample.js').Look} */ (sample[look]);
}
