import {bestVersions} from '../../analysis/best-reward.js';
import type {Bound} from '../../analysis/objective.js';
import {objectiveFacts} from '../../analysis/objective-facts.js';
import type {ShownProof} from '../../analysis/shown-proof.js';
import {historyOf, type Point} from '../../experiment/history.js';
import {lookUpMetric} from '../../experiment/metric-reference.js';
import {
  type Assessment,
  type Experiment,
  type MetricValue,
  type Objective,
  type Reward,
} from '../../experiment/model.js';
import type {Quantity} from '../../experiment/quantity.js';

/** A metric by which versions are judged, or that is only watched. */
export interface CriterionView {
  /** As the criteria name it. */
  readonly metric: string;
  readonly units: string | undefined;
  readonly rule: Rule;
  readonly versions: readonly ReadingView[];
}

export type Rule =
  | {readonly kind: 'objective'; readonly objective: Objective}
  | {readonly kind: 'reward'; readonly reward: Reward}
  | {readonly kind: 'indicator'};

/** A metric of one version. */
export interface ReadingView {
  readonly version: string;
  readonly value: Quantity | undefined;
  readonly sampleSize: number | undefined;
  readonly observedAt: Date | undefined;
  /** Of an objective: the bound that is broken, or the closer one. */
  readonly bound: Bound | undefined;
  /** Of an objective. */
  readonly state: Assessment | undefined;
  /** Of an objective: what the looks show, and until what is missing will have come; undefined: nothing. */
  readonly proof: ShownProof | undefined;
  readonly missingSeconds: number | undefined;
  /** Of a reward. */
  readonly isBest: boolean;
  /** How the value went, the oldest first. */
  readonly history: readonly Point[];
}

/** Objectives, rewards, and what else is measured, in the order of the spec. */
export function criteriaView(experiment: Experiment): readonly CriterionView[] {
  const {objectives, rewards, indicators, requestCount} = experiment.spec.criteria;
  const readings = new Readings(experiment);
  const judged = [...objectives, ...rewards].map(({metric}) => metric);
  const others = [...indicators, ...(requestCount === undefined ? [] : [requestCount])];
  return [
    ...objectives.map((objective, index) => objectiveView(experiment, readings, objective, index)),
    ...rewards.map((reward) => rewardView(readings, reward)),
    ...[...new Set(others)]
      .filter((metric) => !judged.includes(metric))
      .map((metric) => ({...readings.of(metric), rule: {kind: 'indicator'}}) as const),
  ];
}

function objectiveView(
  experiment: Experiment,
  readings: Readings,
  objective: Objective,
  index: number,
): CriterionView {
  const criterion = readings.of(objective.metric);
  const facts = new Map(objectiveFacts(experiment, objective, index).map((fact) => [fact.version, fact]));
  const versions = criterion.versions.map((reading): ReadingView => {
    const {value, samples: sampleSize, bound, state, proof, missingSeconds} = facts.get(reading.version) ?? {};
    return {...reading, value, sampleSize, bound, state, proof, missingSeconds};
  });
  return {...criterion, rule: {kind: 'objective', objective}, versions};
}

function rewardView(readings: Readings, reward: Reward): CriterionView {
  const criterion = readings.of(reward.metric);
  const values = new Map(criterion.versions.map(({version, value}) => [version, value]));
  const best = bestVersions(values, reward.preferredDirection);
  const versions = criterion.versions.map((reading) => ({...reading, isBest: best.includes(reading.version)}));
  return {...criterion, rule: {kind: 'reward', reward}, versions};
}

type ByVersion<T> = ReadonlyMap<string, T>;

/** What the status tells of each metric and version. */
class Readings {
  readonly #values: ReadonlyMap<string, ByVersion<MetricValue>>;
  readonly #units: ReadonlyMap<string, string | undefined>;
  readonly #history = new Map<string, Map<string, readonly Point[]>>();

  constructor(private readonly experiment: Experiment) {
    const {status} = experiment;
    this.#values = status.analysis.aggregatedMetrics ?? new Map();
    this.#units = new Map(status.metrics.map(({name, units}) => [name, units]));
    for (const {metric, version, points} of historyOf(experiment).series) {
      if (metric === undefined) continue;
      const ofMetric = this.#history.get(metric) ?? new Map<string, readonly Point[]>();
      this.#history.set(metric, ofMetric.set(version, points));
    }
  }

  /** Before anything is judged. */
  of(metric: string): Omit<CriterionView, 'rule'> {
    const values = this.#find(this.#values, metric);
    const history = this.#find(this.#history, metric);
    const versions = this.experiment.spec.versions.map(({name}): ReadingView => {
      const found = values?.get(name);
      const {value, sampleSize, observedAt} = found ?? {};
      return {
        version: name,
        value,
        sampleSize,
        observedAt,
        bound: undefined,
        state: undefined,
        proof: undefined,
        missingSeconds: undefined,
        isBest: false,
        history: history?.get(name) ?? [],
      };
    });
    return {metric, units: this.#find(this.#units, metric), versions};
  }

  #find<T>(byMetric: ReadonlyMap<string, T>, metric: string): T | undefined {
    return lookUpMetric(byMetric, metric, this.experiment.namespace);
  }
}
