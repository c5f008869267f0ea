import type {Observations} from '../../analysis/observations.js';
import type {Experiment, Weight} from '../../experiment/model.js';
import type {MetricCollection} from '../../metrics/references.js';
import type {ActionItem} from '../../tasks/action.js';
import type {ActionOutcome} from '../../tasks/run-items.js';

/** Everything that a decision depends on; the same input gives the same effects. */
export interface StepInput {
  /** With its status, and the defaults of its dialect filled in (`readExperimentResource`). */
  readonly experiment: Experiment;
  readonly observations: StepObservations;
  readonly now: Date;
  /** What is wrong with an item of an action; undefined: nothing. */
  readonly checkItem: (item: ActionItem) => string | undefined;
  /** As in `Ports`. */
  readonly actionsOutliveEngine?: boolean;
  /** How old a value may be and how much traffic explores; undefined: as `AnalysisInput` says. */
  readonly staleAfterSeconds?: number;
  readonly explorationPercent?: number;
}

/**
 * What effects have brought since the last write of the status. A write empties it, since from then on the status tells
 * the story.
 */
export interface StepObservations {
  readonly target?: TargetAnswer;
  readonly metricResources?: MetricCollection;
  readonly metrics?: MetricsAnswer;
  /** The latest reading. */
  readonly weights?: WeightsAnswer;
  /** What became of the latest `setWeights`. */
  readonly weightsSet?: Done | Failed;
  readonly action?: ActionOutcome;
}

interface Done {
  readonly kind: 'done';
}

export interface Failed {
  readonly kind: 'failed';
  /** In words for people, without secrets. */
  readonly reason: string;
}

/** Whether the experiment has the target now. */
export type TargetAnswer =
  | {readonly kind: 'acquired'}
  /** `by`: `namespace/name` of the experiment that holds it, or that asked earlier. */
  | {readonly kind: 'held'; readonly by: string}
  | {readonly kind: 'earlier'; readonly by: string}
  /** Nobody knows who holds it, so nobody gets it. */
  | Failed;

export type MetricsAnswer = {readonly kind: 'observed'; readonly observations: Observations} | Failed;

/** `invalid`: the experiment does not say where its weights are; `failed`: they could not be read this time. */
export type WeightsAnswer =
  | {readonly kind: 'observed'; readonly weights: readonly Weight[]}
  | {readonly kind: 'invalid'; readonly reason: string}
  | Failed;
