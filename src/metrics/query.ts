import {builtinValue} from './builtin/builtin.js';
import type {VersionHistogram} from './builtin/histogram.js';
import type {HttpAnswer, HttpClient} from './http/client.js';
import type {HttpRequest} from './http/request.js';
import {readNumber} from './jq/number.js';
import type {JqResult} from './jq/result.js';
import type {JqEvaluator} from './jq/thread.js';
import {fullNameOf, type Metric, type QuerySource} from './metric.js';
import {mockValue} from './mock/mock.js';
import {seededRandom} from './mock/random.js';
import {type QueryOutcome, type Unavailable, unavailable, type Value} from './outcome.js';
import {buildRequest, type PreparedRequest} from './request.js';
import {concealSecret, readMetricSecret, type SecretData, type SecretReader} from './secrets.js';
import {type QueriedVersion, versionValues, wholeSeconds} from './template.js';

/** What a query needs of the world outside. */
export interface QueryDeps {
  readonly http: HttpClient;
  readonly jq: JqEvaluator;
  readonly readSecret: SecretReader;
}

/** What is asked: one metric for one version. */
export interface MetricQuery {
  readonly metric: Metric;
  readonly version: QueriedVersion;
  readonly context: QueryContext;
}

export interface QueryContext {
  /** Since `status.startTime`; below 1 counts as 1. */
  readonly elapsedSeconds: number;
  /** Of the built-in metrics, by version; undefined: nothing was collected. */
  readonly histograms?: ReadonlyMap<string, VersionHistogram>;
  /** Of the mock metrics: the same seed, metric, version and second give the same value. Undefined: `iter8`. */
  readonly seed?: string;
  /** For one query; undefined: 5000. */
  readonly timeoutMs?: number;
}

/** One query with all that people want to see of it and nobody may store: it holds the answer. */
export interface QueryTrace {
  readonly outcome: QueryOutcome;
  /** Placeholders without a value. */
  readonly unknown: readonly string[];
  /** Body of the answer as text, values of secrets masked; undefined: there was none. */
  readonly answer?: string;
  readonly jq?: JqResult;
}

const TIMEOUT_MS = 5000;
/** Bytes of an answer to a metric query. */
const LARGEST_ANSWER = 1024 * 1024;

/** The value of one metric for one version. Rejects only when jq cannot be started: what goes wrong is `unavailable`. */
export async function queryMetric(
  query: MetricQuery,
  deps: QueryDeps,
  signal?: AbortSignal,
): Promise<QueryOutcome> {
  const {outcome} = await traceQuery(query, deps, signal);
  return outcome;
}

/** The same as `queryMetric`, step by step for people. */
export async function traceQuery(query: MetricQuery, deps: QueryDeps, signal?: AbortSignal): Promise<QueryTrace> {
  const {metric, version, context} = query;
  const {source} = metric;
  if (source.kind === 'query') return askBackend({...query, source, deps, signal});
  if (source.kind === 'builtin') {
    return {outcome: builtinValue(metric, context.histograms?.get(version.name)), unknown: []};
  }
  const seconds = wholeSeconds(context.elapsedSeconds);
  const random = seededRandom([context.seed ?? 'iter8', fullNameOf(metric), version.name, seconds].join('/'));
  return {outcome: mockValue({type: metric.type, source}, version.name, seconds, random), unknown: []};
}

/** A query for a backend. */
export interface BackendQuery extends MetricQuery {
  readonly source: QuerySource;
  readonly deps: QueryDeps;
  readonly signal: AbortSignal | undefined;
}

async function askBackend(query: BackendQuery): Promise<QueryTrace> {
  const secret = query.source.secret === undefined ? undefined : await secretOf(query, query.source.secret);
  if (isUnavailable(secret)) return {outcome: secret, unknown: []};
  const prepared = requestOf(query, secret);
  if (prepared.kind === 'unavailable') return {outcome: prepared, unknown: []};
  const {jqExpression} = query.source;
  if (jqExpression === undefined) {
    return finish(prepared, {outcome: unavailable('definition', 'the metric has no jqExpression')});
  }
  const trace = await ask(query, prepared.request, jqExpression);
  return finish(prepared, withoutSecrets(trace, secret));
}

