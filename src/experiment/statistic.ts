import type {Field} from './field.js';
import {promqlOf, quantileShare} from './promql/quantile-query.js';

/**
 * What the value of a metric says of the observations behind it: their `mean`, the share (`proportion`) of those that count
 * as bad, the value below which a share of them lies (`percentile`), or how many there were (`count`).
 */
export type Statistic =
  | {readonly kind: 'mean' | 'proportion' | 'count'}
  | {
      readonly kind: 'percentile';
      /** Above 0 and below 1. */
      readonly share: number;
    };

/**
 * Share of the observations that may lie above a percentile, without the digits that binary numbers add: of 0.95 it is 0.05.
 *
 * @param share of those below it
 */
export function shareAbove(share: number): number {
  return Number((1 - share).toPrecision(12));
}

/** Words of `spec.statistic` of a Metric; a percentile is known by its query or its name. */
export const STATISTICS = ['mean', 'proportion', 'count'] as const;

/**
 * What a Metric says, or else what its type, its query and its name tell: the names of the ready-made metrics, and those like
 * them.
 *
 * @param name without namespace
 * @param spec of the Metric
 * @throws FieldError when `statistic` holds another word
 */
export function statisticOf(name: string, spec: Field): Statistic {
  const said = spec.get('statistic').oneOf(STATISTICS);
  if (said !== undefined) return {kind: said};
  if (/^counter$/i.test(spec.get('type').text() ?? '')) return {kind: 'count'};
  const share = quantileShare(promqlOf(spec.value) ?? '');
  return share === undefined ? statisticOfName(name) : {kind: 'percentile', share};
}

/** Shares of requests: `error-rate`, and `le500ms-latency-percentile` of the ready-made metrics, which is one. */
const SHARE = /(?:^|-)error-(?:rate|ratio|share)$|^le\d+ms-/;

/** `95th-percentile-tail-latency`, `latency-99th-percentile`, `p50-latency` → 0.95, 0.99, 0.5. */
const PERCENTILE = /(?:^|-)(?:(\d{1,2}(?:\.\d+)?)(?:st|nd|rd|th)|p(\d{1,2}(?:\.\d+)?))(?:-|$)/;

export function statisticOfName(name: string): Statistic {
  if (SHARE.test(name)) return {kind: 'proportion'};
  const [, ordinal, short] = PERCENTILE.exec(name) ?? [];
  const percent = Number(ordinal ?? short ?? NaN);
  return percent > 0 ? {kind: 'percentile', share: percent / 100} : {kind: 'mean'};
}
