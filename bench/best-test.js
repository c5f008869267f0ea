import {loadStatistics} from './verdict/statistics.js';

/** What chance may show wrongly of one metric of ten. */
const ERROR = 0.005;
const LOOKS = 50;
/** Of looks with the next: up to there the error is to be kept. */
const CORRELATIONS = [0, 0.1, 0.2, 0.3, 0.45, 0.6];
/** Of looks: nobody knows how much they vary. What is to be shown has 1. */
const DEVIATIONS = [1, 1.1, 1.2, 1.3];
/** Of each hypothesis, with which the mixture is searched. */
const RUNS = 20_000;
const STEPS = 40;
/** Others, of the mixture that was found and of what is to be shown. */
const FRESH_RUNS = 200_000;

/** @typedef {() => number} Chance standard normal values, or evenly from 0 to 1 */
/** @typedef {{shift: number, correlation: number, deviation: number}} Hypothesis about looks: `shift` of their mean from the limit in its standard errors, if they were independent */

/**
 * How often a test can show in fifty looks that one of ten means is too large, if it keeps its error however much looks hang
 * together, where one that knows that they do not shows it in 90 % of all runs. Any mixture of the cases in which it may be
 * wrong has a best test against the one in which it is to be right (Neyman and Pearson 1933), and no test that keeps its
 * error in each case has more power. The mixture with the least is searched by giving more weight to the cases in which its
 * best test is wrong too often. A test that may end early is one of all looks as well.
 */
async function main() {
  const {seededRandom, normal, normalQuantile} = await loadStatistics();
  const random = seededRandom('best test');
  const gauss = () => normal(random);
  const right = {shift: normalQuantile(ERROR) + normalQuantile(0.1), correlation: 0, deviation: 1};
  const wrong = CORRELATIONS.flatMap((correlation) =>
    DEVIATIONS.map((deviation) => ({shift: 0, correlation, deviation})),
  );
  /** @param {Hypothesis} hypothesis @returns {Float64Array} the likelihood of each wrong one over that of the right one */
  const drawRatios = (hypothesis) => {
    const looks = draw(hypothesis, gauss);
    const own = logLikelihood(looks, right);
    return Float64Array.from(wrong, (one) => Math.exp(logLikelihood(looks, one) - own));
  };
  const weights = worstMixture(wrong.map((one) => Array.from({length: RUNS}, () => drawRatios(one))));
  const wrongly = Float64Array.from({length: FRESH_RUNS}, () =>
    mixed(drawRatios(drawnOf(wrong, weights, random)), weights),
  );
  const score = wrongly.sort()[Math.floor(ERROR * FRESH_RUNS)] ?? 0;
  const rightly = Float64Array.from({length: FRESH_RUNS}, () => mixed(drawRatios(right), weights));
  console.log(`the best test shows it in ${(shareBelow(rightly, score) * 100).toFixed(1)} % of all runs`);
}

/** @param {readonly (readonly Float64Array[])[]} ratios of runs of each wrong hypothesis */
function worstMixture(ratios) {
  let weights = ratios.map(() => 1 / ratios.length);
  for (let step = 0; step < STEPS; step += 1) {
    const scores = ratios.map((runs) => Float64Array.from(runs, (one) => mixed(one, weights)));
    const score = scoreOf(scores, weights);
    const grown = weights.map((weight, index) => {
      const excess = shareBelow(scores[index] ?? new Float64Array(), score) / ERROR - 1;
      return weight * Math.exp(excess / (1 + step / 10));
    });
    const whole = grown.reduce((sum, weight) => sum + weight, 0);
    weights = grown.map((weight) => weight / whole);
  }
  return weights;
}

/** The score below which the mixture lies with a probability of `ERROR`. @param {readonly Float64Array[]} scores @param {readonly number[]} weights */
function scoreOf(scores, weights) {
  const all = scores.flatMap((own, index) =>
    Array.from(own, (score) => ({score, weight: (weights[index] ?? 0) / RUNS})),
  );
  all.sort((one, other) => one.score - other.score);
  let spent = 0;
  return all.find(({weight}) => (spent += weight) > ERROR)?.score ?? Infinity;
}

/** @param {Float64Array} scores @param {number} score */
function shareBelow(scores, score) {
  return scores.filter((one) => one < score).length / scores.length;
}

/** @param {Float64Array} ratios @param {readonly number[]} weights */
function mixed(ratios, weights) {
  return ratios.reduce((sum, ratio, index) => sum + ratio * (weights[index] ?? 0), 0);
}

/** @param {readonly Hypothesis[]} hypotheses @param {readonly number[]} weights @param {Chance} random @returns {Hypothesis} */
function drawnOf(hypotheses, weights, random) {
  let left = random();
  return /** @type {Hypothesis} */ (hypotheses.at(weights.findIndex((weight) => (left -= weight) < 0)));
}

/** @param {Hypothesis} hypothesis @param {Chance} gauss */
function draw({shift, correlation, deviation}, gauss) {
  let value = gauss();
  return Float64Array.from({length: LOOKS}, (_, look) => {
    if (look > 0) value = correlation * value + Math.sqrt(1 - correlation ** 2) * gauss();
    return shift / Math.sqrt(LOOKS) + deviation * value;
  });
}

/** Up to a term that all have. @param {Float64Array} looks @param {Hypothesis} hypothesis */
function logLikelihood(looks, {shift, correlation, deviation}) {
  const [level, rest] = [shift / Math.sqrt(LOOKS), 1 - correlation ** 2];
  let [squares, before] = [0, 0];
  for (let look = 0; look < LOOKS; look += 1) {
    const own = ((looks[look] ?? 0) - level) / deviation;
    squares += look === 0 ? own ** 2 : (own - correlation * before) ** 2 / rest;
    before = own;
  }
  return -squares / 2 - LOOKS * Math.log(deviation) - ((LOOKS - 1) * Math.log(rest)) / 2;
}

await main();
