import type {JsonObject} from './json.js';
import type {Quantity} from './quantity.js';
import type {Statistic} from './statistic.js';

/** The generations of the resource. v2alpha1 and v2alpha2 are told apart by content, see `dialect.ts`. */
export type Dialect = 'v1alpha1' | 'v1alpha2' | 'v2alpha1' | 'v2alpha2';

export const TESTING_PATTERNS = ['Canary', 'A/B', 'A/B/N', 'Conformance'] as const;
export const DEPLOYMENT_PATTERNS = ['Progressive', 'FixedSplit', 'BlueGreen'] as const;
export const STAGES = ['Waiting', 'Initializing', 'Running', 'Finishing', 'Completed'] as const;
export const DIRECTIONS = ['High', 'Low'] as const;

/** What becomes of the traffic at a normal end; after a rollback or an abort the baseline has all of it. */
export const FINAL_SPLITS = ['Recommended', 'Baseline', 'Last', 'LastOnSuccess'] as const;

/** What an objective needs before it counts: a proof that it holds, only no proof that it is broken, or the last value. */
export const POLICIES = ['provenSafe', 'provenHarmful', 'lastValue'] as const;

export type Policy = (typeof POLICIES)[number];
export type TestingPattern = (typeof TESTING_PATTERNS)[number];
export type DeploymentPattern = (typeof DEPLOYMENT_PATTERNS)[number];
export type FinalSplit = (typeof FINAL_SPLITS)[number];
export type Stage = (typeof STAGES)[number];
export type Direction = (typeof DIRECTIONS)[number];

/** An Experiment of any generation, in the terms of v2alpha2. */
export interface Experiment {
  readonly apiVersion: string;
  readonly dialect: Dialect;
  readonly name: string;
  /** `default` when the resource names none. */
  readonly namespace: string;
  readonly createdAt: Date | undefined;
  readonly spec: Spec;
  readonly status: Status;
  /** What only v1alpha1 and v1alpha2 have. */
  readonly legacy: Legacy | undefined;
  /** The resource as it was read, unknown fields included. */
  readonly source: JsonObject;
}

export interface Spec {
  /** Free text; `namespace/name` of the service by convention. Empty when missing. */
  readonly target: string;
  readonly testingPattern: TestingPattern | undefined;
  readonly deploymentPattern: DeploymentPattern;
  /** Baseline first; empty before a start action has supplied them. */
  readonly versions: readonly Version[];
  readonly criteria: Criteria;
  readonly duration: Duration;
  readonly weights: WeightCaps;
  /** undefined: `Recommended`, all traffic to the winner, or else to the baseline. */
  readonly finalSplit?: FinalSplit | undefined;
}

export interface Version {
  readonly name: string;
  readonly role: 'baseline' | 'candidate';
}

export interface Criteria {
  /** Observations that a value needs before it is judged (`strength.minimumSamples`); undefined: one is enough. */
  readonly minimumSamples?: number | undefined;
  /** How sure verdicts are to be (`strength`); undefined: the last value decides, as in the original. */
  readonly strength?: Strength | undefined;
  readonly requestCount: string | undefined;
  readonly indicators: readonly string[];
  readonly rewards: readonly Reward[];
  readonly objectives: readonly Objective[];
}

export interface Strength {
  /** Probability, above 0.5 and below 1, that no wrong verdict comes out of all looks together. */
  readonly confidence: number;
  readonly policy: 'provenSafe' | 'provenHarmful';
  /** How often the data may be looked at; `auto`: at each iteration, at most 50 times; `anytime`: without a plan. */
  readonly looks: number | 'auto' | 'anytime';
}

export interface Reward {
  /** Reference to a Metric: `name` or `namespace/name`. */
  readonly metric: string;
  /** undefined: v1alpha1 does not say. */
  readonly preferredDirection: Direction | undefined;
}

/** A limit on a metric, bounds included. With none, every available value passes. */
export interface Objective {
  /** Reference to a Metric: `name` or `namespace/name`. */
  readonly metric: string;
  readonly upperLimit: Quantity | undefined;
  readonly lowerLimit: Quantity | undefined;
  /** Upper limit as a multiple of the baseline's value (`relativeUpperLimit`; `delta` and `relative` of older versions). */
  readonly relativeLimit: Quantity | undefined;
  /** The same as a lower limit, for metrics of which more is better. */
  readonly relativeLowerLimit?: Quantity | undefined;
  readonly rollbackOnFailure: boolean;
}

