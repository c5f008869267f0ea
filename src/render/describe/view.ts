import {bestVersions} from '../../analysis/best-reward.js';
import {metricValue} from '../../analysis/metric-values.js';
import {isDecided} from '../../analysis/current-winner.js';
import type {LimitKind} from '../../analysis/limits.js';
import {objectiveFacts, storedValue} from '../../analysis/objective-facts.js';
import {strengthRule} from '../../analysis/proof-words.js';
import {type LimitFields, limitFields, type ShownProof} from '../../analysis/shown-proof.js';
import {type Outcome, outcomeOf} from '../../analysis/verdict.js';
import {verdictAtLastWrite} from '../../analysis/verdict-words/verdict-words.js';
import {
  type Assessment,
  type Direction,
  type Experiment,
  type MetricInfo,
  type Objective,
  type Reward,
  type Spec,
  type Strength,
  totalIterations,
} from '../../experiment/model.js';
import {formatExact, type Quantity} from '../../experiment/quantity.js';
import {wholeSecondsText} from '../../experiment/rfc3339.js';

/**
 * What `describe` shows, as `describe -o json` prints it. Numbers of metrics and limits are exact decimals in text.
 * Published as `schemas/describe.v1.json`: a change here is a change of an interface.
 */
export interface DescribeView extends Description {
  readonly verdict: VerdictView;
}

/** What there is to show beside the verdict in words, which each face finds for its own time. */
export interface Description {
  readonly apiVersion: 'iter8ctl/v1';
  readonly kind: 'ExperimentDescription';
  readonly name: string;
  readonly namespace: string;
  /** Of the experiment, such as `iter8.tools/v2alpha2`. */
  readonly experimentApiVersion: string;
  readonly target: string;
  readonly testingPattern: string | null;
  readonly deploymentPattern: string;
  readonly stage: string | null;
  /** The word that v1alpha1 and v1alpha2 use instead of a stage. */
  readonly phase: string | null;
  readonly message: string | null;
  readonly completedIterations: number;
  readonly totalIterations: number;
  readonly versions: readonly string[];
  readonly weights: readonly {readonly version: string; readonly percent: number}[];
  /** How sure verdicts are to be; missing where the last value decides. */
  readonly strength?: StrengthView;
  readonly winner: WinnerView | null;
  readonly rewards: readonly RewardView[];
  readonly objectives: readonly ObjectiveView[];
  readonly metrics: readonly MetricView[];
  readonly conclusions: readonly string[];
}

export interface StrengthView {
  /** Probability that no wrong verdict comes out of all looks together. */
  readonly confidence: number;
  readonly policy: Strength['policy'];
  readonly looks: number | 'anytime';
}

export interface WinnerView {
  readonly found: boolean;
  readonly version: string | null;
  readonly recommended: string | null;
  /** `baseline` in the words of v2alpha1, `promotion` in those of the others. */
  readonly recommendedFor: 'baseline' | 'promotion';
}

export interface RewardView {
  readonly metric: string;
  readonly preferredDirection: Direction | null;
  readonly versions: readonly {
    readonly version: string;
    readonly value: string | null;
    readonly isBest: boolean;
  }[];
}

export interface ObjectiveView {
  readonly metric: string;
  readonly upperLimit: string | null;
  readonly lowerLimit: string | null;
  /** Upper limit as a multiple of the baseline's value. */
  readonly relativeLimit: string | null;
  /** The same as a lower limit; missing where there is none. */
  readonly relativeLowerLimit?: string;
  readonly versions: readonly ObjectiveStateView[];
}

/**
 * What the looks show beside the state, where they show anything: of the limit that decides. Bounds are numbers in the
 * metric's unit, each right with the confidence of the strength; of a percentile they are bounds of `shareAbove`.
 */
export interface ObjectiveStateView extends LimitFields {
  readonly version: string;
  readonly state: Assessment | 'unavailable';
  /** Each limit, where there are several. */
  readonly limits?: readonly LimitView[];
}

export interface LimitView extends LimitFields {
  /** A field of the objective. */
  readonly limit: LimitKind;
  readonly state: Assessment;
}

export interface MetricView {
  readonly metric: string;
  readonly units: string | null;
  readonly versions: readonly MetricValueView[];
}

/** With what it rests on, where the status says. */
export interface MetricValueView {
  readonly version: string;
  readonly value: string | null;
  readonly sampleSize?: number;
  /** When it was read. */
  readonly observedAt?: string;
}

/** In the words of the verdict as of the last write of the status. */
export interface VerdictView {
  readonly outcome: Outcome;
  /** Whether the outcome stays. */
  readonly isFinal: boolean;
  readonly headline: string;
  readonly reasons: readonly string[];
  readonly missing: readonly string[];
  readonly wouldChange: readonly string[];
}

