import {isSettledReason, statesInOrder, type TrialState} from './trial-state.js';
import type {Stored, WorldRecord} from './record.js';
import {EXPLORATION, ITERATIONS, type Trial} from './trials.js';
import {weightsOf} from '../../cluster/support/routers.js';
import type {ApiObject} from '../../support/api-client.js';
import type {World} from './world.js';

/** `right`: as the versions deserve; `undecided` and `failed` say why. */
export type Outcome = 'right' | 'undecided' | 'failed' | 'wrong';

export interface Judgement {
  readonly outcomes: readonly Outcome[];
  readonly violations: readonly string[];
}

/** All that was seen of one trial. */
interface Seen {
  readonly trial: Trial;
  readonly states: readonly TrialState[];
  readonly last: TrialState;
  /** Percent of c, at each write of the router. */
  readonly splits: readonly {readonly at: number; readonly weights: readonly number[]}[];
  readonly finished: string;
  readonly record: WorldRecord;
}

type Check = (seen: Seen) => string | undefined;

const CHECKS: readonly Check[] = [
  checkSums,
  checkPromotion,
  checkExploration,
  checkTasks,
  checkIterations,
  checkTraffic,
  checkReason,
];

/** Whether a run has kept what must hold whatever goes wrong. */
export async function judge(world: World): Promise<Judgement> {
  const {options, record} = world;
  const all = await Promise.all(options.trials.map((trial) => see(trial, world)));
  const outcomes = all.map(outcomeOf);
  const broken = all.flatMap((seen) =>
    CHECKS.flatMap((check) => {
      const words = check(seen);
      return words === undefined ? [] : [`${seen.trial.name} (${seen.trial.truth}): ${words}`];
    }),
  );
  const wrong = all.flatMap(({trial, last}, index) =>
    outcomes[index] === 'wrong' ? [`${trial.name} (${trial.truth}): wrong verdict ${JSON.stringify(last)}`] : [],
  );
  return {outcomes, violations: [...broken, ...wrong, ...checkTargets(options.trials, record)]};
}

async function see(trial: Trial, world: World): Promise<Seen> {
  const {record} = world;
  const states = statesInOrder(record.states('Experiment', trial.name));
  const last = states.at(-1);
  if (!last) throw new Error(`${trial.name} was never stored`);
  const splits = record.states('VirtualService', trial.name).map(splitOf);
  return {trial, states, last, splits, finished: await world.finished(trial), record};
}

function splitOf({at, object}: Stored) {
  return {at, weights: weightsOf(object as unknown as ApiObject)};
}

function outcomeOf({trial, last}: Seen): Outcome {
  if (last.failure !== undefined) return 'failed';
  const {winner, recommended} = last;
  if (winner === undefined)
    return recommended === 'b' ? (isRightUndecided(trial) ? 'right' : 'undecided') : 'wrong';
  const deserved = {good: 'c', bad: 'b', unknown: undefined}[trial.truth];
  return winner === deserved && recommended === deserved ? 'right' : 'wrong';
}

/** Nobody wins after a rollback, or where nothing is known. */
function isRightUndecided({truth, rollsBack}: Trial): boolean {
  return truth === 'unknown' || rollsBack;
}

function checkSums({splits}: Seen): string | undefined {
  const odd = splits.find(({weights}) => weights.reduce((sum, weight) => sum + weight, 0) !== 100);
  return odd && `weights ${odd.weights.join('/')} do not sum to 100`;
}

/** Beyond what a version gets to be seen by, c gets traffic only after a value of it has arrived. */
function checkPromotion({trial, splits, record}: Seen): string | undefined {
  const known = record.firstDelivered(trial.name, 'c') ?? Infinity;
  const early = splits.find(({at, weights}) => (weights[1] ?? 0) > EXPLORATION && at < known);
  return early && `weights ${early.weights.join('/')} before anything was known of c`;
}

/** A version that is bad or unknown never gets more. */
function checkExploration({trial, splits}: Seen): string | undefined {
  if (trial.truth === 'good') return undefined;
  const high = splits.find(({weights}) => (weights[1] ?? 0) > EXPLORATION);
  return high && `weights ${high.weights.join('/')} for a version that is ${trial.truth}`;
}

/** Each task of the finish action runs once; after a failure none of them more than once. */
function checkTasks({last, finished}: Seen): string | undefined {
  const expected = last.failure === undefined ? /^first\nsecond\n$/ : /^(first\n(second\n)?)?$/;
  return expected.test(finished) || !last.isOver ? undefined : `the finish action did ${JSON.stringify(finished)}`;
}

/** Counted one by one, none left out. */
function checkIterations({trial, states, last}: Seen): string | undefined {
  const counted = states.map(({iterations}) => iterations);
  const jump = counted.findIndex((count, index) => ![0, 1].includes(count - (counted[index - 1] ?? 0)));
  if (jump >= 0) return `iterations went ${counted.slice(0, jump + 1).join(', ')}`;
  const endsEarly = last.failure !== undefined || trial.rollsBack || !last.isOver;
  return endsEarly || last.iterations === ITERATIONS ? undefined : `it ended after ${last.iterations} iterations`;
}

/** In the end all traffic is with the version that is recommended, unless it failed. */
function checkTraffic({last, splits}: Seen): string | undefined {
  const [baseline, candidate] = splits.at(-1)?.weights ?? [];
  const expected = last.recommended === 'c' ? 100 : 0;
  if (last.failure !== undefined || !last.isOver || candidate === expected) return undefined;
  return `traffic ends at ${baseline}/${candidate} though ${last.recommended} is recommended`;
}

/** A failure, and a verdict that is none, say why. */
function checkReason({last}: Seen): string | undefined {
  const isExplained = last.winner !== undefined || isSettledReason(last);
  return isExplained || !last.isOver ? undefined : 'it ended without a verdict and without a reason';
}

/** Of two experiments on one target, the other begins when the first has ended. */
function checkTargets(trials: readonly Trial[], record: WorldRecord): readonly string[] {
  return trials.flatMap((one, index) =>
    trials
      .slice(index + 1)
      .filter((other) => other.target === one.target && areBothActive(one, other, record))
      .map((other) => `${one.name} and ${other.name} had ${one.target} at the same time`),
  );
}

function areBothActive(one: Trial, other: Trial, record: WorldRecord): boolean {
  const [first, second] = [one, other].map(({name}) => {
    const states = statesInOrder(record.states('Experiment', name));
    const isActive = ({stage}: TrialState) => stage !== '' && stage !== 'Waiting';
    const begin = states.find(isActive)?.at ?? Infinity;
    return {begin, end: states.find(({stage}) => stage === 'Completed')?.at ?? Infinity};
  });
  return first !== undefined && second !== undefined && first.begin < second.end && second.begin < first.end;
}
