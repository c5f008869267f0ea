import {lookUpMetric} from '../experiment/metric-reference.js';
import {formatExact, type Quantity, quantityToNumber} from '../experiment/quantity.js';
import {type AnalysisInput, staleAfterSeconds} from './input.js';
import {latestReading, type Observation, type Reading} from './observations.js';

/** What is known of a metric for a version, and whether it is good enough to judge by. */
export interface Evidence {
  /** What came of reading it last; undefined: it was not read. */
  readonly observation: Observation | undefined;
  /** The value to judge by; undefined: there is none that is young enough and has enough samples. */
  readonly usable: Quantity | undefined;
  /** The newest value, usable or not; undefined: there never was one. */
  readonly value: Quantity | undefined;
  /** Data points behind the value; undefined: nobody says. */
  readonly samples: number | undefined;
  /** Seconds since the value was read, 0 or more; undefined without a value. */
  readonly ageSeconds: number | undefined;
  /** What is wrong, to follow the metric's name: `has no value: …`; undefined when nothing is. */
  readonly problem: string | undefined;
}

/**
 * Gathers what is known of a metric for a version.
 *
 * A value without a sample size of its own rests on as many samples as the experiment's request count says. It counts as
 * stale also when it seems to come from the future by more than it may be old: then the clock has jumped, and nobody
 * knows its age.
 *
 * @param metric as written in the criteria; matched on the resolved name (weakness 5 of the original)
 * @see weaknesses 1 and 3 of the original: sample sizes were never used, and a missing value counted as a failure
 */
export function gatherEvidence(input: AnalysisInput, metric: string, version: string): Evidence {
  const observation = findObservation(input, metric, version);
  const reading = latestReading(observation);
  if (!reading) return {...NOTHING, observation, problem: missingWords(observation)};
  const samples = samplesOf(input, reading, version);
  const problem =
    ageProblem(input, reading, observation) ?? countProblem(reading) ?? sampleProblem(input, reading, samples);
  return {
    observation,
    usable: problem === undefined ? reading.value : undefined,
    value: reading.value,
    samples,
    ageSeconds: Math.max(0, secondsSince(reading, input.now)),
    problem,
  };
}

/** Seconds from a reading to `now`; negative when the reading seems to come from the future. */
function secondsSince(reading: Reading, now: Date): number {
  return (now.getTime() - reading.observedAt.getTime()) / 1000;
}

const NOTHING = {usable: undefined, value: undefined, samples: undefined, ageSeconds: undefined};

/** The observation of a metric for a version; `metric` as written in the criteria. */
export function findObservation(input: AnalysisInput, metric: string, version: string): Observation | undefined {
  return lookUpMetric(input.observations, metric, input.experiment.namespace)?.get(version);
}

function missingWords(observation: Observation | undefined): string {
  const reason = observation?.kind === 'unavailable' ? observation.reason : 'it was not read';
  return `has no value: ${reason}`;
}

function samplesOf(input: AnalysisInput, {sampleSize, uncounted}: Reading, version: string): number | undefined {
  return uncounted === undefined ? (sampleSize ?? requestsOf(input, version)) : undefined;
}

/** Requests never become fewer, so the last known number holds however old it is. */
function requestsOf(input: AnalysisInput, version: string): number | undefined {
  const {requestCount} = input.experiment.spec.criteria;
  if (requestCount === undefined) return undefined;
  const reading = latestReading(findObservation(input, requestCount, version));
  return reading && Math.round(quantityToNumber(reading.value));
}

/** Whether a reading is too old to judge by, or its age cannot be right. */
export function isStale(input: AnalysisInput, reading: Reading): boolean {
  return !(Math.abs(secondsSince(reading, input.now)) <= staleAfterSeconds(input));
}

function ageProblem(
  input: AnalysisInput,
  reading: Reading,
  observation: Observation | undefined,
): string | undefined {
  if (!isStale(input, reading)) return undefined;
  const age = secondsSince(reading, input.now);
  const limit = staleAfterSeconds(input);
  const cause = observation?.kind === 'unavailable' ? `; no newer value: ${observation.reason}` : '';
  const words = age < 0 ? 'was read in the future' : `is ${Math.floor(age)} s old`;
  return `is stale: the value ${formatExact(reading.value)} ${words}, and ${limit} s are allowed${cause}`;
}

/** Whoever names a counter does not want values to be judged that nobody counts. */
function countProblem({value, uncounted}: Reading): string | undefined {
  if (uncounted === undefined) return undefined;
  return `cannot be judged: it is not known how many samples the value ${formatExact(value)} has: ${uncounted}`;
}

function sampleProblem(input: AnalysisInput, reading: Reading, samples: number | undefined): string | undefined {
  const {minimumSamples} = input;
  const needed = Math.max(1, minimumSamples ?? 1);
  if (samples === undefined ? minimumSamples === undefined : samples >= needed) return undefined;
  const value = `the value ${formatExact(reading.value)}`;
  if (samples === undefined)
    return `has too little data: nobody says how many samples ${value} has, and ${needed} are needed`;
  return needed === 1
    ? `has no data: ${value} has no samples`
    : `has too little data: ${value} has ${samples} of ${needed} samples`;
}
