import type {Json} from '../json.js';
import {listOf, memberOf} from '../lenient.js';
import {parseCall, unwrap} from './brackets.js';

/** A query for a percentile of a histogram. */
export interface QuantileQuery {
  /** Of the observations that are below it, above 0 and below 1. */
  readonly share: number;
  /** The vector by `le` that it is made of. */
  readonly vector: string;
  /** By which its result is multiplied, above 0: 1000 where the histogram is in seconds and the metric in milliseconds. */
  readonly factor: number;
}

const NUMBER = String.raw`(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const WHOLE_NUMBER = new RegExp(`^${NUMBER}$`);
const NUMBER_FIRST = new RegExp(`^(${NUMBER})\\s*\\*(.+)$`, 's');
const NUMBER_LAST = new RegExp(`^(.+?)([*/])\\s*(${NUMBER})$`, 's');
const FUNCTION = 'histogram_quantile';
/** A longer query is none that anybody has written. */
const LONGEST = 10_000;

/**
 * What a PromQL query is made of that is `histogram_quantile(…)`, alone or times constants. Placeholders may stand in it.
 *
 * @returns undefined for every other query
 */
export function parseQuantileQuery(query: string): QuantileQuery | undefined {
  if (query.length > LONGEST) return undefined;
  const text = unwrap(query);
  const [, first, rest] = NUMBER_FIRST.exec(text) ?? [];
  if (first !== undefined && rest !== undefined) return scaled(rest, Number(first));
  const [, product, operator, last] = NUMBER_LAST.exec(text) ?? [];
  if (product === undefined || last === undefined) return parseQuantileCall(text);
  return scaled(product, operator === '/' ? 1 / Number(last) : Number(last));
}

function scaled(query: string, factor: number): QuantileQuery | undefined {
  const found = parseQuantileQuery(query);
  const product = (found?.factor ?? 0) * factor;
  return found && product > 0 && product < Infinity ? {...found, factor: product} : undefined;
}

function parseQuantileCall(text: string): QuantileQuery | undefined {
  const {name, args} = parseCall(text) ?? {};
  const [share, vector, ...others] = args ?? [];
  if (name !== FUNCTION || share === undefined || vector === undefined || others.length > 0) return undefined;
  const isShare = WHOLE_NUMBER.test(share) && Number(share) > 0 && Number(share) < 1;
  return isShare ? {share: Number(share), vector, factor: 1} : undefined;
}

const MENTIONED = new RegExp(`\\b${FUNCTION}\\s*\\(\\s*(${NUMBER})\\s*,`);

/** The share of a percentile that a query asks for, in whatever it is wrapped; undefined: it asks for none. */
export function quantileShare(query: string): number | undefined {
  const [, share] = MENTIONED.exec(query) ?? [];
  return Number(share) > 0 && Number(share) < 1 ? Number(share) : undefined;
}

/** The query of a Metric for Prometheus, as a template; undefined: it has none. @param spec of the Metric */
export function promqlOf(spec: Json | undefined): string | undefined {
  const params = memberOf(spec, 'params');
  const listed = listOf(params).filter((param) => memberOf(param, 'name') === 'query');
  const query = listed.length > 0 ? memberOf(listed.at(-1), 'value') : memberOf(params, 'query');
  return typeof query === 'string' ? query : undefined;
}
