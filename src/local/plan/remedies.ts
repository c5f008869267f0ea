import type {Change, Chance, ObjectivePlan, Remedy} from '../../analysis/planning/launch-plan.js';
import {GOOD_CHANCE} from '../../analysis/planning/launch-plan.js';
import {totalIterations} from '../../experiment/model.js';
import {goalChance, playTruth, type Playing} from './chances.js';
import {type Lever, limitLever, middleLimit, type Setup, TRAFFIC, trafficLevers, withTraffic} from './levers.js';
import type {MeasuredMetric} from './measured-metrics.js';
import type {Truth} from '../../engine/simulate/truth.js';
import {type PlannedRun, plannedRun} from './planned-run.js';
import type {Played} from './play.js';
import type {TruthToPlay} from './scenarios.js';

/** An experiment that cannot decide as it is. */
export interface Undecided {
  readonly setup: Setup;
  readonly metrics: readonly MeasuredMetric[];
  /** Truths whose goals are missed. */
  readonly missed: readonly TruthToPlay[];
  /** Those whose goals are reached, and must be afterwards too. */
  readonly reached: readonly TruthToPlay[];
  readonly objectives: readonly ObjectivePlan[];
  readonly playing: Pick<Playing, 'seed' | 'signal' | 'onRun'> & {readonly iterationsToPlay: number};
}

/**
 * The smallest change of each field with which all goals are reached, each checked by playing the experiment with it. Where
 * no change of one is enough, a limit in the middle is tried together with each of the others.
 *
 * @throws Iter8Error INTERRUPTED by the signal
 */
export async function findRemedies(undecided: Undecided): Promise<Remedy[]> {
  const limit = limitToMove(undecided);
  const traffic = isOutOfReach(undecided) ? [] : trafficLevers(undecided.setup).filter(isOfUse(undecided));
  const levers = [...traffic, ...(limit ? [limit] : [])];
  const single = await tryAll(undecided, levers, []);
  return single.length > 0 ? single : tryWithMiddle(undecided);
}

/** Versions may have been told to have a traffic of their own, which no flag changes. */
function isOfUse({setup, missed}: Undecided): (lever: Lever) => boolean {
  const isShared = missed.some(({truths}) =>
    truths.some(({requestsPerSecond}) => requestsPerSecond === setup.trafficPerSecond),
  );
  return ({field}) => isShared || field !== TRAFFIC;
}

/** Whether something is to be shown that no number of requests shows. */
function isOutOfReach({missed, objectives}: Undecided): boolean {
  const words = new Set(missed.map(({goal}) => (goal === 'stop' ? 'broken' : 'kept')));
  return objectives.some(({needs}) => needs.some(({toShow, requests}) => words.has(toShow) && requests === null));
}

async function tryWithMiddle(undecided: Undecided): Promise<Remedy[]> {
  const {setup, metrics, missed, reached} = undecided;
  const index = missed.find(({goal}) => goal === 'stop')?.objective;
  const middle =
    index === undefined ? undefined : middleLimit(setup, index, {metrics, truths: [...missed, ...reached]});
  if (!middle) return [];
  const moved = {...undecided, setup: middle.setup, missed: [...missed, ...reached], reached: []};
  const chance = await leastChance(moved, moved.setup, THOROUGH);
  if (isReached(chance)) return [{changes: [middle.change], chance}];
  return tryAll(moved, trafficLevers(moved.setup), [middle.change]);
}

async function tryAll(
  undecided: Undecided,
  levers: readonly Lever[],
  before: readonly Change[],
): Promise<Remedy[]> {
  const remedies: Remedy[] = [];
  let guess = guessOf(undecided);
  for (const lever of levers) {
    const bracket = lever.isAsBefore && remedies.length > 0 ? {low: guess, high: guess} : undefined;
    const found = await tryLever(undecided, lever, bracket ?? (await findBracket(undecided, lever, guess)));
    if (!found) continue;
    guess = found.factor;
    remedies.push({changes: [...before, found.change], chance: found.chance});
  }
  return remedies;
}

/** A limit is moved away from what it is wrong about: only where that is one thing. */
function limitToMove({setup, metrics, missed, objectives}: Undecided): Lever | undefined {
  const goals = new Set(missed.map(({goal}) => goal));
  if (goals.size !== 1) return undefined;
  const index = missed.find(({goal}) => goal === 'stop')?.objective ?? neediest(setup, objectives);
  const reference = setup.experiment.spec.criteria.objectives[index]?.metric;
  const metric = metrics.find((one) => one.reference === reference);
  return metric && limitLever(setup, index, {metric, isLooser: goals.has('promote')});
}

/** The objective that takes most requests to be shown to be kept. */
function neediest({experiment}: Setup, objectives: readonly ObjectivePlan[]): number {
  const needs = experiment.spec.criteria.objectives.map(({metric}) =>
    Math.max(0, ...objectives.filter((one) => one.metric === metric).flatMap(requestsOf)),
  );
  return needs.indexOf(Math.max(...needs));
}

function requestsOf({needs}: ObjectivePlan): number[] {
  return needs.map(({requests}) => requests ?? Infinity);
}

