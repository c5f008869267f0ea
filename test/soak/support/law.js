/**
 * @typedef {object} Law
 * @property {string} what is to hold, in words that stand alone
 * @property {string} measured
 * @property {string} atMost
 * @property {boolean} holds
 */
/** @typedef {Readonly<Record<string, number>>} Counts by their names */
/** @typedef {{hours: number, value: number}} Reading a value at a time of the controller's clock */

/** By so much of itself memory may grow in an hour, as the slope through all readings after the first fifth says. */
const MOST_GROWTH = {heap: 0.1, resident: 0.2};
const WARM_UP = 0.2;
/** Fewer tell nothing of a slope. */
const FEWEST_READINGS = 10;

/**
 * The median of the slopes between any two readings: a few that are far off do not move it.
 *
 * @param {readonly Reading[]} readings
 * @returns {number} growth an hour; NaN for fewer than two readings
 * @see Theil (1950) and Sen (1968), Journal of the American Statistical Association 63, 1379–1389
 */
export function slopeAnHour(readings) {
  const slopes = readings.flatMap((one, index) =>
    readings
      .slice(index + 1)
      .filter(({hours}) => hours > one.hours)
      .map((other) => (other.value - one.value) / (other.hours - one.hours)),
  );
  return medianOf(slopes);
}

/** @param {'heap' | 'resident'} kind @param {string} what @param {readonly Reading[]} readings @returns {Law} */
export function flatLaw(kind, what, readings) {
  const warm = readings.slice(Math.floor(WARM_UP * readings.length));
  const growth = slopeAnHour(warm) / medianOf(warm.map(({value}) => value));
  const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)} %`;
  return {
    what: `${what} grows in an hour by`,
    measured: Number.isNaN(growth) ? 'too few readings' : percent(growth),
    atMost: percent(MOST_GROWTH[kind]),
    holds: warm.length >= FEWEST_READINGS && growth <= MOST_GROWTH[kind],
  };
}

/** Of what is counted in the heap: less than a leak that comes with every experiment, more than what chance loads later. @param {number} idle */
const slackOf = (idle) => 10 + Math.floor(0.01 * idle);

/**
 * Whether every count is back at what it was, or below.
 *
 * @param {readonly Counts[]} idles after each wave of experiments; the first one says what is normal
 * @param {{isExact: (name: string) => boolean}} options
 * @returns {Law[]}
 */
export function returnLaws([before = {}, ...afterwards], {isExact}) {
  return Object.entries(before).map(([name, idle]) => {
    const measured = Math.max(...afterwards.map((counts) => counts[name] ?? Infinity));
    return limitLaw(
      `${name}, when all experiments are gone`,
      measured,
      idle + (isExact(name) ? 0 : slackOf(idle)),
    );
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
