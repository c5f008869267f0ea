import type {Observation, Observations} from '../../../src/analysis/observations.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import type {Experiment, Weight} from '../../../src/experiment/model.js';
import {parseQuantity} from '../../../src/experiment/quantity.js';
import {MemoryStore} from '../../../src/engine/memory-store.js';
import type {Ports} from '../../../src/engine/ports.js';
import type {TargetAnswer} from '../../../src/engine/step/input.js';
import {fullNameOf} from '../../../src/metrics/metric.js';
import {parseMetric} from '../../../src/metrics/parse-metric.js';
import type {MetricCollection} from '../../../src/metrics/references.js';
import {runItems} from '../../../src/tasks/run-items.js';

export const START = new Date('2026-11-22T10:00:00Z');

/** Values by metric and version, as text; null: unavailable. May depend on the iteration that is being decided. */
export type Values = Readonly<Record<string, Readonly<Record<string, string | null>>>>;

export interface WorldOptions {
  readonly values?: (experiment: Experiment) => Values;
  readonly metrics?: (references: readonly string[]) => MetricCollection;
  readonly target?: () => TargetAnswer;
  /** Replaces single ports. */
  readonly ports?: (world: World) => Partial<Ports>;
}

/** One line for each write that changes what `kubectl get experiment -w` shows. */
export interface Line {
  readonly stage: string;
  readonly iterations: number;
  readonly message: string;
}

/** A world without randomness: a resource in memory, a clock that jumps, traffic that obeys. */
export class World {
  readonly store: MemoryStore;
  weights: readonly Weight[];
  time = START;
  readonly splits: (readonly number[])[] = [];
  readonly queriedAt: Date[] = [];
  readonly waits: number[] = [];
  readonly ports: Ports;

  constructor(
    resource: JsonObject,
    readonly options: WorldOptions = {},
  ) {
    this.store = new MemoryStore(resource);
    this.weights = [];
    this.ports = {...this.#ports(), ...options.ports?.(this)};
  }

  #ports(): Ports {
    return {
      readExperiment: this.store.readExperiment,
      writeStatus: this.store.writeStatus,
      acquireTarget: async () => this.options.target?.() ?? {kind: 'acquired'},
      releaseTarget: async () => undefined,
      readMetricResources: async (references) => (this.options.metrics ?? plainMetrics)(references),
      queryMetrics: async (experiment) => {
        this.queriedAt.push(this.time);
        return observe(this.options.values?.(experiment) ?? {}, this.time);
      },
      observeWeights: async ({spec}) => ({kind: 'observed', weights: this.split(spec.versions)}),
      setWeights: async (weights) => {
        this.weights = weights;
        this.splits.push(weights.map(({percent}) => percent));
      },
      runAction: async ({items, key}, experiment, report, signal) =>
        runItems({items, context: {experiment, action: key, env: process.env}}, report, signal),
      sleep: async (until) => {
        this.waits.push((until.getTime() - this.time.getTime()) / 1000);
        if (until > this.time) this.time = until;
      },
      now: () => this.time,
    };
  }

  /** As it stands; all with the baseline until somebody sets it. */
  split(versions: Experiment['spec']['versions']): readonly Weight[] {
    if (this.weights.length > 0) return this.weights;
    return versions.map(({name}, index) => ({version: name, percent: index === 0 ? 100 : 0}));
  }
}

/** Every metric that is asked for exists, in the namespace `default` where none is named. */
export function plainMetrics(references: readonly string[]): MetricCollection {
  const metrics = references.map((reference) => {
    const [name = '', namespace = 'default'] = reference.split('/').reverse();
    return parseMetric({
      apiVersion: 'iter8.tools/v2alpha2',
      kind: 'Metric',
      metadata: {name, namespace},
      spec: {},
    });
  });
  return {
    kind: 'collected',
    metrics: new Map(metrics.map((metric) => [fullNameOf(metric), metric])),
    names: new Map(references.map((reference, index) => [reference, fullNameOf(metrics[index]!)])),
    sampleSizes: new Map(),
  };
}

export function observe(values: Values, observedAt: Date): Observations {
  return new Map(
    Object.entries(values).map(([metric, byVersion]) => [
      metric,
      new Map(Object.entries(byVersion).map(([version, text]) => [version, observation(text, observedAt)])),
    ]),
  );
}

function observation(text: string | null, observedAt: Date): Observation {
  const value = text === null ? undefined : parseQuantity(text);
  return value ? {kind: 'value', value, observedAt} : {kind: 'unavailable', reason: 'no answer within 5 s'};
}
