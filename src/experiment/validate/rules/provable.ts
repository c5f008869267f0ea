import {Field, FieldError} from '../../field.js';
import type {JsonObject} from '../../json.js';
import {bareName, lookUpMetric} from '../../metric-reference.js';
import {formatExact, quantityToNumber} from '../../quantity.js';
import {type Statistic, statisticOf, statisticOfName} from '../../statistic.js';
import {parseQuantileQuery, promqlOf} from '../../promql/quantile-query.js';
import type {ExperimentV2} from '../experiment-v2.js';
import {doubtfulValue, type Finding} from '../finding.js';
import type {Place} from '../place.js';
import {readStrength} from './strength.js';

/** `spec` of the Metrics that are at hand, by `namespace/name`. */
export type MetricSpecs = ReadonlyMap<string, JsonObject>;

/** What is to be proven of a metric, and what is known of that. */
interface Claim {
  readonly item: Place;
  readonly isReward: boolean;
  readonly statistic: Statistic;
  /** undefined: the Metric is not at hand. */
  readonly metric: Field | undefined;
  /** Whether the experiment names a metric that counts requests. */
  readonly isCounted: boolean;
}

/** Objectives and rewards of which the observations can never show anything, though the criteria ask for strength. */
export function checkProvable({criteria, namespace}: ExperimentV2, specs: MetricSpecs): Finding[] {
  if (!readStrength(criteria.get('strength'))) return [];
  const isCounted = criteria.get('requestCount').exists;
  const found = (item: Place, isReward: boolean) => {
    const reference = item.get('metric').text();
    if (reference === undefined) return [];
    const spec = lookUpMetric(specs, reference, namespace);
    const metric = spec && new Field(spec);
    const problem = problemOf({item, isReward, isCounted, metric, statistic: statisticFor(reference, metric)});
    return problem === undefined ? [] : [doubtfulValue(item.get('metric'), `can never be proven: ${problem}`)];
  };
  const rewards = [...criteria.get('rewards').items(), criteria.get('reward')];
  return [
    ...criteria.get('objectives').items().flatMap((item) => found(item, false)), // prettier-ignore
    ...rewards.flatMap((item) => found(item, true)),
  ];
}

function statisticFor(reference: string, metric: Field | undefined): Statistic {
  const name = bareName(reference);
  try {
    return metric ? statisticOf(name, metric) : statisticOfName(name);
  } catch (error) {
    if (error instanceof FieldError) return statisticOfName(name);
    throw error;
  }
}

function problemOf(claim: Claim): string | undefined {
  switch (claim.statistic.kind) {
    case 'percentile':
      return percentileProblem(claim);
    case 'proportion':
      return shareProblem(claim) ?? countProblem(claim);
    case 'count':
      return claim.isReward ? 'a number of events is no reward to compare; write a metric per request' : undefined;
    default:
      return countProblem(claim);
  }
}

/** Each share keeps a limit of 1. */
function shareProblem({item}: Claim): string | undefined {
  const limit = item.get('upperLimit').quantity();
  if (limit === undefined || quantityToNumber(limit) < 1) return undefined;
  return `a share lies between 0 and 1, so that a limit of ${formatExact(limit)} says nothing; write 2 % as 0.02, or statistic: mean in a Metric that counts in percent`;
}

function percentileProblem({item, isReward, metric}: Claim): string | undefined {
  if (isReward) return 'a percentile is no reward to compare; write a mean or a share';
  if (['relativeUpperLimit', 'relativeLowerLimit'].some((limit) => item.get(limit).exists))
    return "a percentile cannot be compared with the baseline's; write upperLimit";
  if (!metric || metric.get('provider').value === 'iter8') return undefined;
  if (parseQuantileQuery(promqlOf(metric.value) ?? '')) return undefined;
  return 'how many requests are above the limit of a percentile is known of the built-in metrics, and where the query is histogram_quantile(…), alone or times a number; use one of them, or a metric of the share of slow requests';
}

function countProblem({metric, isCounted}: Claim): string | undefined {
  const counts = metric && ['sampleSize', 'sample_size'].some((key) => metric.get(key).exists);
  if (isCounted || counts !== false) return undefined;
  return 'nobody says how many observations it has; write sampleSize in the Metric, or criteria.requestCount';
}
