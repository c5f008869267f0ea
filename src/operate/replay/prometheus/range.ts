import type {Recording} from '../../../analysis/replay/recording.js';
import {Iter8Error} from '../../../errors.js';
import {type Experiment, totalIterations} from '../../../experiment/model.js';
import type {Moment} from '../moments.js';

/** Which Prometheus is asked for a run, and for which part of it. */
export interface PrometheusRange {
  /** Of the server, or of its instant queries. */
  readonly url: string;
  /** Begin of the run; undefined: that of the Experiment. */
  readonly since: Date | undefined;
  /** Last time to ask for; undefined: that of its last iteration. */
  readonly until: Date | undefined;
}

/** @throws Iter8Error INVALID where nobody says when the run began */
export function beginOf({status}: Experiment, {since}: PrometheusRange): Date {
  const begin = since ?? status.startTime;
  if (begin) return begin;
  const hint = 'say when its run began: --since 2026-11-22T10:00:00Z';
  throw new Iter8Error('INVALID', 'the experiment has not begun', hint);
}

/** Iterations that are asked for, at most. */
const MOST_ITERATIONS = 2000;

/** Iterations to ask for. */
export interface AskedIterations {
  readonly moments: readonly Moment[];
  /** What was left out of the range, in sentences without a full stop. */
  readonly gaps: readonly string[];
}

/**
 * When the iterations were: as it was recorded, and at even distances where it was not.
 *
 * @param now nothing is known of what comes later
 */
export function iterationTimes(
  {spec}: Experiment,
  {looks}: Recording,
  {since, until}: {readonly since: Date; readonly until: Date | undefined},
  now: Date,
): AskedIterations {
  const recorded = looks.filter(({at}) => at >= since);
  const last = recorded.at(-1)?.iteration;
  const total = until || last === undefined ? totalIterations(spec) : last;
  const known = new Map(recorded.filter(({isTimed}) => isTimed).map(({iteration, at}) => [iteration, at]));
  const times: Moment[] = [];
  let next = since;
  for (let iteration = 1; iteration <= total; iteration += 1) {
    const at = known.get(iteration) ?? next;
    if (at > (until ?? now)) break;
    if (iteration > MOST_ITERATIONS) return {moments: times, gaps: [CUT]};
    times.push({iteration, at});
    next = new Date(at.getTime() + spec.duration.intervalSeconds * 1000);
  }
  return {moments: times, gaps: []};
}

const CUT = `the Prometheus was asked for ${MOST_ITERATIONS} iterations, and not for those that come after`;
