import type {Observation, Observations, Reading} from '../../analysis/observations.js';
import {rememberLastValues} from '../../analysis/observations.js';
import {Field} from '../../experiment/field.js';
import type {Experiment, MetricValue} from '../../experiment/model.js';
import {referencesOf} from '../../metrics/references.js';
import type {MetricsAnswer} from './input.js';
import {PROVENANCE} from './stored-analysis.js';
import {statusField} from './times.js';

/**
 * What is known of the metrics now: the new observations, and where there is none the last good value of the stored
 * analysis with its age (weakness 4: the original forgot it).
 */
export function observationsOf(experiment: Experiment, answer: MetricsAnswer | undefined): Observations {
  const latest = answer?.kind === 'observed' ? answer.observations : nothingObserved(experiment, answer?.reason);
  return rememberLastValues(storedObservations(experiment), boundReasons(latest));
}

const LONGEST_REASON = 300;

/** Reasons reach the status. */
function boundReasons(observations: Observations): Observations {
  const bound = (observation: Observation): Observation => {
    if (observation.kind === 'unavailable') return {...observation, reason: boundReason(observation.reason)};
    const {uncounted} = observation;
    return uncounted === undefined ? observation : {...observation, uncounted: boundReason(uncounted)};
  };
  const metrics = [...observations].map(([metric, byVersion]): [string, ReadonlyMap<string, Observation>] => {
    return [metric, new Map([...byVersion].map(([version, observation]) => [version, bound(observation)]))];
  });
  return new Map(metrics);
}

function boundReason(reason: string): string {
  return reason.length <= LONGEST_REASON ? reason : `${reason.slice(0, LONGEST_REASON - 1)}…`;
}

/** Every metric of every version is unavailable for the same reason. */
function nothingObserved({spec, status}: Experiment, reason = 'the metrics were not queried'): Observations {
  const names = status.metrics.length > 0 ? status.metrics.map(({name}) => name) : referencesOf(spec.criteria);
  const byVersion = spec.versions.map(({name}): [string, Observation] => [name, {kind: 'unavailable', reason}]);
  return new Map(names.map((name) => [name, new Map(byVersion)]));
}

function storedObservations(experiment: Experiment): Observations {
  const {lastUpdateTime, analysis} = experiment.status;
  const counted = countedMetrics(experiment);
  const undatedAt = timeOfUndated(experiment);
  const metrics = [...(analysis.aggregatedMetrics ?? [])].map(
    ([metric, byVersion]): [string, ReadonlyMap<string, Observation>] => {
      const readings = [...byVersion].flatMap(([version, stored]): [string, Observation][] => {
        const reading = readingOf(stored, {lastUpdateTime, undatedAt, isCounted: counted.has(metric)});
        return reading ? [[version, {kind: 'value', ...reading}]] : [];
      });
      return [metric, new Map(readings)];
    },
  );
  return new Map(metrics);
}

/** Names in the status of the metrics that name who counts their data points. */
function countedMetrics(experiment: Experiment): ReadonlySet<string> {
  const copies = ['status', 'spec'].flatMap((part) => new Field(experiment.source).get(part, 'metrics').items());
  const counted = copies.filter((copy) => {
    const spec = copy.get('metricObj', 'spec');
    return spec.get('sampleSize').exists || spec.get('sample_size').exists;
  });
  return new Set(counted.flatMap((copy) => copy.get('name').text() ?? []));
}

/**
 * When values without a time of their own were read. The original writes no times down: they are as old as the last
 * iteration. This engine does, unless the status was too small for them: then nobody knows.
 */
function timeOfUndated(experiment: Experiment): Date | undefined {
  const {value: provenance} = statusField(experiment).get('analysis', 'aggregatedMetrics', 'provenance');
  return provenance === PROVENANCE ? undefined : experiment.status.lastUpdateTime;
}

/** Times in the status are whole seconds. */
const ROUNDING_MS = 1000;

interface StoredCircumstances {
  readonly lastUpdateTime: Date | undefined;
  /** When values without a time of their own were read; undefined: nobody knows, so they are forgotten. */
  readonly undatedAt: Date | undefined;
  /** Whether the metric names who counts its data points. */
  readonly isCounted: boolean;
}

/** One that was read in the future is forgotten: a clock had jumped, and with time it would come to look young. */
function readingOf(
  {value: fresh, lastValue, observedAt: writtenTime, sampleSize}: MetricValue,
  {lastUpdateTime, undatedAt, isCounted}: StoredCircumstances,
): Reading | undefined {
  const value = fresh ?? lastValue;
  const observedAt = writtenTime ?? undatedAt;
  if (!value || !observedAt) return undefined;
  if (lastUpdateTime && observedAt.getTime() > lastUpdateTime.getTime() + ROUNDING_MS) return undefined;
  if (sampleSize !== undefined) return {value, observedAt, sampleSize};
  return isCounted ? {value, observedAt, uncounted: 'the status does not say'} : {value, observedAt};
}
