import {parseTruth, type Truth} from '../../engine/simulate/truth.js';
import {MEAN_LATENCY} from '../../engine/simulate/synthetic-version.js';
import {Iter8Error} from '../../errors.js';
import {bareName} from '../../experiment/metric-reference.js';
import type {Experiment} from '../../experiment/model.js';
import type {MeasuredMetric} from './measured-metrics.js';
import {parseShare, parseTraffic} from './traffic-text.js';

/** What the command line asks, as typed. */
export interface PlanFlags {
  readonly traffic: string;
  readonly 'baseline-error'?: string | undefined;
  readonly detect?: string | undefined;
  readonly truth: readonly string[];
  readonly seed?: string | undefined;
  readonly repeat?: number | undefined;
}

/** The same, read. */
export interface PlanRequest {
  /** Requests a second to all versions together. */
  readonly trafficPerSecond: number;
  /** Share of the baseline's requests that fail; undefined: nobody says. */
  readonly baselineError: number | undefined;
  /** Share of the candidate's requests that fail when it is to be found out. */
  readonly detect: number | undefined;
  /** What versions are really like, where it was said. */
  readonly truths: readonly Truth[];
  readonly seed: string;
  /** Runs of each scenario, by the engine itself; undefined: many, played quickly. */
  readonly repeat: number | undefined;
}

/** @throws Iter8Error INVALID with the flag, and the part of it, that is wrong */
export function readPlanRequest(flags: PlanFlags, {spec, name}: Experiment): PlanRequest {
  const trafficPerSecond = parseTraffic(flags.traffic);
  const truths = flags.truth.map((text) => {
    const truth = parseTruth(text);
    return TELLS_TRAFFIC.test(text) ? truth : {...truth, requestsPerSecond: trafficPerSecond};
  });
  const names = spec.versions.map((version) => version.name);
  for (const [index, {version}] of truths.entries()) {
    if (!names.includes(version))
      throw wrongTruth(
        `experiment ${name} has no version ${JSON.stringify(version)}`,
        `its versions are ${names.join(', ')}`,
      );
    if (truths.findIndex((other) => other.version === version) < index)
      throw wrongTruth(
        `two truths are about version ${JSON.stringify(version)}`,
        'put all of it into one, separated by commas',
      );
  }
  const share = (flag: 'baseline-error' | 'detect') => {
    const text = flags[flag];
    return text === undefined ? undefined : parseShare(text, `--${flag}`);
  };
  return {
    trafficPerSecond,
    baselineError: share('baseline-error'),
    detect: share('detect'),
    truths,
    seed: flags.seed ?? '1',
    repeat: flags.repeat,
  };
}

/** A version may get other traffic than the rest, as in `run --simulate`. */
const TELLS_TRAFFIC = /[:,]\s*rps\s*=/;

/**
 * A name that nothing is measured by would change nothing.
 *
 * @throws Iter8Error INVALID with the name
 */
export function requireKnownNames(truths: readonly Truth[], metrics: readonly MeasuredMetric[]): void {
  const told = metrics.map(({name}) => bareName(name)).filter((name) => !isMadeOfOthers(name));
  for (const {version, others} of truths) {
    const unknown = [...others.keys()].find((name) => !told.includes(name));
    if (unknown === undefined) continue;
    const names = [...new Set(['error-rate', 'latency', 'rps', ...told])].join(', ');
    throw wrongTruth(
      `the truth of version ${JSON.stringify(version)} tells ${JSON.stringify(unknown)}, which nothing is judged by`,
      `what can be told is ${names}`,
    );
  }
}

/** What follows from the error rate, the latency and the requests. */
function isMadeOfOthers(name: string): boolean {
  return MEAN_LATENCY.test(name) || name === 'error-count' || name === 'request-count';
}

function wrongTruth(problem: string, hint: string): Iter8Error {
  return new Iter8Error('INVALID', problem, hint);
}
