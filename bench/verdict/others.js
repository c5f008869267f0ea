import {ERROR, lookAt} from './ours.js';
import {limitOf} from './grid.js';

/** @typedef {import('./grid.js').Setting} Setting */
/** @typedef {import('./ours.js').Rule} Rule */
/** @typedef {import('./ours.js').Outcome} Outcome */
/** @typedef {import('./statistics.js').Statistics} Statistics */
/** @typedef {import('../../src/analysis/statistics/sample.js').Sample} Sample */

/** Failed checks at which Flagger gives up; the number that its documentation and most of its examples have. */
const FLAGGER_THRESHOLD = 5;
/** Looks that Flagger may need beyond the planned ones. */
export const MORE_LOOKS = FLAGGER_THRESHOLD - 1;
/** z above which the canary counts as worse: outside an interval of 98 %, which is what the default judge takes. */
const KAYENTA_Z = 2.3263478740408408;

/**
 * etc3: what is validated wins, which is what satisfies all objectives, and the winner is promoted in the end; validated by
 * the values of the last iteration, of all requests so far.
 *
 * @see https://github.com/iter8-tools/iter8/blob/0892e697a0bc97c88c7ba54971ccf80b77c9b97e/mkdocs/docs/concepts/buildingblocks.md
 *   under validation, canary testing and version promotion
 * @param {Setting} setting
 * @returns {Rule}
 */
export function lastValue(setting) {
  const limit = limitOf(setting);
  return (candidate) => {
    const isKept = candidate.every((sample) => {
      const {samples, sum} = lookAt(sample, setting.looks - 1);
      return sum / samples <= limit;
    });
    return {end: isKept ? 'promoted' : 'stopped', looks: setting.looks};
  };
}

/**
 * Argo Rollouts: a measurement of each interval, of which so many are allowed to fail of each metric; one more, and the
 * rollout is aborted. The guide lets three fail an analysis with the limit 3, the description of the field and the default of
 * 0 say the fourth; so it is here. All measurements have a value that is judged, so none is inconclusive.
 *
 * @see https://argo-rollouts.readthedocs.io/en/stable/features/analysis/ and, for the field `failureLimit`, its description in
 *   https://github.com/argoproj/argo-rollouts/blob/master/pkg/apis/rollouts/v1alpha1/analysis_types.go
 * @param {Setting} setting
 * @param {number} failureLimit
 * @returns {Rule}
 */
export function argoRollouts(setting, failureLimit) {
  const limit = limitOf(setting);
  return (candidate) => {
    const failures = candidate.map(() => 0);
    for (let look = 0; look < setting.looks; look += 1) {
      for (const [metric, sample] of candidate.entries()) {
        if (valueOfLook(sample, look) <= limit) continue;
        failures[metric] = (failures[metric] ?? 0) + 1;
        if (failures[metric] > failureLimit) return {end: 'stopped', looks: look + 1};
      }
    }
    return {end: 'promoted', looks: setting.looks};
  };
}

/**
 * Flagger: a check of each interval fails if any metric is out of its range. It then stays at the weight it has, so that it
 * needs a check more; at the threshold of failed checks it rolls back, and after the planned number of passed ones it
 * promotes.
 *
 * @see https://docs.flagger.app/usage/how-it-works under canary analysis and, in older versions, gated canary promotion stages
 * @param {Setting} setting
 * @returns {Rule}
 */
export function flagger(setting) {
  const limit = limitOf(setting);
  return (candidate) => {
    let failed = 0;
    for (let look = 0; ; look += 1) {
      if (candidate.some((sample) => valueOfLook(sample, look) > limit)) failed += 1;
      if (failed >= FLAGGER_THRESHOLD) return {end: 'stopped', looks: look + 1};
      if (look + 1 - failed >= setting.looks) return {end: 'promoted', looks: look + 1};
    }
  };
}

/**
 * A model of Kayenta's judge: at the end the values of the candidate's intervals are compared with those of the baseline by
 * the test of Mann and Whitney, by its normal approximation; a metric that is significantly higher fails. The score is the
 * share of metrics that pass, and with the 95 points that are usual no metric of ten may fail. The limit is not known to
 * it: the baseline is at it.
 *
 * @see https://spinnaker.io/docs/guides/user/canary/judge/ and
 *   https://netflixtechblog.com/automated-canary-analysis-at-netflix-with-kayenta-3260bc7acc69
 * @param {Setting} setting
 * @returns {(candidate: readonly Sample[], baseline: readonly Sample[]) => Outcome}
 */
export function kayenta({looks}) {
  /** @param {Sample} sample */
  const values = (sample) => Array.from({length: looks}, (_, look) => valueOfLook(sample, look));
  return (candidate, baseline) => {
    const isWorse = candidate.some(
      (sample, metric) => mannWhitneyZ(values(sample), values(baseline[metric] ?? [])) > KAYENTA_Z,
    );
    return {end: isWorse ? 'stopped' : 'promoted', looks};
  };
}

/**
 * How far the first values are above the second ones by their ranks, in standard deviations; with the corrections for ties
 * and for continuity.
 *
 * @see H. Mann and D. Whitney, Annals of Mathematical Statistics 18 (1947) 50–60
 * @param {readonly number[]} first
 * @param {readonly number[]} second
 */
