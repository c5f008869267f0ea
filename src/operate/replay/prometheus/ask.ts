import type {RecordedLook, Recording} from '../../../analysis/replay/recording.js';
import {readExperimentResource} from '../../../engine/experiment-resource.js';
import {toObservations} from '../../../engine/observations.js';
import {storedMetrics} from '../../../engine/stored-metrics.js';
import {type ErrorCode, Iter8Error} from '../../../errors.js';
import {isObject, type JsonObject} from '../../../experiment/json.js';
import type {Experiment} from '../../../experiment/model.js';
import {metricReader} from '../../../local/run/world.js';
import {createHttpClient} from '../../../metrics/http/client.js';
import {JqThread} from '../../../metrics/jq/thread.js';
import {fullNameOf, type Metric} from '../../../metrics/metric.js';
import type {UnavailableCause} from '../../../metrics/outcome.js';
import type {QueryDeps} from '../../../metrics/query.js';
import {queryAll, type QueryResults} from '../../../metrics/query-all.js';
import {collectMetrics, referencesOf} from '../../../metrics/references.js';
import type {SecretReader} from '../../../metrics/secrets.js';
import {queriedVersions} from '../../../metrics/version.js';
import type {Moment} from '../moments.js';
import {asOf, metricsAt} from './metrics-at.js';
import {beginOf, iterationTimes, type PrometheusRange} from './range.js';

/** What the queries may use. */
export interface PrometheusWorld {
  /** Beside those that the run has copied. */
  readonly metrics: readonly Metric[];
  readonly readSecret: SecretReader;
  /** PEM; undefined: the usual certificates. */
  readonly extraCertificates: string | undefined;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/**
 * The run with the values that a Prometheus has of it: every metric that queries one is asked anew for each iteration, as of
 * its time and over the time since the begin, as the run itself has asked. What else is known of an iteration stays.
 *
 * @param rules the Experiment whose criteria say which metrics are needed
 * @throws Iter8Error INVALID without a begin or a metric that is needed; UNREACHABLE or FORBIDDEN when all that it is asked
 *   at an iteration fails for that; INTERRUPTED by the signal
 */
export async function askPrometheus(
  recording: Recording,
  rules: JsonObject,
  range: PrometheusRange,
  world: PrometheusWorld,
): Promise<Recording> {
  const resource = await withCopies(recording.resource, rules, world.metrics);
  const experiment = readExperimentResource(resource);
  const {metrics, sampleSizes} = storedMetrics(experiment);
  const server = {metrics: metricsAt(metrics, range.url), host: new URL(range.url).host};
  if (server.metrics.size === 0) {
    const hint = 'their Metrics have no urlTemplate that ends in /api/v1/query';
    throw new Iter8Error('INVALID', 'no metric of the experiment queries a Prometheus', hint);
  }
  const begin = beginOf(experiment, range);
  const {moments, gaps} = iterationTimes(experiment, recording, {...range, since: begin}, world.now);
  const answers = await askAll(experiment, moments, {...server, begin}, world);
  const looks = answers.map(({moment, results}) => {
    const known = recording.looks.find(({iteration}) => iteration === moment.iteration);
    return withAnswers(moment, toObservations(results, sampleSizes, moment.at), known);
  });
  const left = [...metrics.keys()].filter((name) => !server.metrics.has(name));
  const unasked = left.map((name) => `${name} does not query a Prometheus, and was not asked for`);
  return {resource, looks, lost: [], gaps: [...recording.gaps, ...gaps, ...unasked]};
}

/** The resource with copies of the metrics that are needed, as a run would make them. */
async function withCopies(resource: JsonObject, rules: JsonObject, given: readonly Metric[]): Promise<JsonObject> {
  const copied = storedMetrics(readExperimentResource(resource)).metrics;
  const {spec, namespace} = readExperimentResource(rules);
  const reader = metricReader([...copied.values(), ...given]);
  const collected = await collectMetrics(referencesOf(spec.criteria), {namespace}, reader);
  if (collected.kind !== 'collected')
    throw new Iter8Error('INVALID', collected.reason, 'give the Metric in another -f');
  const names = new Map([...copied].map(([name, metric]) => [fullNameOf(metric), name]));
  const added = [...collected.metrics].filter(([name]) => !names.has(name));
  const copies = [...copied, ...added].map(([name, metric]) => ({name, metricObj: metric.resource}));
  return {...resource, status: {...(isObject(resource.status) && resource.status), metrics: copies}};
}

interface Server {
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly host: string;
  readonly begin: Date;
}

interface Answer {
  readonly moment: Moment;
  readonly results: QueryResults;
}

/** One iteration after the other, each with its queries side by side. */
async function askAll(
  experiment: Experiment,
  moments: readonly Moment[],
  server: Server,
  {readSecret, extraCertificates, signal}: PrometheusWorld,
): Promise<readonly Answer[]> {
  const certificates = extraCertificates === undefined ? {} : {extraCertificates};
  const http = createHttpClient({policy: {allowPrivate: true}, ...certificates});
  const jq = new JqThread();
  const answers: Answer[] = [];
  try {
    for (const moment of moments) {
      const results = await askAt(experiment, moment, server, {deps: {http, jq, readSecret}, signal});
      requireAnswers(results, server.host);
      answers.push({moment, results});
    }
  } finally {
    await jq.close();
  }
  return answers;
}

function askAt(
  experiment: Experiment,
  {at}: Moment,
  {metrics, begin}: Server,
  {deps, signal}: {readonly deps: QueryDeps; readonly signal: AbortSignal},
): Promise<QueryResults> {
  const elapsedSeconds = (at.getTime() - begin.getTime()) / 1000;
  const plan = {metrics: asOf(metrics, at), versions: queriedVersions(experiment), context: {elapsedSeconds}};
  return queryAll(plan, deps, signal);
}

/** Why nothing at all is answered, where that is not for want of data. */
const CODES: Partial<Record<UnavailableCause, ErrorCode>> = {
  unreachable: 'UNREACHABLE',
  status: 'UNREACHABLE',
  forbidden: 'FORBIDDEN',
  secret: 'FORBIDDEN',
  aborted: 'INTERRUPTED',
};

/** When some queries fail, their values are unknown; when all do, there is nothing to judge. */
function requireAnswers(results: QueryResults, host: string): void {
  const outcomes = [...results.values()].flatMap((byVersion) => [...byVersion.values()]);
  const failures = outcomes.flatMap((outcome) => (outcome.kind === 'unavailable' ? [outcome] : []));
  const [first] = failures;
  const code = first && CODES[first.cause];
  if (!code || failures.length < outcomes.length) return;
  throw new Iter8Error(code, `the Prometheus at ${host} cannot be asked: ${first.reason}`);
}

function withAnswers(
  {iteration, at}: Moment,
  observed: RecordedLook['observations'],
  known: RecordedLook | undefined,
): RecordedLook {
  const observations = new Map([...(known?.observations ?? []), ...observed]);
  return {...known, iteration, at, isTimed: true, weights: known?.weights, observations};
}
