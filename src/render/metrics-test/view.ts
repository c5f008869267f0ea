import {formatExact, type Quantity} from '../../experiment/quantity.js';

/** One metric query step by step, as `metrics test -o json` prints it. Published as `schemas/metrics-test.v1.json`. */
export interface MetricTestView {
  readonly apiVersion: 'iter8ctl/v1';
  readonly kind: 'MetricTest';
  /** `namespace/name`. */
  readonly metric: string;
  readonly version: string;
  readonly elapsedSeconds: number;
  /** Secrets masked. Absent: nothing was asked. */
  readonly request?: ShownRequest;
  /** Without `$`; they are sent literally. */
  readonly unknownPlaceholders: readonly string[];
  readonly answer?: ShownAnswer;
  readonly jq?: {readonly expression: string; readonly output?: string; readonly error?: string};
  /** Exact. Absent: there is none, and `unavailable` says why. */
  readonly value?: string;
  readonly unavailable?: {readonly cause: string; readonly reason: string};
}

interface ShownRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface ShownAnswer {
  /** The beginning, where it is long. */
  readonly text: string;
  readonly characters: number;
}

/** What a query went through, as the metrics part reports it. */
export interface TracedQuery {
  readonly metric: string;
  readonly version: string;
  readonly expression: string | undefined;
  readonly trace: {
    readonly outcome: (
      | {readonly kind: 'value'; readonly value: Quantity}
      | {readonly kind: 'unavailable'; readonly cause: string; readonly reason: string}
    ) & {readonly request?: ShownRequest};
    readonly unknown: readonly string[];
    readonly answer?: string;
    readonly jq?: {readonly kind: string; readonly text?: string; readonly message?: string};
  };
}

const LONGEST_ANSWER = 4000;

export function metricTestView(
  {metric, version, expression, trace}: TracedQuery,
  elapsedSeconds: number,
): MetricTestView {
  const {outcome, unknown, answer} = trace;
  return {
    apiVersion: 'iter8ctl/v1',
    kind: 'MetricTest',
    metric,
    version,
    elapsedSeconds,
    ...(outcome.request ? {request: outcome.request} : {}),
    unknownPlaceholders: unknown,
    ...(answer === undefined ? {} : {answer: {text: answer.slice(0, LONGEST_ANSWER), characters: answer.length}}),
    ...jqPart(expression, trace.jq),
    ...resultPart(outcome),
  };
}

function jqPart(expression: string | undefined, jq: TracedQuery['trace']['jq']): Pick<MetricTestView, 'jq'> {
  if (expression === undefined || !jq) return {};
  if (jq.text !== undefined) return {jq: {expression, output: jq.text}};
  return {jq: {expression, error: jq.message ?? jq.kind}};
}

function resultPart(outcome: TracedQuery['trace']['outcome']): Pick<MetricTestView, 'value' | 'unavailable'> {
  if (outcome.kind === 'value') return {value: formatExact(outcome.value)};
  return {unavailable: {cause: outcome.cause, reason: outcome.reason}};
}
