import {Field} from '../field.js';
import type {Criteria, Direction, Experiment, Objective} from '../model.js';
import {multiplyQuantities, type Quantity, quantityToNumber} from '../quantity.js';

const READY_MADE_NAMESPACE = 'iter8-istio';

/** A metric that the old engine brought along, and what counts the same for Istio today. */
interface ReadyMade {
  readonly name: string;
  readonly direction: Direction | undefined;
}

const READY_MADE: Readonly<Record<string, ReadyMade>> = {
  iter8_latency: {name: 'mean-latency', direction: 'Low'},
  iter8_mean_latency: {name: 'mean-latency', direction: 'Low'},
  iter8_error_rate: {name: 'error-rate', direction: 'Low'},
  iter8_error_count: {name: 'error-count', direction: 'Low'},
  iter8_request_count: {name: 'request-count', direction: undefined},
};

const REQUEST_COUNT = `${READY_MADE_NAMESPACE}/request-count`;

/** The ready-made metric that stands for one of the old engine; undefined: it was somebody's own. */
export function readyMadeMetric(metric: string): string | undefined {
  const found = Object.hasOwn(READY_MADE, metric) ? READY_MADE[metric] : undefined;
  return found && `${READY_MADE_NAMESPACE}/${found.name}`;
}

/**
 * The same experiment in the metrics of today, judged as the old engine judged it: without success criteria v1alpha1
 * counted as a success, and a latency in seconds is one in milliseconds now.
 */
export function withTodaysCriteria(experiment: Experiment): Experiment {
  const {spec, status} = experiment;
  const {aggregatedMetrics} = status.analysis;
  const values = aggregatedMetrics && new Map([...aggregatedMetrics].map(([name, value]) => [today(name), value]));
  return {
    ...experiment,
    spec: {...spec, criteria: todaysCriteria(experiment)},
    status: {
      ...status,
      metrics: status.metrics.map((metric) => ({...metric, name: today(metric.name)})),
      analysis: {...status.analysis, aggregatedMetrics: values},
    },
  };
}

function today(metric: string): string {
  return readyMadeMetric(metric) ?? metric;
}

function todaysCriteria(experiment: Experiment): Criteria {
  const {criteria} = experiment.spec;
  const objectives = isAlwaysSuccess(experiment) ? [ALWAYS_MET] : criteria.objectives;
  const metrics = [...objectives, ...criteria.rewards].map(({metric}) => today(metric));
  const isCounted = metrics.some((metric) => metric.startsWith(`${READY_MADE_NAMESPACE}/`));
  return {
    ...criteria,
    requestCount: isCounted ? REQUEST_COUNT : undefined,
    indicators: criteria.indicators.map(today),
    rewards: criteria.rewards.map(({metric, preferredDirection}) => ({
      metric: today(metric),
      preferredDirection: preferredDirection ?? directionOf(metric),
    })),
    objectives: objectives.map((objective) => todaysObjective(experiment, objective)),
  };
}

/** Whether more or less of a metric of the old engine is better; undefined: that is not known. */
export function directionOf(metric: string): Direction | undefined {
  return Object.hasOwn(READY_MADE, metric) ? READY_MADE[metric]?.direction : undefined;
}

/** Holds for every version as soon as its requests can be counted. */
const ALWAYS_MET: Objective = {
  metric: REQUEST_COUNT,
  upperLimit: undefined,
  lowerLimit: {digits: 0n, scale: 0},
  relativeLimit: undefined,
  rollbackOnFailure: false,
};

/** Whether the candidate was to win whatever happened. */
export function isAlwaysSuccess({dialect, spec: {criteria, versions}}: Experiment): boolean {
  const isJudged = criteria.objectives.length > 0 || criteria.rewards.length > 0;
  return dialect === 'v1alpha1' && !isJudged && versions.length > 1;
}

const THOUSAND: Quantity = {digits: 1000n, scale: 0};

/** In v1alpha1 a counter over its limit ended the experiment at once. */
function todaysObjective(experiment: Experiment, objective: Objective): Objective {
  const {metric, upperLimit, rollbackOnFailure} = objective;
  const isScaled = isInSeconds(experiment, objective);
  return {
    ...objective,
    metric: today(metric),
    upperLimit: upperLimit && isScaled ? multiplyQuantities(upperLimit, THOUSAND) : upperLimit,
    rollbackOnFailure: rollbackOnFailure || (upperLimit !== undefined && isCounter(experiment, metric)),
  };
}

function isCounter({dialect, source}: Experiment, metric: string): boolean {
  if (dialect !== 'v1alpha1') return false;
  return metric === 'iter8_error_count' || new Field(source).get('metrics', metric, 'is_counter').value === true;
}

/** A limit below which nobody sets milliseconds and above which nobody sets seconds. */
const BETWEEN_SECONDS_AND_MILLISECONDS = 10;

/**
 * Whether a limit on `iter8_latency` is in seconds, as in v0.1, and not in milliseconds, as in v0.2. The query that the
 * old controller had copied into the object tells; else fields that came with v0.2; else how large it is.
 */
export function isInSeconds({dialect, source}: Experiment, {metric, upperLimit}: Objective): boolean {
  if (dialect !== 'v1alpha1' || metric !== 'iter8_latency' || !upperLimit) return false;
  const query = new Field(source).get('metrics', metric, 'query_template').text();
  if (query?.includes('duration_milliseconds')) return false;
  if (query?.includes('duration_seconds')) return true;
  const service = new Field(source).get('spec', 'targetService');
  const isOfV02 = service.get('kind').exists || service.get('hosts').exists;
  return !isOfV02 && quantityToNumber(upperLimit) < BETWEEN_SECONDS_AND_MILLISECONDS;
}
