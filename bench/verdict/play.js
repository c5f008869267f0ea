import {latencyPool, sampleSource} from './draw.js';
import {FINE} from './grid.js';
import {MORE_LOOKS, argoRollouts, fixedSample, flagger, kayenta, lastValue} from './others.js';
import {judgement, provenHarmful, provenSafe} from './ours.js';

/** @typedef {import('./grid.js').Setting} Setting */
/** @typedef {import('./grid.js').Point} Point */
/** @typedef {import('./ours.js').Outcome} Outcome */
/** @typedef {import('./statistics.js').Statistics} Statistics */
/** @typedef {import('../../src/analysis/statistics/sample.js').Sample} Sample */
/** @typedef {{promoted: number, stopped: number, looks: number}} Tally of the runs under one rule; looks of all runs together */
/** @typedef {Readonly<Record<RuleName, Tally>>} Tallies */

/** In the order of the tables. */
export const RULES = /** @type {const} */ ([
  'provenSafe', 'provenHarmful', 'etc3, last value', 'Argo Rollouts, failureLimit 0', 'Argo Rollouts, failureLimit 3', 'Flagger, threshold 5', 'Kayenta, model of its judge', 'one test at the end',
]); // prettier-ignore
/** @typedef {typeof RULES[number]} RuleName */

/** Runs that find the truth at which the test at the end has its power, each time the same ones. */
const PILOT_RUNS = 4000;
const PILOT_ROUNDS = 12;
/** The power at which ours is compared with it. */
export const FIXED_POWER = 0.9;
/** Multiples of the limit between which a truth is looked for. */
const SAFE_TRUTHS = /** @type {const} */ ([0.02, 1]);
const HARMFUL_TRUTHS = /** @type {const} */ ([40, 1]);

/**
 * Plays the same runs under every rule.
 *
 * @param {{setting: Setting, point: Point, runs: number, seed: string}} task
 * @param {Statistics} statistics
 * @returns {Tallies}
 */
export function play({setting, point, runs, seed}, statistics) {
  const dice = diceOf(seed, statistics);
  const [drawCandidate, drawBaseline] = [
    drawing(setting, point, dice),
    drawing(setting, {truth: 1, others: 'alike'}, dice),
  ];
  const judge = rulesOf(setting, statistics);
  const tallies = newTallies();
  for (let run = 0; run < runs; run += 1) {
    const outcomes = judge(drawCandidate(), drawBaseline());
    for (const rule of RULES) count(tallies[rule], outcomes[rule]);
  }
  return tallies;
}

/** @returns {Tallies} */
export function newTallies() {
  const tallies = RULES.map((rule) => [rule, {promoted: 0, stopped: 0, looks: 0}]);
  return /** @type {Tallies} */ (Object.fromEntries(tallies));
}

/** @param {Tally} tally @param {Outcome} outcome */
function count(tally, {end, looks}) {
  if (end === 'promoted') tally.promoted += 1;
  if (end === 'stopped') tally.stopped += 1;
  tally.looks += looks;
}

/**
 * @param {Setting} setting
 * @param {Statistics} statistics
 * @returns {(candidate: readonly Sample[], baseline: readonly Sample[]) => Readonly<Record<RuleName, Outcome>>}
 */
function rulesOf(setting, statistics) {
  const [judge, last] = [judgement(setting, statistics), lastValue(setting)];
  const [argo0, argo3] = [argoRollouts(setting, 0), argoRollouts(setting, 3)];
  const [flag, kayentaJudge, fixed] = [flagger(setting), kayenta(setting), atTheEnd(setting, statistics)];
  return (candidate, baseline) => {
    const judged = judge(candidate);
    return {
      provenSafe: provenSafe(judged),
      provenHarmful: provenHarmful(judged),
      'etc3, last value': last(candidate),
      'Argo Rollouts, failureLimit 0': argo0(candidate),
      'Argo Rollouts, failureLimit 3': argo3(candidate),
      'Flagger, threshold 5': flag(candidate),
      'Kayenta, model of its judge': kayentaJudge(candidate, baseline),
      'one test at the end': fixed(candidate),
    };
  };
}

/**
 * @param {Setting} setting
 * @param {Point} point
 * @param {import('./draw.js').Dice} dice
 * @returns {() => Sample[]} of each metric
 */
function drawing(setting, {truth, others}, dice) {
  const sources = Array.from({length: setting.metrics}, (_, metric) =>
    sampleSource(setting, metric === 0 || others === 'alike' ? truth : FINE, dice, MORE_LOOKS),
  );
  return () => sources.map((draw) => draw());
}

/** By the setting: the runs at the limit that a test is set by need not be played again for each task. @type {Map<string, import('./ours.js').Rule>} */
const knownTests = new Map();

/** The test at the end. @param {Setting} setting @param {Statistics} statistics @returns {import('./ours.js').Rule} */
function atTheEnd(setting, statistics) {
  const independent = {...setting, dependence: /** @type {const} */ ('independent')};
  const key = JSON.stringify(independent);
  const known =
    knownTests.get(key) ??
    fixedSample(independent, statistics, sampleSource(independent, 1, diceOf(key, statistics)));
  knownTests.set(key, known);
  return known;
}

/** The same for all. @type {import('./draw.js').LatencyPool | undefined} */
let pool;

/** @param {string} seed @param {Statistics} statistics @returns {import('./draw.js').Dice} */
function diceOf(seed, {seededRandom, normal, normalQuantile}) {
  const random = seededRandom(seed);
  pool ??= latencyPool(normalQuantile, seededRandom('latencies'));
  return {random, normal: () => normal(random), pool};
}

/**
 * The point at which the test at the end shows with a probability of 0.9 what is so: that the candidate is good, or that it
 * is bad.
 *
 * @param {{setting: Setting, end: 'promoted' | 'stopped', seed: string}} task
 * @param {Statistics} statistics
 * @returns {Point | undefined} undefined: it never has that power
 */
export function pointOfPower({setting, end, seed}, statistics) {
  const isShown = atTheEnd(setting, statistics);
  const others = end === 'promoted' || setting.metrics === 1 ? 'alike' : 'fine';
  /** @param {number} truth */
  const power = (truth) => {
    const draw = drawing(setting, {truth, others}, diceOf(seed, statistics));
    let shown = 0;
    for (let run = 0; run < PILOT_RUNS; run += 1) if (isShown(draw()).end === end) shown += 1;
    return shown / PILOT_RUNS;
  };
  let [strong, weak] = /** @type {[number, number]} */ ([...(end === 'promoted' ? SAFE_TRUTHS : HARMFUL_TRUTHS)]);
  if (power(strong) < FIXED_POWER) return undefined;
  for (let round = 0; round < PILOT_ROUNDS; round += 1) {
    const middle = Math.sqrt(strong * weak);
    if (power(middle) >= FIXED_POWER) strong = middle;
    else weak = middle;
  }
  return {truth: strong, others};
}
