import type {Observations} from '../../../src/analysis/observations.js';
import type {Ports} from '../../../src/engine/ports.js';
import {runExperiment} from '../../../src/engine/run.js';
import type {TargetAnswer} from '../../../src/engine/step/input.js';
import type {Experiment} from '../../../src/experiment/model.js';
import {fullNameOf} from '../../../src/metrics/metric.js';
import {parseMetric} from '../../../src/metrics/parse-metric.js';
import type {MetricCollection} from '../../../src/metrics/references.js';
import {see, type Sighting} from '../../engine/support/any-world.js';
import {experiment, type Sketch} from '../../engine/support/experiment.js';
import {World} from '../../engine/support/world.js';

/** An experiment as somebody finds it, and when. */
export interface Scene {
  readonly experiment: Experiment;
  readonly now: Date;
}

export interface Plot {
  /** metric → version → what is seen in an iteration, from 1. */
  readonly sights?: (iteration: number) => Readonly<Record<string, Readonly<Record<string, Sighting>>>>;
  /** Where the engine is stopped; undefined: it goes on to the end. */
  readonly until?: (experiment: Experiment) => boolean;
  readonly target?: () => TargetAnswer;
  readonly metrics?: (references: readonly string[]) => MetricCollection;
  readonly ports?: (world: World) => Partial<Ports>;
  /** From the last write until somebody looks. */
  readonly laterSeconds?: number;
}

export const LATENCY = {metric: 'mean-latency', upperLimit: 300};
export const ERRORS = {metric: 'error-rate', upperLimit: '0.01'};
export const [V1, V2, V3] = ['checkout-v1', 'checkout-v2', 'checkout-v3'] as const;

const UNITS: Readonly<Record<string, string>> = {'mean-latency': 'milliseconds', revenue: 'euro'};

/** Four iterations of 30 seconds with the versions of a checkout, played by our own engine. */
export async function play({spec, annotations, ...sketch}: Sketch, plot: Plot = {}): Promise<Scene> {
  const resource = experiment({
    objectives: [LATENCY, ERRORS],
    duration: {intervalSeconds: 30, iterationsPerLoop: 4},
    ...sketch,
    spec: {
      target: 'shop/checkout',
      versionInfo: {baseline: {name: V1}, candidates: (sketch.candidates ?? [V2]).map((name) => ({name}))},
      ...spec,
    },
  });
  const metadata = {name: 'checkout', namespace: 'shop', uid: '7d2f', annotations};
  const world = new World(
    {...resource, metadata},
    {
      metrics: plot.metrics ?? collect,
      ...(plot.target && {target: plot.target}),
      ports: (own) => ({
        queryMetrics: async ({status}) => observe(plot, status.completedIterations + 1, own.time),
        ...plot.ports?.(own),
      }),
    },
  );
  return stopped(world, plot);
}

async function stopped(world: World, {until, laterSeconds = 5}: Plot): Promise<Scene> {
  const stop = new AbortController();
  let found: Experiment | undefined;
  const onWrite = (written: Experiment) => {
    if (stop.signal.aborted) return;
    found = written;
    if (until?.(written)) stop.abort();
  };
  await runExperiment(world.ports, {signal: stop.signal, onWrite});
  return {experiment: found!, now: new Date(world.time.getTime() + laterSeconds * 1000)};
}

function observe({sights}: Plot, iteration: number, now: Date): Observations {
  const seen = Object.entries(sights?.(iteration) ?? {});
  return new Map(
    seen.map(([metric, byVersion]) => [
      `shop/${metric}`,
      new Map(Object.entries(byVersion).map(([version, sighting]) => [version, see(sighting, now)])),
    ]),
  );
}

/** Metrics that say their units. */
function collect(references: readonly string[]): MetricCollection {
  const metrics = references.map((name) => {
    const units = UNITS[name];
    const head = {apiVersion: 'iter8.tools/v2alpha2', kind: 'Metric', metadata: {name, namespace: 'shop'}};
    return parseMetric({...head, spec: units === undefined ? {} : {units}});
  });
  const names = new Map(references.map((reference, index) => [reference, fullNameOf(metrics[index]!)]));
  return {
    kind: 'collected',
    metrics: new Map(metrics.map((metric) => [fullNameOf(metric), metric])),
    names,
    sampleSizes: new Map(),
  };
}
