import {Iter8Error} from '../../errors.js';
import type {JsonObject} from '../../experiment/json.js';
import type {ObjectiveItem} from '../../experiment/objective-text.js';

/** A version that `run` can send requests to. */
export interface RunVersion {
  readonly name: string;
  readonly url: string;
}

/** What `run` was asked to judge, from its flags. */
export interface UrlExperiment {
  /** Baseline first; one alone is a conformance test. */
  readonly versions: readonly RunVersion[];
  readonly objectives: readonly ObjectiveItem[];
  readonly times: RunTimes;
  /** `criteria.strength`: how sure the verdict is to be, and requests without which a version is not judged. */
  readonly strength: JsonObject;
  /** undefined: as the strength has it. */
  readonly endEarly: boolean | undefined;
}

/** How a duration is divided: warm-up, and then one interval for each iteration. */
export interface RunTimes {
  readonly warmUpMs: number;
  readonly intervalSeconds: number;
  readonly iterations: number;
}

const ITERATIONS = 10;
const WARM_UP_SHARE = 0.1;
const LONGEST_WARM_UP_MS = 5000;

/**
 * Divides a duration into a warm-up of a tenth (5 s at most) and some ten iterations of whole seconds.
 *
 * @param durationMs warm-up included
 * @throws Iter8Error INVALID when it is too short for a single iteration
 */
export function divideDuration(durationMs: number): RunTimes {
  const warmUpMs = Math.min(LONGEST_WARM_UP_MS, durationMs * WARM_UP_SHARE);
  const seconds = (durationMs - warmUpMs) / 1000;
  if (seconds < 1)
    throw new Iter8Error('INVALID', `a duration of ${durationMs / 1000} s is too short`, 'give 2s or more');
  const intervalSeconds = Math.max(1, Math.round(seconds / ITERATIONS));
  return {warmUpMs, intervalSeconds, iterations: Math.max(1, Math.floor(seconds / intervalSeconds))};
}

/** The Experiment that a command line with URLs means: a Canary of two versions, or a Conformance test of one. */
export function experimentFor(wanted: UrlExperiment): JsonObject {
  const {versions, objectives, times, strength, endEarly} = wanted;
  const [baseline, ...candidates] = versions.map(({name, url}) => ({
    name,
    variables: [{name: 'url', value: withoutCredentials(url)}],
  }));
  const isCanary = candidates.length > 0;
  return {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'run', namespace: 'default'},
    spec: {
      target: versions.map(({url}) => withoutCredentials(url)).join(' '),
      strategy: {testingPattern: isCanary ? 'Canary' : 'Conformance', deploymentPattern: 'Progressive'},
      criteria: {
        requestCount: 'iter8-system/request-count',
        indicators: ['iter8-system/mean-latency', 'iter8-system/error-rate'],
        objectives,
        strength,
      },
      duration: {
        intervalSeconds: times.intervalSeconds,
        iterationsPerLoop: times.iterations,
        ...(endEarly !== undefined && {endEarly}),
      },
      versionInfo: isCanary ? {baseline, candidates} : {baseline},
    },
  };
}

/** What is written into a resource is read by others. */
function withoutCredentials(url: string): string {
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '') return url;
  [parsed.username, parsed.password] = ['', ''];
  return parsed.href;
}