export function describeView(experiment: Experiment): DescribeView {
  return {...descriptionOf(experiment), verdict: verdictView(experiment)};
}

export function descriptionOf(experiment: Experiment): Description {
  const {spec, status, legacy} = experiment;
  const hasRun = status.completedIterations > 0;
  const {analysis} = status;
  return {
    apiVersion: 'iter8ctl/v1',
    kind: 'ExperimentDescription',
    name: experiment.name,
    namespace: experiment.namespace,
    experimentApiVersion: experiment.apiVersion,
    target: spec.target,
    testingPattern: spec.testingPattern ?? null,
    deploymentPattern: spec.deploymentPattern,
    stage: status.stage ?? null,
    phase: legacy?.phase ?? null,
    message: status.message ?? null,
    completedIterations: status.completedIterations,
    totalIterations: totalIterations(spec),
    versions: spec.versions.map(({name}) => name),
    weights: status.weights,
    ...strengthView(spec),
    winner: hasRun ? winnerView(experiment) : null,
    rewards:
      hasRun && analysis.aggregatedMetrics
        ? spec.criteria.rewards.map((reward) => rewardView(experiment, reward))
        : [],
    objectives:
      hasRun && analysis.versionAssessments
        ? spec.criteria.objectives.map((objective, index) => objectiveView(experiment, objective, index))
        : [],
    metrics:
      hasRun && analysis.aggregatedMetrics ? status.metrics.map((metric) => metricView(experiment, metric)) : [],
    conclusions: hasRun ? (legacy?.conclusions ?? []) : [],
  };
}

function verdictView(experiment: Experiment): VerdictView {
  const {headline, because: reasons, missing, wouldChange} = verdictAtLastWrite(experiment);
  return {outcome: outcomeOf(experiment), isFinal: isDecided(experiment), headline, reasons, missing, wouldChange};
}

function strengthView(spec: Spec): {readonly strength?: StrengthView} {
  const strength = strengthRule(spec);
  return strength ? {strength} : {};
}

function winnerView({status, dialect}: Experiment): WinnerView | null {
  const {winner} = status.analysis;
  if (!winner) return null;
  return {
    found: winner.found,
    version: winner.version ?? null,
    recommended: status.recommendedVersion ?? null,
    recommendedFor: dialect === 'v2alpha1' ? 'baseline' : 'promotion',
  };
}

function rewardView(experiment: Experiment, {metric, preferredDirection}: Reward): RewardView {
  const values = new Map(experiment.spec.versions.map(({name}) => [name, metricValue(experiment, metric, name)]));
  const best = bestVersions(values, preferredDirection);
  return {
    metric,
    preferredDirection: preferredDirection ?? null,
    versions: [...values].map(([version, value]) => ({
      version,
      value: exact(value),
      isBest: best.includes(version),
    })),
  };
}

function objectiveView(experiment: Experiment, objective: Objective, index: number): ObjectiveView {
  return {
    ...limitsView(objective),
    versions: objectiveFacts(experiment, objective, index).map(({version, isAssessed, state, proof}) => ({
      version,
      state: isAssessed ? state : 'unavailable',
      ...(proof && proofView(proof)),
    })),
  };
}

/** An objective and its limits as exact decimals. */
export function limitsView(objective: Objective): Omit<ObjectiveView, 'versions'> {
  const {metric, upperLimit, lowerLimit, relativeLimit, relativeLowerLimit} = objective;
  return {
    metric,
    upperLimit: exact(upperLimit),
    lowerLimit: exact(lowerLimit),
    relativeLimit: exact(relativeLimit),
    ...(relativeLowerLimit && {relativeLowerLimit: formatExact(relativeLowerLimit)}),
  };
}

function proofView(proof: ShownProof): Omit<ObjectiveStateView, 'version' | 'state'> {
  const limits = proof.limits.map((limit) => ({limit: limit.kind, state: limit.state, ...limitFields(limit)}));
  return {...limitFields(proof), ...(limits.length > 0 && {limits})};
}

function metricView(experiment: Experiment, {name, units}: MetricInfo): MetricView {
  return {
    metric: name,
    units: units ?? null,
    versions: experiment.spec.versions.map((version) => metricValueView(experiment, name, version.name)),
  };
}

function metricValueView(experiment: Experiment, metric: string, version: string): MetricValueView {
  const {value, sampleSize, observedAt} = storedValue(experiment, metric, version) ?? {};
  return {
    version,
    value: exact(value),
    ...(value && sampleSize !== undefined && {sampleSize}),
    ...(value && observedAt && {observedAt: wholeSecondsText(observedAt)}),
  };
}

function exact(quantity: Quantity | undefined): string | null {
  return quantity ? formatExact(quantity) : null;
}
