import {Field} from './field.js';
import {isObject, type Json, type JsonObject} from './json.js';
import {listOf} from './lenient.js';
import type {Experiment} from './model.js';

/** What was counted of a metric for a version since the begin of the run, at one look. */
export interface StoredLook {
  /** Number of the iteration, from 1. */
  readonly iteration: number;
  /** Observations, above 0. */
  readonly samples: number;
  /** Of all observations: a sum in the metric's unit, or how many of them count as bad. */
  readonly sum: number;
  /** How many count as bad at least and at most, where it is known no better; undefined: `sum`. */
  readonly least?: number | undefined;
  readonly most?: number | undefined;
  /** Sum of the squares of all observations; undefined: nobody knows. */
  readonly squares?: number | undefined;
  /** Sum of their third powers; undefined: nobody knows. */
  readonly cubes?: number | undefined;
}

/** The looks at a metric of a version, the oldest first. */
export interface LookSeries {
  /** As written in the criteria. */
  readonly metric: string;
  readonly version: string;
  /** Of a percentile: the sums count the observations above this limit, in the metric's unit. */
  readonly above?: number | undefined;
  readonly looks: readonly StoredLook[];
}

/** Whether two series are of the same metric, version and limit. */
export function isSameSeries(one: Omit<LookSeries, 'looks'>, other: Omit<LookSeries, 'looks'>): boolean {
  return one.metric === other.metric && one.version === other.version && one.above === other.above;
}

/** `status.looks`: what the statistics of `criteria.strength` rest on. What is no look is passed over. */
export function storedLooks({source}: Pick<Experiment, 'source'>): readonly LookSeries[] {
  const {value} = new Field(source).get('status', 'looks');
  return listOf(value).flatMap(parseSeries);
}

function parseSeries(entry: Json): LookSeries[] {
  if (!isObject(entry) || typeof entry.metric !== 'string' || typeof entry.version !== 'string') return [];
  const looks = listOf(entry.looks).flatMap(parseLook);
  const {metric, version, above} = entry;
  return [{metric, version, ...(typeof above === 'number' && {above}), looks}];
}

function parseLook(entry: Json): StoredLook[] {
  if (!isObject(entry)) return [];
  const {iteration, samples, sum} = entry;
  if (typeof iteration !== 'number' || typeof samples !== 'number' || typeof sum !== 'number') return [];
  return [{iteration, samples, sum, ...numbersOf(entry)}];
}

/** What a look may have or lack. */
const OPTIONAL = ['least', 'most', 'squares', 'cubes'] as const;

function numbersOf(entry: JsonObject): Partial<StoredLook> {
  const found = OPTIONAL.flatMap((name) => {
    const value = entry[name];
    return typeof value === 'number' ? [[name, value]] : [];
  });
  return Object.fromEntries(found) as Partial<StoredLook>;
}

export function looksJson(all: readonly LookSeries[]): readonly JsonObject[] {
  return all.map(({metric, version, above, looks}) => ({
    metric,
    version,
    ...(above !== undefined && {above}),
    looks: looks.map(lookJson),
  }));
}

function lookJson(look: StoredLook): JsonObject {
  const {iteration, samples, sum} = look;
  const optional = OPTIONAL.flatMap((name) => {
    const value = look[name];
    return value === undefined ? [] : [[name, rounded(value)] as const];
  });
  return {iteration, samples, sum: rounded(sum), ...Object.fromEntries(optional)};
}

/** Digits beyond those tell nothing and take room in the status. */
const DIGITS = 12;

function rounded(sum: number): number {
  return Number(sum.toPrecision(DIGITS));
}
