/**
 * @typedef {object} Law
 * @property {string} what is to hold, in words that stand alone
 * @property {string} measured
 * @property {string} atMost
 * @property {boolean} holds
 */
/** @typedef {Readonly<Record<string, number>>} Counts by their names */

/** By so much more memory may be held after the later waves than after the earlier ones. */
const MOST_GROWTH = {heap: 0.03, resident: 0.05};
const FEWEST_WAVES = 5;

/**
 * Whether memory is flat: after the later half of the waves it is what it was after the earlier half. The first wave does
 * not count, since it loads what all others need. While experiments come and go memory does so too, and tells nothing.
 *
 * @param {'heap' | 'resident'} kind
 * @param {string} what
 * @param {readonly number[]} afterWaves
 * @returns {Law}
 */
export function flatLaw(kind, what, afterWaves) {
  const [, ...warm] = afterWaves;
  const half = warm.length / 2;
  const growth = medianOf(warm.slice(Math.ceil(half))) / medianOf(warm.slice(0, Math.floor(half))) - 1;
  const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)} %`;
  const isEnough = afterWaves.length >= FEWEST_WAVES;
  return {
    what: `${what} grows from the earlier waves to the later ones by`,
    measured: isEnough ? percent(growth) : 'too few waves',
    atMost: percent(MOST_GROWTH[kind]),
    holds: isEnough && growth <= MOST_GROWTH[kind],
  };
}

/**
 * Whether every count is back at what it was, or not far above.
 *
 * @param {readonly Counts[]} idles after each wave of experiments; the first one says what is normal
 * @param {(name: string, idle: number) => number} slackOf how much above it a count may be
 * @returns {Law[]}
 */
export function returnLaws([before = {}, ...afterwards], slackOf) {
  return Object.entries(before).map(([name, idle]) => {
    const measured = Math.max(...afterwards.map((counts) => counts[name] ?? Infinity));
    return limitLaw(`${name}, when all experiments are gone`, measured, idle + slackOf(name, idle));
  });
}

/** @param {string} what @param {number} measured @param {number} limit @returns {Law} */
export function limitLaw(what, measured, limit) {
  return {what, measured: numberText(measured), atMost: numberText(limit), holds: measured <= limit};
}

/** @param {number} value */
function numberText(value) {
  return value.toLocaleString('en-US', {maximumFractionDigits: 1});
}

/** Of each count the least that was read: what comes and goes with a request is not there all the time, a leak is. @param {readonly Counts[]} readings @returns {Counts} */
export function leastOf(readings) {
  const names = Object.keys(readings[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, Math.min(...readings.map((each) => each[name] ?? NaN))]));
}

/** @param {readonly number[]} values */
export function medianOf(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const [lower, upper] = [sorted[Math.ceil(middle) - 1] ?? NaN, sorted[Math.floor(middle)] ?? NaN];
  return (lower + upper) / 2;
}