export function mannWhitneyZ(first, second) {
  const all = [
    ...first.map((value) => ({value, isFirst: true})),
    ...second.map((value) => ({value, isFirst: false})),
  ];
  all.sort((a, b) => a.value - b.value);
  let [ranks, ties] = [0, 0];
  for (let begin = 0, end = 0; begin < all.length; begin = end) {
    while (end < all.length && all[end]?.value === all[begin]?.value) end += 1;
    const rank = (begin + 1 + end) / 2;
    for (let place = begin; place < end; place += 1) if (all[place]?.isFirst) ranks += rank;
    ties += (end - begin) ** 3 - (end - begin);
  }
  const [n, m, total] = [first.length, second.length, all.length];
  const above = ranks - (n * (n + 1)) / 2 - (n * m) / 2;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  return variance > 0 ? (above - 0.5) / Math.sqrt(variance) : 0;
}

/** Runs at the limit that tell how often Student's test is wrong about a mean with a long tail. */
const CALIBRATION_RUNS = 20_000;

/**
 * The yardstick: one test at the planned end, of independent requests; an exact one of a proportion, Student's of a mean. Where
 * that would be wrong more often than it may, as of a mean with a long tail, its bounds are as much wider as it takes, which
 * only somebody can know who knows the tail.
 *
 * @param {Setting} setting
 * @param {Statistics} statistics
 * @param {() => Sample} drawAtLimit independent requests
 * @returns {Rule}
 */
export function fixedSample(setting, statistics, drawAtLimit) {
  const {looks, metrics} = setting;
  const limit = limitOf(setting);
  const isExact = setting.metric === 'errors';
  const bounds = isExact ? exactBounds(statistics) : studentBounds(setting, statistics);
  const allowed = {safe: ERROR, harmful: ERROR / metrics};
  const tails = isExact ? allowed : calibrated(allowed, {setting, statistics, drawAtLimit});
  return (candidate) => {
    const samples = candidate.map((sample) => sample.slice(0, looks));
    if (samples.every((sample) => bounds(sample, tails.safe).upper <= limit)) return {end: 'promoted', looks};
    const isBroken = samples.some((sample) => bounds(sample, tails.harmful).lower > limit);
    return {end: isBroken ? 'stopped' : 'held', looks};
  };
}

/** @typedef {(sample: Sample, tail: number) => import('../../src/analysis/statistics/estimate.js').Bounds} BoundsOf */

/** Remembers what it has found for each number of errors. @param {Statistics} statistics @returns {BoundsOf} */
function exactBounds({estimateProportion}) {
  /** @type {Map<string, import('../../src/analysis/statistics/estimate.js').Bounds>} */
  const known = new Map();
  return (sample, tail) => {
    const total = lookAt(sample, sample.length - 1);
    const key = `${total.sum} ${tail}`;
    const found = known.get(key) ?? estimateProportion([total], 'checked').bounds(tail);
    known.set(key, found);
    return found;
  };
}

/** Of requests where their squares are known, else of looks. @param {Setting} setting @param {Statistics} statistics @returns {BoundsOf} */
function studentBounds(setting, {studentQuantile}) {
  /** @type {Map<number, number>} */
  const quantiles = new Map();
  const estimate = meanWithError(setting);
  return (sample, tail) => {
    const {mean, error, degrees} = estimate(sample);
    const quantile = quantiles.get(tail) ?? studentQuantile(tail, degrees);
    quantiles.set(tail, quantile);
    return {lower: mean - quantile * error, upper: mean + quantile * error};
  };
}

/**
 * @param {Setting} setting
 * @returns {(sample: Sample) => {mean: number, error: number, degrees: number}} with the standard error of the mean
 */
function meanWithError({looks, metric}) {
  return (sample) => {
    const {samples, sum, squares} = lookAt(sample, looks - 1);
    const values =
      metric === 'latency' ? undefined : Array.from({length: looks}, (_, look) => valueOfLook(sample, look));
    const count = values ? looks : samples;
    const mean = sum / samples;
    const total = values ? values.reduce((all, value) => all + value * value, 0) : (squares ?? NaN);
    const error = Math.sqrt((total - count * mean * mean) / (count - 1) / count);
    return {mean, error, degrees: count - 1};
  };
}

/** @typedef {{safe: number, harmful: number}} FixedTails */

/**
 * The tails with which Student's test is wrong about as many means at their limit as it may be, or fewer.
 *
 * @param {FixedTails} allowed
 * @param {{setting: Setting, statistics: Statistics, drawAtLimit: () => Sample}} how
 * @returns {FixedTails}
 */
function calibrated(allowed, {setting, statistics: {studentTail}, drawAtLimit}) {
  const estimate = meanWithError(setting);
  const distances = new Float64Array(CALIBRATION_RUNS).map(() => {
    const {mean, error} = estimate(drawAtLimit());
    return (mean - limitOf(setting)) / error;
  });
  distances.sort();
  const {degrees} = estimate(drawAtLimit());
  /** @param {number} share */
  const distanceAt = (share) => /** @type {number} */ (distances[Math.floor(share * CALIBRATION_RUNS)]);
  return {
    safe: Math.min(allowed.safe, studentTail(-distanceAt(allowed.safe), degrees)),
    harmful: Math.min(allowed.harmful, studentTail(distanceAt(1 - allowed.harmful), degrees)),
  };
}

/** Of that look's requests alone. @param {Sample} sample @param {number} look */
function valueOfLook(sample, look) {
  const {samples, sum} = lookAt(sample, look);
  if (look === 0) return sum / samples;
  const before = lookAt(sample, look - 1);
  return (sum - before.sum) / (samples - before.samples);
}
