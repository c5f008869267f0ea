import {Field} from './field.js';
import {isObject, type Json} from './json.js';
import type {Experiment} from './model.js';

/** A value of a metric, or a share of the traffic in percent, for one version. */
export interface Series {
  /** undefined: the share of the traffic. */
  readonly metric: string | undefined;
  readonly version: string;
  readonly points: readonly Point[];
}

export interface Point {
  /** RFC 3339 in whole seconds. */
  readonly at: string;
  /** A quantity. */
  readonly value: string;
}

/** `status.history`: how values and weights went, for drawing; nothing is decided by it. */
export interface History {
  readonly series: readonly Series[];
  /** Points that had to be left out. */
  readonly leftOut: number;
}

export function historyOf({source}: Pick<Experiment, 'source'>): History {
  return parseHistory(new Field(source).get('status', 'history'));
}

/** Reads `status.history`; what is no series is passed over. */
export function parseHistory(field: Field): History {
  const {value} = field;
  if (!isObject(value)) return {series: [], leftOut: 0};
  const series = Array.isArray(value.series) ? (value.series as readonly Json[]).flatMap(parseSeries) : [];
  return {series, leftOut: typeof value.leftOut === 'number' ? value.leftOut : 0};
}

function parseSeries(entry: Json): Series[] {
  if (!isObject(entry) || typeof entry.version !== 'string' || !Array.isArray(entry.points)) return [];
  const points = (entry.points as readonly Json[]).flatMap((point): Point[] => {
    if (!isObject(point) || typeof point.at !== 'string' || typeof point.value !== 'string') return [];
    return [{at: point.at, value: point.value}];
  });
  const metric = typeof entry.metric === 'string' ? entry.metric : undefined;
  return [{metric, version: entry.version, points}];
}
