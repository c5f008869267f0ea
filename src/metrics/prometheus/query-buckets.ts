import {parseQuantileQuery, type QuantileQuery} from '../../experiment/promql/quantile-query.js';
import type {QuerySource} from '../metric.js';
import {type Unavailable, unavailable} from '../outcome.js';
import {PROMETHEUS_VALUE} from '../parse-metric.js';
import {type MetricQuery, type QueryDeps, queryText} from '../query.js';
import {substitute, versionValues, wholeSeconds} from '../template.js';
import {readBuckets} from './buckets.js';
import {countsFactor} from './counts-factor.js';
import type {Distribution} from './distribution.js';

const QUERY = 'query';

/**
 * Asks Prometheus for the histogram of the whole run behind a percentile, by the query of the metric without its
 * `histogram_quantile`.
 *
 * @returns unavailable too where the query is another one, or its histogram does not count observations
 */
export async function queryBuckets(
  query: MetricQuery,
  deps: QueryDeps,
  signal?: AbortSignal,
): Promise<Distribution | Unavailable> {
  const {source} = query.metric;
  if (source.kind !== 'query') return unavailable('definition', 'nobody tells its histogram');
  const quantile = quantileOf(source);
  if ('kind' in quantile) return quantile;
  const seconds = wholeSeconds(query.context.elapsedSeconds);
  const counts = countsFactor(substitute(quantile.vector, versionValues(query.version, seconds)), seconds);
  if (typeof counts !== 'number') return counts;
  const answer = await queryText({...query, source: askingFor(source, quantile.vector), deps, signal});
  const buckets = answer.kind === 'text' ? readBuckets(answer.text) : answer;
  if ('kind' in buckets) return buckets;
  const counted = buckets.map(({upTo, count}) => ({upTo, count: count * counts}));
  return {kind: 'buckets', buckets: counted, factor: quantile.factor};
}

function quantileOf({params, jqExpression = ''}: QuerySource): QuantileQuery | Unavailable {
  if (jqExpression.replace(/\s/g, '') !== PROMETHEUS_VALUE.replace(/\s/g, ''))
    return unavailable('definition', `its jqExpression is another one than ${PROMETHEUS_VALUE}`);
  const text = params.filter(({name}) => name === QUERY).at(-1)?.value;
  const quantile = text === undefined ? undefined : parseQuantileQuery(text);
  return quantile ?? unavailable('definition', 'its query is not histogram_quantile(…), alone or times a number');
}

/** The same request with another query. */
function askingFor(source: QuerySource, query: string): QuerySource {
  const others = source.params.filter(({name}) => name !== QUERY);
  return {...source, params: [...others, {name: QUERY, value: query}]};
}