/** The answer of a backend as it is, for a reader who puts nothing of it into words. */
export async function queryText(
  query: BackendQuery,
): Promise<{readonly kind: 'text'; readonly text: string} | Unavailable> {
  const secret = query.source.secret === undefined ? undefined : await secretOf(query, query.source.secret);
  if (isUnavailable(secret)) return secret;
  const prepared = requestOf(query, secret);
  if (prepared.kind === 'unavailable') return prepared;
  const response = await send(query, prepared.request);
  if (response.kind !== 'unavailable') return {kind: 'text', text: new TextDecoder().decode(response.body)};
  return withoutSecrets({outcome: response}, secret).outcome;
}

function secretOf({metric, deps}: BackendQuery, reference: string): Promise<SecretData | Unavailable> {
  return readMetricSecret(metric, reference, deps.readSecret);
}

function requestOf({source, version, context}: BackendQuery, secret: SecretData | undefined) {
  return buildRequest(source, versionValues(version, context.elapsedSeconds), secret);
}

function isUnavailable(secret: SecretData | Unavailable | undefined): secret is Unavailable {
  return secret !== undefined && 'kind' in secret;
}

function finish({shown, unknown}: PreparedRequest, trace: Omit<QueryTrace, 'unknown'>): QueryTrace {
  return {...trace, outcome: {...trace.outcome, request: shown}, unknown};
}

type Step<Outcome = Value | Unavailable> = Omit<QueryTrace, 'unknown' | 'outcome'> & {readonly outcome: Outcome};

async function ask(query: BackendQuery, request: HttpRequest, jqExpression: string): Promise<Step> {
  const response = await send(query, request);
  if (response.kind === 'unavailable') return {outcome: response};
  const answer = new TextDecoder().decode(response.body);
  const jq = await query.deps.jq.evaluate(answer, jqExpression, query.signal);
  return {outcome: jq.kind === 'not-json' ? notJson(response) : readNumber(jq), answer, jq};
}

function send({context, deps, signal}: BackendQuery, request: HttpRequest): Promise<HttpAnswer | Unavailable> {
  const limits = {timeoutMs: context.timeoutMs ?? TIMEOUT_MS, largestBody: LARGEST_ANSWER};
  return deps.http.send(request, limits, signal);
}

/** A login page in place of an answer is the usual case. */
function notJson({mediaType, body}: HttpAnswer): Unavailable {
  if (body.length === 0) return unavailable('answer', 'the answer is empty');
  const isOther = /^[a-z]+\/[\w.+-]+$/.test(mediaType) && !mediaType.includes('json');
  return unavailable('answer', isOther ? `the answer is ${mediaType}, not JSON` : 'the answer is not JSON');
}

/** A backend may send back what it was sent. */
function withoutSecrets<Outcome extends Value | Unavailable>(
  step: Step<Outcome>,
  secret: SecretData | undefined,
): Step<Outcome> {
  if (!secret) return step;
  const {outcome, answer, jq} = step;
  const reason = (text: string) => concealSecret(text, secret);
  return {
    outcome: outcome.kind === 'unavailable' ? {...outcome, reason: reason(outcome.reason)} : outcome,
    ...(answer === undefined ? {} : {answer: reason(answer)}),
    ...(jq === undefined ? {} : {jq: concealResult(jq, reason)}),
  };
}

function concealResult(result: JqResult, conceal: (text: string) => string): JqResult {
  if ('message' in result) return {...result, message: conceal(result.message)};
  return result.kind === 'output' ? {...result, text: conceal(result.text)} : result;
}
