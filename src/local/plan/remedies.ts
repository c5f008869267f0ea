import {type Chance, GOOD_CHANCE, type ObjectivePlan, type Remedy, type Scenario} from '../../analysis/planning/launch-plan.js';
import {totalIterations} from '../../experiment/model.js';
import {playTruth, type Playing, scenarioOf} from './chances.js';
import {type Lever, limitLever, type Setup, trafficLevers, withTraffic} from './levers.js';
import type {MeasuredMetric} from './measured-metrics.js';
import {plannedRun} from './planned-run.js';
import type {TruthToPlay} from './scenarios.js';

/** An experiment that cannot decide as it is. */
export interface Undecided {
  readonly setup: Setup;
  readonly metrics: readonly MeasuredMetric[];
  /** Those whose goals must be reached, with what came of them. */
  readonly required: readonly {readonly toPlay: TruthToPlay; readonly scenario: Scenario}[];
  readonly objectives: readonly ObjectivePlan[];
  readonly playing: Pick<Playing, 'seed' | 'signal' | 'onRun'>;
}

/**
 * The smallest change of each field with which all goals are reached, each checked by playing the experiment with it.
 *
 * @throws Iter8Error INTERRUPTED by the signal
 */
export async function findRemedies(undecided: Undecided): Promise<Remedy[]> {
  const remedies: Remedy[] = [];
  for (const lever of leversOf(undecided)) {
    const remedy = await tryLever(undecided, lever);
    if (remedy) remedies.push(remedy);
  }
  return remedies;
}

function leversOf(undecided: Undecided): Lever[] {
  const {setup, metrics} = undecided;
  const failed = failedOf(undecided);
  const goals = new Set(failed.map(({goal}) => goal));
  const index = failed.find(({goal}) => goal === 'stop')?.objective ?? neediest(undecided);
  const reference = setup.experiment.spec.criteria.objectives[index]?.metric;
  const metric = metrics.find((one) => one.reference === reference);
  const lever = metric && goals.size === 1 ? limitLever(setup, index, {metric, looser: goals.has('promote')}) : undefined;
  return [...trafficLevers(setup), ...(lever ? [lever] : [])];
}

/** Truths whose goals are not reached, before those that are. */
function failedOf({required}: Undecided): TruthToPlay[] {
  return required.filter(({scenario}) => isMissed(scenario.goalChance)).map(({toPlay}) => toPlay);
}

export function isMissed(chance: Chance | null): boolean {
  return chance !== null && chance.share < GOOD_CHANCE;
}

/** The objective that takes most requests to be shown to be kept. */
function neediest({setup, objectives}: Undecided): number {
  const needs = setup.experiment.spec.criteria.objectives.map(({metric}) =>
    Math.max(0, ...requestsOf(objectives.filter((one) => one.metric === metric))),
  );
  return needs.indexOf(Math.max(...needs));
}

function requestsOf(objectives: readonly ObjectivePlan[]): number[] {
  return objectives.flatMap(({needs}) => needs.map(({requests}) => requests ?? Infinity));
}

/** Largest change that is looked at, and how exactly its size is found. */
const [MOST, STEP, EXACTNESS] = [64, 2, 1.08];
/** Once it is written as a value that people like, it may lack a little. */
const CORRECTIONS = 3;

async function tryLever(undecided: Undecided, lever: Lever): Promise<Remedy | undefined> {
  let [low, high] = [1, STEP];
  while (!(await isEnough(undecided, lever, high))) {
    [low, high] = [high, high * STEP];
    if (high > MOST) return undefined;
  }
  while (high / low > EXACTNESS) {
    const middle = Math.sqrt(low * high);
    if (await isEnough(undecided, lever, middle)) high = middle;
    else low = middle;
  }
  for (let factor = high, round = 0; round < CORRECTIONS; factor *= EXACTNESS, round += 1) {
    const {setup, to} = lever.pull(factor);
    const chance = await leastChance(undecided, setup, THOROUGH);
    if (!isMissed(chance)) return {field: lever.field, from: lever.from, to, chance};
  }
  return undefined;
}

/** Iterations that are played for one answer, so that long experiments take no longer. */
const [QUICK, THOROUGH] = [4000, 12_000];
const [FEWEST_RUNS, MOST_RUNS] = [100, 1000];

async function isEnough(undecided: Undecided, lever: Lever, factor: number): Promise<boolean> {
  return !isMissed(await leastChance(undecided, lever.pull(factor).setup, QUICK));
}

/** Of all goals; the first that is missed is enough to know. */
async function leastChance(undecided: Undecided, setup: Setup, iterations: number): Promise<Chance> {
  const {metrics, required, playing} = undecided;
  const run = plannedRun(setup.experiment, metrics);
  const runs = runsFor(iterations, totalIterations(setup.experiment.spec));
  const failed = failedOf(undecided);
  const others = required.map(({toPlay}) => toPlay).filter((one) => !failed.includes(one));
  let least: Chance | undefined;
  for (const toPlay of [...failed, ...others]) {
    const truths = withTraffic(toPlay.truths, undecided.setup.trafficPerSecond, setup.trafficPerSecond);
    const played = await playTruth(run, truths, {...playing, runs, isWhole: false});
    const {goalChance} = scenarioOf(toPlay, played);
    if (goalChance && (!least || goalChance.share < least.share)) least = goalChance;
    if (isMissed(goalChance)) break;
  }
  return least ?? CERTAIN;
}

const CERTAIN: Chance = {count: 0, share: 1, lower: 0, upper: 1};

export function runsFor(iterationsToPlay: number, iterations: number): number {
  return Math.round(Math.min(MOST_RUNS, Math.max(FEWEST_RUNS, iterationsToPlay / iterations)));
}
