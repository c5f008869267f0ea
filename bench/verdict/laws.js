import {ERROR_LIMIT, settingText} from './grid.js';
import {ERROR} from './ours.js';
import {FIXED_POWER} from './play.js';

/** @typedef {import('./grid.js').Setting} Setting */
/** @typedef {import('./grid.js').Point} Point */
/** @typedef {import('./play.js').Tallies} Tallies */
/** @typedef {import('./play.js').RuleName} RuleName */
/** @typedef {{point: Point, runs: number, tallies: Tallies}} Played what came of one point */
/** @typedef {{end: 'promoted' | 'stopped', played: Played}} PowerPlayed the end that the test at the end reaches with a power of 0.9 */
/** @typedef {{setting: Setting, curve: readonly Played[], powers: readonly PowerPlayed[]}} Result of one setting */
/** @typedef {{share: number, lower: number, upper: number}} Interval a share of runs, with the 99 % interval of its truth */
/** @typedef {(hits: number, runs: number) => Interval} IntervalOf */
/**
 * What was promised and what was measured.
 *
 * @typedef {object} Finding
 * @property {'falsePromotion' | 'falseStop' | 'power' | 'delay'} law
 * @property {string} where the setting, in words
 * @property {Point} point
 * @property {number | Interval} measured looks, or a share of the runs
 * @property {number} [yardstick] what the test at the end has, where it is compared with that
 * @property {boolean} isRequired else it is only told
 * @property {boolean} isKept as far as so many runs can tell
 */

export const LEAST_POWER = 0.8;
const MOST_LOOKS = 2;
/** From so many looks on the error rates are promised for observations that hang together, too. */
const LOOKS_THAT_TELL = 50;
/** Where a clearly bad version has to be seen soon. */
const CLEARLY_BAD = {truth: 2, requests: 1000, looks: 10};

/**
 * @param {Result} result
 * @param {IntervalOf} interval
 * @returns {Finding[]}
 */
export function findingsOf(result, interval) {
  const promotion = worstError(result, {law: 'falsePromotion', rule: 'provenSafe', end: 'promoted', isWrong: (truth) => truth >= 1}, interval); // prettier-ignore
  const stop = worstError(result, {law: 'falseStop', rule: 'provenHarmful', end: 'stopped', isWrong: (truth) => truth <= 1}, interval); // prettier-ignore
  return [...promotion, ...stop, ...powersOf(result, interval), ...delayOf(result)];
}

/**
 * At the point where the error is the most frequent.
 *
 * @param {Result} result
 * @param {{law: 'falsePromotion' | 'falseStop', rule: RuleName, end: 'promoted' | 'stopped', isWrong: (truth: number) => boolean}} error
 * @param {IntervalOf} interval
 * @returns {Finding[]}
 */
function worstError({setting, curve}, {law, rule, end, isWrong}, interval) {
  const isRequired = areErrorsPromised(setting);
  return curve
    .filter(({point}) => isWrong(point.truth))
    .map(({point, runs, tallies}) => ({point, measured: interval(tallies[rule][end], runs)}))
    .sort((a, b) => b.measured.share - a.measured.share)
    .slice(0, 1)
    .map(({point, measured}) => ({law, where: settingText(setting), point, measured, isRequired, isKept: measured.lower <= ERROR})); // prettier-ignore
}

/** @param {Setting} setting */
function areErrorsPromised({dependence, looks}) {
  return dependence === 'independent' || (dependence === 'correlated' && looks >= LOOKS_THAT_TELL);
}

/**
 * What no test can show that keeps its error, or none that does not know the tail, is not promised.
 *
 * @param {Setting} setting
 * @param {PowerPlayed['end']} end
 */
function isPowerPromised(setting, end) {
  if (end === 'stopped') return !isOneBadMean(setting);
  return !hasUnknownTail(setting) && !hasTooFewErrors(setting);
}

/** Requests of which nobody knows the tail of a mean, but the test at the end, which is set by it. */
const REQUESTS_OF_A_TAIL = 1000;

/** @param {Setting} setting */
function hasUnknownTail({metric, requests, looks}) {
  return metric === 'latency' && requests * looks <= REQUESTS_OF_A_TAIL;
}

/**
 * Errors expected at the limit below which, from 50 looks on, not even a run without any shows it, as four are taken to come
 * together: four times -ln of the last look's tail. With 10, any test that promotes 80 % of the versions whose 2.5 errors come
 * alone promotes 5.6 % of those at the limit whose errors come in bursts.
 */
const ERRORS_THAT_TELL = 13;

/** @param {Setting} setting */
function hasTooFewErrors({metric, requests, looks}) {
  return metric === 'errors' && looks >= LOOKS_THAT_TELL && requests * looks * ERROR_LIMIT < ERRORS_THAT_TELL;
}

/**
 * From 50 looks on, that one of ten means is too large. Where the test at the end, which knows that looks are independent, shows
 * it in 90 % of all runs, none that keeps its error up to a correlation of 0.6 can do so in more than 80.0
 * (`bench/best-test.js`).
 *
 * @param {Setting} setting
 */
function isOneBadMean({metric, looks, metrics}) {
  return metric !== 'errors' && looks >= LOOKS_THAT_TELL && metrics > 1;
}

/** @param {Result} result @param {IntervalOf} interval @returns {Finding[]} */
function powersOf({setting, powers}, interval) {
  return powers.map(({end, played: {point, runs, tallies}}) => {
    const measured = interval(tallies.provenSafe[end], runs); // provenHarmful stops the same ones
    const yardstick = tallies['one test at the end'][end] / runs;
    const isRequired = isPowerPromised(setting, end);
    return {law: 'power', where: settingText(setting), point, measured, yardstick, isRequired, isKept: measured.upper >= LEAST_POWER}; // prettier-ignore
  });
}

/** @param {Result} result @returns {Finding[]} */
function delayOf({setting, curve}) {
  const {metric, requests, looks, metrics, dependence, isRamped} = setting;
  const isMeant = metric === 'errors' && requests === CLEARLY_BAD.requests && looks === CLEARLY_BAD.looks;
  if (!isMeant || metrics > 1 || dependence !== 'independent' || isRamped) return [];
  return curve
    .filter(({point}) => point.truth === CLEARLY_BAD.truth)
    .map(({point, runs, tallies}) => {
      const measured = tallies.provenSafe.looks / runs;
      return {law: 'delay', where: settingText(setting), point, measured, isRequired: true, isKept: measured <= MOST_LOOKS}; // prettier-ignore
    });
}

/** What each law promises. */
export const LAWS = /** @type {const} */ ({
  falsePromotion: `\`provenSafe\` promotes what is at its limit or beyond in at most ${ERROR * 100} % of all runs`,
  falseStop: `\`provenHarmful\` stops what is within its limit in at most ${ERROR * 100} % of all runs`,
  power: `where one test at the end has a power of ${FIXED_POWER * 100} %, ours is at least ${LEAST_POWER * 100} %`,
  delay: `a clearly bad version (2 % errors, limit 1 %) is stopped by look ${MOST_LOOKS} on average`,
});

/**
 * Clopper and Pearson's interval.
 *
 * @param {(above: number, a: number, b: number) => number} betaQuantile
 * @returns {IntervalOf}
 */
export function intervals(betaQuantile) {
  return (hits, runs) => ({
    share: hits / runs,
    lower: betaQuantile(0.995, hits, runs - hits + 1),
    upper: betaQuantile(0.005, hits + 1, runs - hits),
  });
}
