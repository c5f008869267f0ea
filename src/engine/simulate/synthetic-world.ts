import type {Observation, Observations} from '../../analysis/observations.js';
import {Iter8Error} from '../../errors.js';
import type {JsonObject} from '../../experiment/json.js';
import {bareName} from '../../experiment/metric-reference.js';
import type {Experiment, Weight} from '../../experiment/model.js';
import {CURRENT_API_VERSION} from '../../experiment/convert/conversion.js';
import {type Metric} from '../../metrics/metric.js';
import {seededRandom} from '../../metrics/mock/random.js';
import {parseMetric} from '../../metrics/parse-metric.js';
import {collectMetrics, referencesOf} from '../../metrics/references.js';
import {nameOfItem} from '../../tasks/action.js';
import {withCountsAbove} from '../observations.js';
import {MemoryStore} from '../memory-store.js';
import type {Ports} from '../ports.js';
import type {RunAction} from '../step/effects.js';
import {hasMetric, SyntheticVersion} from './synthetic-version.js';
import {plainTruth, type Truth} from './truth.js';

export interface SyntheticOptions {
  readonly experiment: Experiment;
  readonly truths: readonly Truth[];
  readonly seed: string;
  readonly start: Date;
}

/**
 * Ports to a world of numbers: the clock jumps to where somebody waits for, requests are drawn for the time in between and
 * split by the present weights, metrics are counted since the start. Tasks are not run, since they would act on the real
 * world; all of them are recorded as skipped.
 *
 * @throws Iter8Error INVALID when a truth is about an unknown version, or the criteria need a metric that nobody tells
 */
export function syntheticPorts(options: SyntheticOptions): Ports {
  const {experiment, start} = options;
  checkTruths(options);
  const store = new MemoryStore({...experiment.source, status: undefined});
  const versions = syntheticVersions(options);
  let time = start;
  let weights = firstWeights(experiment);
  return {
    readExperiment: store.readExperiment,
    writeStatus: store.writeStatus,
    acquireTarget: () => Promise.resolve({kind: 'acquired'}),
    releaseTarget: () => Promise.resolve(),
    readMetricResources: (references, {namespace}) =>
      collectMetrics(references, {namespace}, (space, name) => Promise.resolve(syntheticMetric(space, name))),
    queryMetrics: (asked) => Promise.resolve(observe(asked, versions, time)),
    observeWeights: () => Promise.resolve({kind: 'observed', weights}),
    setWeights: (next) => {
      weights = next;
      return Promise.resolve();
    },
    runAction: skipTasks,
    sleep: (until) => {
      const seconds = Math.max(0, (until.getTime() - time.getTime()) / 1000);
      for (const {version, percent} of weights) versions.get(version)?.advance(seconds, percent / 100);
      time = until > time ? until : time;
      return Promise.resolve();
    },
    now: () => time,
  };
}

function checkTruths({experiment, truths}: SyntheticOptions): void {
  const names = experiment.spec.versions.map(({name}) => name);
  const stranger = truths.find(({version}) => !names.includes(version));
  if (stranger) {
    const hint = `its versions are ${names.join(', ')}`;
    throw new Iter8Error(
      'INVALID',
      `experiment ${experiment.name} has no version ${JSON.stringify(stranger.version)}`,
      hint,
    );
  }
  for (const name of names) {
    const truth = truthOf(truths, name);
    const untold = referencesOf(experiment.spec.criteria).find(
      (reference) => !hasMetric(truth, bareName(reference)),
    );
    if (untold === undefined) continue;
    const hint = `say what it is really like: --truth '${name}:${bareName(untold)}=MEAN±DEVIATION'`;
    throw new Iter8Error('INVALID', `nobody tells the metric ${untold} of version ${name}`, hint);
  }
}

function truthOf(truths: readonly Truth[], version: string): Truth {
  return truths.find((truth) => truth.version === version) ?? plainTruth(version);
}

/** Each has numbers of its own, so that another version's truth does not change them. */
function syntheticVersions({experiment, truths, seed}: SyntheticOptions): Map<string, SyntheticVersion> {
  const entries = experiment.spec.versions.map(({name}): [string, SyntheticVersion] => {
    return [name, new SyntheticVersion(truthOf(truths, name), seededRandom(`${seed}/${name}`))];
  });
  return new Map(entries);
}

/** All on the baseline, or for FixedSplit evenly, since there somebody has split the traffic before. */
function firstWeights({spec}: Experiment): readonly Weight[] {
  const {versions, deploymentPattern} = spec;
  if (deploymentPattern !== 'FixedSplit') {
    return versions.map(({name}, index) => ({version: name, percent: index === 0 ? 100 : 0}));
  }
  const share = Math.floor(100 / versions.length);
  return versions.map(({name}, index) => ({
    version: name,
    percent: index === 0 ? 100 - share * (versions.length - 1) : share,
  }));
}

function syntheticMetric(namespace: string, name: string): Metric {
  const units = name.includes('latency') ? {units: 'milliseconds'} : {};
  const spec: JsonObject = {description: 'drawn at random by a simulation', ...units};
  return parseMetric({apiVersion: CURRENT_API_VERSION, kind: 'Metric', metadata: {name, namespace}, spec});
}

function observe(
  experiment: Experiment,
  versions: ReadonlyMap<string, SyntheticVersion>,
  time: Date,
): Observations {
  const metrics = experiment.status.metrics.map(({name}): [string, ReadonlyMap<string, Observation>] => {
    const observed = [...versions].map(([version, synthetic]): [string, Observation] => {
      return [version, observation(synthetic, bareName(name), time)];
    });
    return [name, new Map(observed)];
  });
  return withCountsAbove(experiment, new Map(metrics), (_metric, version, limit) =>
    versions.get(version)?.countAbove(limit),
  );
}

function observation(version: SyntheticVersion, metric: string, observedAt: Date): Observation {
  const value = version.value(metric);
  if (!value) return {kind: 'unavailable', reason: 'the version has had no request yet'};
  return {kind: 'value', value, observedAt, sampleSize: version.samplesOf(metric)};
}

const skipTasks: Ports['runAction'] = async ({items}: RunAction, _experiment, report) => {
  for (const item of items) {
    const reason = 'tasks are not run in a simulation';
    await report({index: item.index, task: nameOfItem(item), result: 'skipped', output: '', reason});
  }
  return {kind: 'succeeded'};
};
