/** @typedef {import('../../src/analysis/input.js').AnalysisInput} AnalysisInput */
/** @typedef {typeof import('../../test/analysis/support/strength-input.js')} StrengthInputs */
/** @typedef {import('../../src/experiment/stored-looks.js').LookSeries} LookSeries */
/** @typedef {'proportion' | 'percentile' | 'mean'} Kind */

const VERSIONS = ['v0', 'v1', 'v2', 'v3', 'v4'];
/** Half of them shares, two percentiles and three means, with a limit that is near what is drawn. */
const METRICS = new Map(
  /** @type {[string, Kind][]} */ ([
    ...[100, 200, 300, 400, 500].map((limit) => [`le${limit}ms-latency`, 'proportion']),
    ...['p95-latency', 'p99-latency'].map((name) => [name, 'percentile']),
    ...['queue', 'memory', 'latency'].map((name) => [name, 'mean']),
  ]),
);
const LIMITS = {proportion: '0.012', percentile: 200, mean: 50};
const REQUESTS = 1000;

/**
 * What two looks of a run see that follow each other, drawn anew each time, so that nothing is known of the second.
 *
 * @param {StrengthInputs['strengthInput']} strengthInput
 * @param {{look: number, planned: number}} place the second look, from 1, and how many there will be
 * @param {() => number} random
 * @returns {{before: AnalysisInput | undefined, now: AnalysisInput}}
 */
export function twoLooks(strengthInput, {look, planned}, random) {
  const series = VERSIONS.flatMap((version) => seriesOf(version, look, random));
  const inputAt = (/** @type {number} */ count) => {
    const looks = series.map((one) => ({...one, looks: one.looks.slice(0, count)}));
    const input = strengthInput({...experiment(planned), completedIterations: count - 1});
    return {...input, looks, observations: observationsOf(looks, input.now)};
  };
  return {before: look > 1 ? inputAt(look - 1) : undefined, now: inputAt(look)};
}

/** @param {number} planned */
function experiment(planned) {
  return {
    versions: VERSIONS,
    objectives: [...METRICS].map(([metric, kind]) => ({metric, upperLimit: LIMITS[kind]})),
    metrics: Object.fromEntries([...METRICS.keys()].map((name) => [name, {}])),
    strength: {policy: 'provenSafe'},
    duration: {iterationsPerLoop: planned},
  };
}

/** @param {string} version @param {number} look @param {() => number} random @returns {LookSeries[]} */
function seriesOf(version, look, random) {
  const added = Array.from({length: look}, () => Math.round(REQUESTS * (0.9 + 0.2 * random())));
  return [...METRICS].map(([metric, kind]) => {
    let [samples, sum] = [0, 0];
    const looks = added.map((requests, index) => {
      samples += requests;
      sum += kind === 'mean' ? requests * (40 + 4 * random()) : Math.round(requests * (0.005 + 0.01 * random()));
      return {iteration: index + 1, samples, sum};
    });
    return {metric, version, looks, ...(kind === 'percentile' && {above: LIMITS.percentile})};
  });
}

/** @param {readonly LookSeries[]} all @param {Date} observedAt @returns {AnalysisInput['observations']} */
function observationsOf(all, observedAt) {
  /** @type {Map<string, Map<string, import('../../src/analysis/observations.js').Observation>>} */
  const byMetric = new Map([...METRICS.keys()].map((metric) => [`default/${metric}`, new Map()]));
  for (const {metric, version, looks} of all) {
    const {samples, sum} = looks.at(-1) ?? {samples: 1, sum: 0};
    const value = {digits: BigInt(Math.round((1e6 * sum) / samples)), scale: 6};
    byMetric.get(`default/${metric}`)?.set(version, {kind: 'value', value, sampleSize: samples, observedAt});
  }
  return byMetric;
}
