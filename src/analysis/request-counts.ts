import {memberOf} from '../experiment/lenient.js';
import {lookUpMetric} from '../experiment/metric-reference.js';
import type {Experiment} from '../experiment/model.js';
import {quantityToNumber} from '../experiment/quantity.js';
import type {Observation, Observations} from './observations.js';

/** How many requests have come to each version, and how many should have. */
export interface RequestCounts {
  /** That counts them. */
  readonly metric: string;
  /** In the order of the versions. */
  readonly counts: readonly VersionCount[];
}

export interface VersionCount {
  readonly version: string;
  /** Since the begin of the run. */
  readonly requests: number;
  /** That is set now. */
  readonly percent: number;
}

/** More of them would take too much room in the status. */
const MOST_VERSIONS = 10;

/**
 * By the request count, or else by the first metric that says how many data points each version has. What tasks collect does not
 * count: they send requests to each version alone.
 *
 * @param before that counted them so far, which no other one can go on from
 * @returns undefined where nobody counts those of each version
 */
export function countRequests(
  experiment: Experiment,
  observations: Observations,
  before: string | undefined,
): RequestCounts | undefined {
  if (memberOf(experiment.source, 'status', 'analysis', 'aggregatedBuiltinHists') !== undefined) return undefined;
  const counted = [requestsOf(experiment, observations), ...sizesOf(experiment, observations)];
  return counted.find((counts) => counts !== undefined && (before ?? counts.metric) === counts.metric);
}

function requestsOf(experiment: Experiment, observations: Observations): RequestCounts | undefined {
  const {requestCount} = experiment.spec.criteria;
  if (requestCount === undefined) return undefined;
  return countsBy(experiment, requestCount, (version) => requestsTo(version, experiment, observations));
}

/** Requests to a version since the begin of the run; undefined: nobody counts them, or they could not be read now. */
export function requestsTo(
  version: string,
  {spec, namespace}: Experiment,
  observations: Observations,
): number | undefined {
  const {requestCount} = spec.criteria;
  if (requestCount === undefined) return undefined;
  const observation = lookUpMetric(observations, requestCount, namespace)?.get(version);
  return observation?.kind === 'value' ? Math.round(quantityToNumber(observation.value)) : undefined;
}

function sizesOf(experiment: Experiment, observations: Observations): (RequestCounts | undefined)[] {
  return [...observations].map(([metric, byVersion]) =>
    countsBy(experiment, metric, (version) => sizeIn(byVersion.get(version))),
  );
}

function countsBy(
  {spec, status}: Experiment,
  metric: string,
  countOf: (version: string) => number | undefined,
): RequestCounts | undefined {
  const counts = spec.versions.flatMap(({name}): VersionCount[] => {
    const requests = countOf(name);
    const percent = status.weights.find(({version}) => version === name)?.percent;
    return requests === undefined || percent === undefined ? [] : [{version: name, requests, percent}];
  });
  const isWhole = counts.length === spec.versions.length;
  return isWhole && counts.length > 1 && counts.length <= MOST_VERSIONS ? {metric, counts} : undefined;
}

function sizeIn(observation: Observation | undefined): number | undefined {
  return observation?.kind === 'value' ? observation.sampleSize : undefined;
}