export interface Duration {
  readonly intervalSeconds: number;
  readonly iterationsPerLoop: number;
  readonly maxLoops: number;
  /** Whether the run ends when nothing can change its verdict any more; undefined: with `strength` it does. */
  readonly endEarly?: boolean | undefined;
}

/** Percentage points, 0 to 100. */
export interface WeightCaps {
  readonly maxCandidateWeight: number;
  readonly maxCandidateWeightIncrement: number;
}

export interface Status {
  /** undefined before an engine has seen the experiment. */
  readonly stage: Stage | undefined;
  readonly completedIterations: number;
  readonly startTime: Date | undefined;
  readonly lastUpdateTime: Date | undefined;
  /** `reason` or `reason: message` of the latest change. */
  readonly message: string | undefined;
  /** Traffic split as last observed, in percent. */
  readonly weights: readonly Weight[];
  /** `recommendedBaseline` or `versionRecommendedForPromotion`. */
  readonly recommendedVersion: string | undefined;
  /** Why the engine gave up: message of condition Failed. Not set when a version merely lost. */
  readonly failure: string | undefined;
  /** Metrics in the order in which they are shown. */
  readonly metrics: readonly MetricInfo[];
  readonly analysis: Analysis;
}

export interface Weight {
  readonly version: string;
  /** 0 to 100. */
  readonly percent: number;
}

export interface MetricInfo {
  /** As in `status.metrics`: mostly `namespace/name`. */
  readonly name: string;
  readonly units: string | undefined;
  /** What its values are of single observations; undefined: unknown, which is taken for a mean. */
  readonly statistic?: Statistic | undefined;
}

/** Each part is undefined until an engine has written it. */
export interface Analysis {
  /** metric → version → value. */
  readonly aggregatedMetrics: ReadonlyMap<string, ReadonlyMap<string, MetricValue>> | undefined;
  /** version → one entry for each objective, in their order. */
  readonly versionAssessments: ReadonlyMap<string, readonly Assessment[]> | undefined;
  /** The same in words, where our own engine has written them. */
  readonly assessmentMessages?: ReadonlyMap<string, readonly (string | undefined)[]>;
  readonly winner: WinnerAssessment | undefined;
}

export interface MetricValue {
  readonly value: Quantity | undefined;
  /** The last value there was, where it is too old to be `value`; written by our own engine only. */
  readonly lastValue?: Quantity | undefined;
  /** When the value, or the last one, was read; undefined: nobody has written it down. */
  readonly observedAt?: Date | undefined;
  /** Number of observations behind the value. */
  readonly sampleSize: number | undefined;
}

/** Whether a version meets an objective; `unknown` when there is not enough data to say. */
export type Assessment = 'satisfied' | 'violated' | 'unknown';

export interface WinnerAssessment {
  readonly found: boolean;
  readonly version: string | undefined;
}

/** Facts of v1alpha1 and v1alpha2 that v2 has no place for. */
export interface Legacy {
  /** `Progressing`, `Pause`, `Completed`, or `Initializing`. */
  readonly phase: string | undefined;
  /** v1alpha2: `Canary`, `A/B`, …, as printed in the TYPE column. */
  readonly experimentType: string | undefined;
  /** v1alpha2: hosts that the experiment controls. */
  readonly hosts: readonly string[];
  /** v1alpha2: version that leads, also when it has not won; as printed under CURRENT BEST. */
  readonly currentBest: string | undefined;
  /** v1alpha2: probability that the leader is the best, as printed under CONFIDENCE. */
  readonly confidence: string | undefined;
  /** v1alpha1: what the analysis said of each criterion, and of the whole. */
  readonly conclusions: readonly string[];
}

export function isCompleted(experiment: Experiment): boolean {
  return experiment.status.stage === 'Completed';
}

export function baselineOf(experiment: Experiment): Version | undefined {
  return experiment.spec.versions.find((version) => version.role === 'baseline');
}

export function candidatesOf(experiment: Experiment): readonly Version[] {
  return experiment.spec.versions.filter((version) => version.role === 'candidate');
}

/** Those that a run is about: the candidates, and the only version of a Conformance. */
export function testedVersions(experiment: Experiment): readonly Version[] {
  const {testingPattern, versions} = experiment.spec;
  return testingPattern === 'Conformance' ? versions : candidatesOf(experiment);
}

/** All iterations of a whole run. */
export function totalIterations({duration}: Spec): number {
  return duration.iterationsPerLoop * duration.maxLoops;
}
