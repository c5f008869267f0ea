/**
 * What a run looks like, but for how good the candidate is.
 *
 * @typedef {object} Setting
 * @property {'errors' | 'latency' | 'lookMeans'} metric an error rate, a mean with the squares and third powers of its observations known, or a
 *   mean of which only the values of the looks are known
 * @property {number} requests of a look
 * @property {number} looks that are planned
 * @property {'independent' | 'correlated' | 'wandering'} dependence of requests on those before them; of the means of looks
 *   where they are all that is known
 * @property {number} metrics with an objective each, independent of each other
 * @property {boolean} [isRamped] whether the requests grow from look to look as the candidate's weight does
 */
/**
 * How good the candidate is.
 *
 * @typedef {object} Point
 * @property {number} truth of the first metric, as a multiple of its limit
 * @property {'alike' | 'fine'} others what the other metrics are: the same multiple, or a fifth of their limits
 */

/** Requests of which one in a hundred fails are at the limit. */
export const ERROR_LIMIT = 0.01;
/** In milliseconds. */
export const LATENCY_LIMIT = 100;
/** Multiple of the limit of those metrics that are fine. */
export const FINE = 0.2;
export const TRUTHS = [0.2, 0.5, 0.8, 0.9, 1, 1.1, 1.2, 1.5, 2];
/** The weight of the candidate in a run that ramps, in percent: from the first to the last look. */
const RAMP = {from: 10, to: 95};

/** @param {Setting} setting */
export function limitOf({metric}) {
  return metric === 'errors' ? ERROR_LIMIT : LATENCY_LIMIT;
}

/**
 * Requests to the candidate at each look, and at those that come after the planned ones.
 *
 * @param {Setting} setting
 * @param {number} [more] number of looks after the planned ones
 */
export function requestsOfLooks({requests, looks, isRamped}, more = 0) {
  const step = (RAMP.to - RAMP.from) / Math.max(1, looks - 1);
  return Array.from({length: looks + more}, (_, look) =>
    isRamped ? Math.round((requests * (RAMP.from + step * Math.min(look, looks - 1))) / 100) : requests,
  );
}

/**
 * The points of a curve. With several metrics a candidate is the harder to tell from a good one if only one is bad, and
 * the easier to blame wrongly if all are near their limits; so that is what is played.
 *
 * @param {Setting} setting
 * @returns {Point[]}
 */
export function curveOf({metrics}) {
  const alike = TRUTHS.filter((truth) => metrics === 1 || truth <= 1);
  const fine = TRUTHS.filter((truth) => metrics > 1 && truth >= 1);
  return [
    ...alike.map((truth) => ({truth, others: /** @type {const} */ ('alike')})),
    ...fine.map((truth) => ({truth, others: /** @type {const} */ ('fine')})),
  ];
}

/** The settings that CI plays: each way in which a rule can go wrong once. @returns {Setting[]} */
export function smallGrid() {
  const errors = {metric: /** @type {const} */ ('errors'), ...{requests: 300, looks: 10, metrics: 1}};
  const independent = {...errors, dependence: /** @type {const} */ ('independent')};
  const correlated = {...errors, dependence: /** @type {const} */ ('correlated')};
  return [
    {...independent, requests: 20},
    {...independent, requests: 100, looks: 5},
    independent,
    {...independent, requests: 1000},
    {...independent, requests: 1000, isRamped: true},
    {...independent, looks: 50},
    {...independent, metrics: 10},
    {...correlated, requests: 1000},
    {...correlated, requests: 1000, looks: 50},
    {...correlated, looks: 50, metrics: 10},
    {...independent, metric: 'latency', requests: 100, looks: 15},
    {...correlated, metric: 'lookMeans', looks: 50},
  ];
}

/** All there is: requests × looks × dependence × metrics, for each kind of metric. @returns {Setting[]} */
export function fullGrid() {
  /** @type {Pick<Setting, 'metric' | 'dependence'>[]} */
  const kinds = [
    {metric: 'errors', dependence: 'independent'},
    {metric: 'errors', dependence: 'correlated'},
    {metric: 'errors', dependence: 'wandering'},
    {metric: 'latency', dependence: 'independent'},
    {metric: 'lookMeans', dependence: 'independent'},
    {metric: 'lookMeans', dependence: 'correlated'},
  ];
  return kinds.flatMap((kind) =>
    [20, 100, 300, 1000].flatMap((requests) =>
      [5, 10, 15, 50].flatMap((looks) => [1, 10].map((metrics) => ({...kind, requests, looks, metrics}))),
    ),
  );
}

const METRICS = {
  errors: 'error rate',
  latency: 'mean latency',
  lookMeans: 'mean latency, told by the looks alone',
};

/** In words. @param {Setting} setting */
export function settingText({metric, requests, looks, dependence, metrics, isRamped}) {
  const traffic = `${requests.toLocaleString('en-US')} requests × ${looks} looks`;
  const ramp = isRamped ? `, of which ${RAMP.from} to ${RAMP.to} % reach the candidate` : '';
  return `${METRICS[metric]}, ${traffic}${ramp}, ${dependenceText(metric, dependence)}${metrics > 1 ? `, ${metrics} metrics` : ''}`;
}

/** @param {Setting['metric']} metric @param {Setting['dependence']} dependence */
function dependenceText(metric, dependence) {
  if (dependence === 'independent') return 'independent';
  if (dependence === 'wandering') return 'rate wanders from look to look';
  return metric === 'errors' ? 'errors in bursts' : 'correlation 0.6 from look to look';
}
