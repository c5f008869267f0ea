import type {Series} from '../../experiment/history.js';

/** A time at which a run wrote down values, and which iteration that was. */
export interface Moment {
  readonly iteration: number;
  readonly at: Date;
}

/** What is known of a run besides its history. */
export interface Course {
  readonly intervalSeconds: number;
  /** The latest iteration of which anything was written down. */
  readonly lastIteration: number;
  /** Whether old points have been left out. */
  readonly isThinned: boolean;
}

/**
 * The iterations of which a history holds anything. Points have no number: while nothing is left out they are counted, and
 * else the gaps between them tell, from the newest on.
 */
export function momentsOf(series: readonly Series[], course: Course): Moment[] {
  const times = timesOf(series);
  const numbers =
    !course.isThinned && times.length === course.lastIteration
      ? times.map((_, index) => index + 1)
      : numbersByTime(times, course);
  return times.map((time, index) => ({iteration: numbers[index] ?? index + 1, at: new Date(time)}));
}

/** Shares of traffic are written down as of the decision, values as of their reading, shortly before. */
function timesOf(series: readonly Series[]): number[] {
  const weights = series.filter(({metric}) => metric === undefined);
  const deciding = weights.length > 0 ? weights : series;
  const times = deciding.flatMap(({points}) => points.map(({at}) => Date.parse(at)));
  return [...new Set(times)].filter((time) => !Number.isNaN(time)).sort((a, b) => a - b);
}

/** The first point of a history is never left out. */
function numbersByTime(times: readonly number[], {intervalSeconds, lastIteration}: Course): number[] {
  let number = lastIteration;
  const fromLast = times
    .map((_, index) => times.length - 1 - index)
    .map((place) => {
      const gapMs = (times[place + 1] ?? 0) - (times[place] ?? 0);
      if (place < times.length - 1) number -= Math.max(1, Math.round(gapMs / (1000 * intervalSeconds)));
      number = Math.max(number, place + 1);
      return number;
    });
  const numbers = fromLast.reverse();
  return numbers.length > 1 ? [1, ...numbers.slice(1)] : numbers;
}
