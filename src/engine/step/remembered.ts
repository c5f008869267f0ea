import type {Observation, Observations, Reading} from '../../analysis/observations.js';
import {rememberLastValues} from '../../analysis/observations.js';
import type {Experiment, MetricValue} from '../../experiment/model.js';
import {referencesOf} from '../../metrics/references.js';
import type {MetricsAnswer} from './input.js';

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
    if (observation.kind === 'value' || observation.reason.length <= LONGEST_REASON) return observation;
    return {...observation, reason: `${observation.reason.slice(0, LONGEST_REASON - 1)}…`};
  };
  const metrics = [...observations].map(([metric, byVersion]): [string, ReadonlyMap<string, Observation>] => {
    return [metric, new Map([...byVersion].map(([version, observation]) => [version, bound(observation)]))];
  });
  return new Map(metrics);
}

/** Every metric of every version is unavailable for the same reason. */
function nothingObserved({spec, status}: Experiment, reason = 'the metrics were not queried'): Observations {
  const names = status.metrics.length > 0 ? status.metrics.map(({name}) => name) : referencesOf(spec.criteria);
  const byVersion = spec.versions.map(({name}): [string, Observation] => [name, {kind: 'unavailable', reason}]);
  return new Map(names.map((name) => [name, new Map(byVersion)]));
}

function storedObservations({status}: Experiment): Observations {
  const metrics = [...(status.analysis.aggregatedMetrics ?? [])].map(
    ([metric, byVersion]): [string, ReadonlyMap<string, Observation>] => {
      const readings = [...byVersion].flatMap(([version, stored]): [string, Observation][] => {
        const reading = readingOf(stored, status.lastUpdateTime);
        return reading ? [[version, {kind: 'value', ...reading}]] : [];
      });
      return [metric, new Map(readings)];
    },
  );
  return new Map(metrics);
}

/** Times in the status are whole seconds. */
const ROUNDING_MS = 1000;

/**
 * The original did not write down when a value was read: then it is as old as the last iteration. One that was read in the
 * future is forgotten: a clock had jumped, and with time it would come to look young.
 */
function readingOf(stored: MetricValue, lastUpdateTime: Date | undefined): Reading | undefined {
  const value = stored.value ?? stored.lastValue;
  const observedAt = stored.observedAt ?? lastUpdateTime;
  if (!value || !observedAt) return undefined;
  if (lastUpdateTime && observedAt.getTime() > lastUpdateTime.getTime() + ROUNDING_MS) return undefined;
  return {value, observedAt, ...(stored.sampleSize !== undefined && {sampleSize: stored.sampleSize})};
}
