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
  /** Names of the metrics that are judged: an iteration of which nothing else is left cannot be judged again. */
  readonly judged: ReadonlySet<string>;
}

/**
 * The iterations of which a history holds values. Points have no number: while nothing is left out they are counted, and else
 * the gaps between them tell, from the newest on.
 */
export function momentsOf(series: readonly Series[], course: Course): Moment[] {
  const decisions = timesOf(series.filter(({metric}) => metric === undefined));
  const readings = timesOf(series.filter(({metric}) => metric !== undefined));
  const counted = decisions.length > 0 ? decisions : readings;
  if (!course.isThinned && counted.length === course.lastIteration) {
    return counted.map((time, index) => ({iteration: index + 1, at: new Date(time)}));
  }
  const times = joinClose([...decisions, ...readings], course);
  const numbers = numbersByTime(times, course);
  const moments = times.map((time, index) => ({iteration: numbers[index] ?? index + 1, at: new Date(time)}));
  const judged = timesOf(series.filter(({metric}) => metric !== undefined && course.judged.has(metric)));
  return moments.filter(({at}) => isReadAt(judged, at, course));
}

function timesOf(series: readonly Series[]): number[] {
  const times = series.flatMap(({points}) => points.map(({at}) => Date.parse(at)));
  return [...new Set(times)].filter((time) => !Number.isNaN(time)).sort((a, b) => a - b);
}

/** Values are read shortly before their iteration is decided; of an iteration whose points are thinned, either may be left. */
function joinClose(times: readonly number[], {intervalSeconds}: Course): number[] {
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  return sorted.filter((time, index) => !(sorted[index + 1]! - time < intervalSeconds * 500));
}

function isReadAt(readings: readonly number[], at: Date, {intervalSeconds}: Course): boolean {
  return readings.some((time) => time <= at.getTime() && at.getTime() - time < intervalSeconds * 500);
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