/** How much more time it would take, where that is known. */
function guessOf({setup, objectives}: Undecided): number {
  const {spec} = setup.experiment;
  const planned = (totalIterations(spec) - 1) * spec.duration.intervalSeconds;
  const needed = objectives.flatMap(({needs}) =>
    needs.flatMap(({power, seconds}) => (power === GOOD_CHANCE && seconds !== null ? [seconds] : [])),
  );
  return Math.max(STEP, ...needed.map((seconds) => seconds / planned));
}

/** Steps of a change, and how exactly its size is found. */
const [STEP, EXACTNESS] = [1.4, 1.1];
/** Once it is written as a value that people like, it may lack a little. */
const CORRECTIONS = 3;

interface Found {
  readonly factor: number;
  readonly change: Change;
  readonly chance: Chance;
}

async function tryLever(
  undecided: Undecided,
  lever: Lever,
  bracket: Bracket | undefined,
): Promise<Found | undefined> {
  if (!bracket) return undefined;
  let {low, high} = bracket;
  while (high / low > EXACTNESS && lever.pull(low).to !== lever.pull(high).to) {
    const middle = Math.sqrt(low * high);
    if (await isEnough(undecided, lever, middle)) high = middle;
    else low = middle;
  }
  for (let factor = high, round = 0; round < CORRECTIONS; factor *= EXACTNESS, round += 1) {
    const {setup, to} = lever.pull(factor);
    const chance = await leastChance(undecided, setup, THOROUGH);
    const {field, from} = lever;
    if (isReached(chance)) return {factor, change: {field, from, to}, chance};
  }
  return undefined;
}

/** One factor that is not enough and one that is. */
interface Bracket {
  readonly low: number;
  readonly high: number;
}

async function findBracket(undecided: Undecided, lever: Lever, guess: number): Promise<Bracket | undefined> {
  let high = Math.min(guess, lever.most);
  while (!(await isEnough(undecided, lever, high))) {
    if (high >= lever.most) return undefined;
    high = Math.min(lever.most, high * (high > guess ? STEP * STEP : STEP)); // it is far off at the second miss
  }
  let low = high / STEP;
  while (low > 1 && (await isEnough(undecided, lever, low))) [low, high] = [low / STEP, low];
  return {low: Math.max(1, low), high};
}

/** The part of all iterations that is played for one answer, so that long experiments take no longer. */
const [QUICK, THOROUGH] = [1 / 8, 1 / 4];
const [FEWEST_RUNS, MOST_RUNS] = [100, 1000];
/** Of experiments with thousands of iterations few runs take long enough, and the interval of a chance tells how little they tell. */
const [FEWEST_OF_LONG, MOST_TO_PLAY] = [2, 10_000];

/** How many runs to play of an experiment with so many iterations. */
export function runsFor(iterationsToPlay: number, iterations: number): number {
  const fewest = Math.min(FEWEST_RUNS, Math.max(FEWEST_OF_LONG, MOST_TO_PLAY / iterations));
  return Math.round(Math.min(MOST_RUNS, Math.max(fewest, iterationsToPlay / iterations)));
}

export function isReached({share}: Chance): boolean {
  return share >= GOOD_CHANCE;
}

/** A quick answer; whether the other goals are still reached is for the thorough one to say. */
async function isEnough(undecided: Undecided, lever: Lever, factor: number): Promise<boolean> {
  return isReached(await leastChance({...undecided, reached: []}, lever.pull(factor).setup, QUICK));
}

/** Of all goals; the first that is missed is enough to know. */
async function leastChance(undecided: Undecided, setup: Setup, part: number): Promise<Chance> {
  const {metrics, missed, reached, setup: before} = undecided;
  const run = plannedRun(setup.experiment, metrics);
  let least: Chance = {count: 0, share: 1, lower: 0, upper: 1};
  for (const {truths, goal} of [...missed, ...reached]) {
    if (goal === null) continue;
    const moved = withTraffic(truths, before.trafficPerSecond, setup.trafficPerSecond);
    const chance = await chanceIn(run, {truths: moved, goal}, {...undecided.playing, part});
    if (chance.share < least.share) least = chance;
    if (!isReached(chance)) break;
  }
  return least;
}

/** Runs after which a quick answer looks whether it is clear already. */
const CHUNK = 25;

async function chanceIn(
  run: PlannedRun,
  {truths, goal}: {readonly truths: readonly Truth[]; readonly goal: 'promote' | 'stop'},
  {part, iterationsToPlay, ...playing}: Undecided['playing'] & {readonly part: number},
): Promise<Chance> {
  const runs = runsFor(part * iterationsToPlay, totalIterations(run.experiment.spec));
  const played: Played[] = [];
  for (;;) {
    const before = played.length;
    const chunk = {...playing, runs: Math.min(CHUNK, runs - before), before, isWhole: false};
    played.push(...(await playTruth(run, truths, chunk)));
    const chance = goalChance(goal, played);
    const isEnoughKnown = isClear(chance, played.length) && (part === QUICK || !isReached(chance));
    if (played.length >= runs || isEnoughKnown) return chance;
  }
}

/** Whether chance alone would hardly put it so far from what counts as good. */
function isClear({share}: Chance, runs: number): boolean {
  return Math.abs(share - GOOD_CHANCE) > 2.5 * Math.sqrt((GOOD_CHANCE * (1 - GOOD_CHANCE)) / runs);
}
