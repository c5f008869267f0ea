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

const NUMBER = String.raw`(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`;
const WHOLE_NUMBER = new RegExp(`^${NUMBER}$`);
const NUMBER_FIRST = new RegExp(`^(${NUMBER})\\s*\\*(.+)$`, 's');
const NUMBER_LAST = new RegExp(`^(.+?)([*/])\\s*(${NUMBER})$`, 's');
const FUNCTION = 'histogram_quantile';
/** A longer query is none that anybody has written, nor is one with more factors. */
const LONGEST = 10_000;
const MOST_FACTORS = 8;

/**
 * What a PromQL query is made of that is `histogram_quantile(…)`, alone or times constants. Placeholders may stand in it.
 *
 * @returns undefined for every other query
 */
export function parseQuantileQuery(query: string): QuantileQuery | undefined {
  if (query.length > LONGEST) return undefined;
  let [text, factor] = [unwrap(query), 1];
  for (let factors = 0; factors <= MOST_FACTORS; factors += 1) {
    const product = splitFactor(text);
    if (!product) return scaled(parseQuantileCall(text), factor);
    [text, factor] = [unwrap(product.rest), factor * product.factor];
  }
  return undefined;
}

interface Product {
  readonly factor: number;
  readonly rest: string;
}

/** @returns undefined for what is no product with a number at its begin or end */
function splitFactor(text: string): Product | undefined {
  const [, first, others] = NUMBER_FIRST.exec(text) ?? [];
  if (first !== undefined && others !== undefined) return {factor: Number(first), rest: others};
  const [, rest, operator, last] = NUMBER_LAST.exec(text) ?? [];
  if (rest === undefined || last === undefined) return undefined;
  return {factor: operator === '/' ? 1 / Number(last) : Number(last), rest};
}

function scaled(call: QuantileCall | undefined, factor: number): QuantileQuery | undefined {
  return call && factor > 0 && factor < Infinity ? {...call, factor} : undefined;
}

type QuantileCall = Omit<QuantileQuery, 'factor'>;

function parseQuantileCall(text: string): QuantileCall | undefined {
  const {name, args} = parseCall(text) ?? {};
  const [share, vector, ...others] = args ?? [];
  if (name !== FUNCTION || share === undefined || vector === undefined || others.length > 0) return undefined;
  const isShare = WHOLE_NUMBER.test(share) && Number(share) > 0 && Number(share) < 1;
  return isShare ? {share: Number(share), vector} : undefined;
}

const MENTIONED = new RegExp(`\\b${FUNCTION}\\s*\\(\\s*(${NUMBER})\\s*,`);

/** The share of a percentile that a query asks for, in whatever it is wrapped; undefined: it asks for none. */
export function quantileShare(query: string): number | undefined {
  if (query.length > LONGEST) return undefined;
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
