import type {LimitKind} from '../limits.js';
import type {RunResult} from '../run-result.js';
import type {Outcome} from '../verdict.js';
import type {StrengthRule} from '../proof-words.js';

/** What can be told of an experiment before it is launched: what `plan -o json` prints, published as `schemas/plan.v1.json`. */
export interface LaunchPlan {
  readonly apiVersion: 'iter8ctl/v1';
  readonly kind: 'LaunchPlan';
  readonly experiment: {readonly namespace: string; readonly name: string};
  /** Requests a second to all versions together. */
  readonly trafficPerSecond: number;
  readonly schedule: Schedule;
  /** What verdicts are held to; null: the last values decide. */
  readonly strength: StrengthRule | null;
  readonly versions: readonly PlannedTraffic[];
  readonly objectives: readonly ObjectivePlan[];
  readonly scenarios: readonly Scenario[];
  /** Why no traffic would help, each with the field to edit. */
  readonly obstacles: readonly Obstacle[];
  /** The smallest change of each field that is enough by itself; empty where nothing is to be changed, or nothing helps. */
  readonly remedies: readonly Remedy[];
  /** What is taken for granted of versions, in words. */
  readonly assumptions: readonly string[];
  readonly canDecide: boolean;
}

export interface Schedule {
  readonly iterations: number;
  readonly intervalSeconds: number;
  /** From the first iteration, which sees nothing yet, to the last. */
  readonly seconds: number;
}

/** What a version gets while nothing is decided. */
export interface PlannedTraffic {
  readonly version: string;
  readonly role: 'baseline' | 'candidate';
  /** Until the last iteration. */
  readonly requests: number;
  /** In the last interval. */
  readonly percent: number;
}

/** How an objective is judged, and what it takes to judge it. */
export interface ObjectivePlan {
  readonly metric: string;
  readonly limit: LimitText;
  /** What is estimated; `events`: a number of events, `nothing`: there is nothing to judge by. */
  readonly judgedBy: 'share' | 'mean' | 'shareAbove' | 'events' | 'lastValue' | 'nothing';
  /** Of the candidate: what it takes to show that a good one keeps the limit, and that a bad one breaks it. */
  readonly needs: readonly Need[];
}

export interface LimitText {
  readonly kind: LimitKind;
  readonly value: number;
}

export interface Need {
  readonly toShow: 'kept' | 'broken';
  /** True value of the metric for which it holds. */
  readonly truth: number;
  /** Probability with which it is shown. */
  readonly power: number;
  /** Requests that the candidate must get; null: no number is enough. */
  readonly requests: number | null;
  /** Until it has got them with this traffic and this schedule; null: never. */
  readonly seconds: number | null;
  /** Whether it gets them before the run is over. */
  readonly isReached: boolean;
}

/** What comes out when versions are really like this. */
export interface Scenario {
  /** In words. */
  readonly truth: string;
  /** What ought to come out; null: either is right. */
  readonly goal: 'promote' | 'stop' | null;
  /** Whether an experiment that can decide reaches the goal. */
  readonly isRequired: boolean;
  readonly runs: number;
  readonly verdicts: readonly VerdictChance[];
  /** Chance of the goal; null without one. */
  readonly goalChance: Chance | null;
  /** Mean time until the decision. */
  readonly meanSeconds: number;
}

export interface Chance {
  readonly count: number;
  /** 0 to 1. */
  readonly share: number;
  /** 95 % interval of what chance has left open. */
  readonly lower: number;
  readonly upper: number;
}

export interface VerdictChance extends Chance {
  readonly outcome: Outcome;
  readonly result: RunResult;
  readonly version: string | null;
}

/** What stands against any verdict. */
export interface Obstacle {
  /** In the Experiment, `Metric NAME: field`, or a flag. */
  readonly field: string;
  readonly problem: string;
  readonly advice: string;
}

/** What is to be changed, all of it together, so that the experiment can decide. */
export interface Remedy {
  readonly changes: readonly Change[];
  /** Of each goal, the least. */
  readonly chance: Chance;
}

export interface Change {
  /** Field of the Experiment, or `--traffic`. */
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

/** Chance from which a goal counts as reached. */
export const GOOD_CHANCE = 0.8;
export const POWERS = [0.8, 0.9] as const;
