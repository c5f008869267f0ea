import type {AnalysisInput} from '../analysis/input.js';
import type {Field} from '../experiment/field.js';
import {type History, parseHistory, type Series} from '../experiment/history.js';
import type {JsonObject} from '../experiment/json.js';
import {formatCanonical} from '../experiment/quantity.js';
import {jsonBytes} from './bounds/json-bytes.js';
import {wholeSecondsText} from '../experiment/rfc3339.js';

/** Points of one series. */
export const MOST_POINTS = 120;

export function historyJson({series, leftOut}: History): JsonObject {
  return {
    series: series.map(seriesJson),
    ...(leftOut > 0 && {leftOut, message: `${leftOut} older points are left out`}),
  };
}

function seriesJson({metric, version, points}: Series): JsonObject {
  return {
    ...(metric !== undefined && {metric}),
    version,
    points: points.map(({at, value}) => ({at, value})),
  };
}

/** `status.history` with the fresh values and the weights of an iteration. */
export function appendToHistory(history: Field, input: AnalysisInput): JsonObject {
  const earlier = parseHistory(history);
  const added = pointsOf(input).reduce(appendPoint, earlier.series);
  return historyJson(limitPoints({...earlier, series: added}));
}

function pointsOf({observations, experiment, now}: AnalysisInput): Series[] {
  const at = wholeSecondsText(now);
  const weights = experiment.status.weights.map(({version, percent}): Series => ({
    metric: undefined,
    version,
    points: [{at, value: String(percent)}],
  }));
  const values = [...observations].flatMap(([metric, byVersion]) =>
    [...byVersion].flatMap(([version, observation]): Series[] => {
      if (observation.kind !== 'value') return [];
      return [
        {
          metric,
          version,
          points: [{at: wholeSecondsText(observation.observedAt), value: formatCanonical(observation.value)}],
        },
      ];
    }),
  );
  return [...weights, ...values];
}

function appendPoint(all: readonly Series[], added: Series): readonly Series[] {
  const isSame = ({metric, version}: Series) => metric === added.metric && version === added.version;
  if (!all.some(isSame)) return [...all, added];
  return all.map((series) => (isSame(series) ? {...series, points: [...series.points, ...added.points]} : series));
}

/** No series longer than 120 points. */
function limitPoints(history: History): History {
  const series = history.series.map((one) => (one.points.length > MOST_POINTS ? thinSeries(one) : one));
  return {series, leftOut: history.leftOut + countPoints(history.series) - countPoints(series)};
}

/** Leaves out every other point of the older half, so that old times are kept more coarsely; the very first stays. */
function thinSeries(series: Series): Series {
  const half = Math.ceil(series.points.length / 2);
  return {...series, points: series.points.filter((_, index) => index >= half || index % 2 === 0)};
}

function countPoints(all: readonly Series[]): number {
  return all.reduce((sum, {points}) => sum + points.length, 0);
}

/**
 * The history in at most so many bytes of JSON, the same object if it fits: the longest series are thinned first, then the
 * last ones left out.
 */
export function fitHistory(history: History, bytes: number): History {
  let fitting = history;
  while (sizeOf(fitting) > bytes && longestOf(fitting) > 2) fitting = thinLongest(fitting);
  return sizeOf(fitting) > bytes ? dropLast(fitting, bytes) : fitting;
}

function sizeOf(history: History): number {
  return jsonBytes(historyJson(history));
}

function longestOf({series}: History): number {
  return Math.max(0, ...series.map(({points}) => points.length));
}

function thinLongest(history: History): History {
  const longest = longestOf(history);
  return withSeries(
    history,
    history.series.map((one) => (one.points.length === longest ? thinSeries(one) : one)),
  );
}

/** The first series that fit together. */
function dropLast(history: History, bytes: number): History {
  let left = bytes - sizeOf(withSeries(history, []));
  const firstTooMany = history.series.findIndex((one) => {
    left -= jsonBytes(seriesJson(one)) + ','.length;
    return left < 0;
  });
  return withSeries(history, history.series.slice(0, firstTooMany));
}

function withSeries({series, leftOut}: History, kept: readonly Series[]): History {
  return {series: kept, leftOut: leftOut + countPoints(series) - countPoints(kept)};
}
