import type {JsonObject} from '../experiment/json.js';
import type {Quantity} from '../experiment/quantity.js';

export const AUTH_TYPES = ['Basic', 'Bearer', 'APIKey'] as const;
export const METHODS = ['GET', 'POST'] as const;

/** `Counter` never falls over time; `Gauge` may rise and fall. Only the mock generator treats them differently. */
export type MetricType = 'Counter' | 'Gauge';
type AuthType = (typeof AUTH_TYPES)[number];
type Method = (typeof METHODS)[number];

/** A Metric resource of v2alpha1 or v2alpha2, in the terms of v2alpha2. */
export interface Metric {
  readonly name: string;
  /** `default` when the resource names none. */
  readonly namespace: string;
  readonly type: MetricType;
  readonly description: string | undefined;
  /** Free text for people, such as `milliseconds`. */
  readonly units: string | undefined;
  /** Reference to the metric that counts the data points behind this one; undefined: none is named. */
  readonly sampleSize: string | undefined;
  /** A label for people, but for `iter8`, which means built-in. */
  readonly provider: string | undefined;
  readonly source: MetricSource;
  /** The resource as it was read, unknown fields included. */
  readonly resource: JsonObject;
}

/** Where the values come from. */
export type MetricSource = BuiltinSource | MockSource | QuerySource;

/** The histograms that task `metrics/collect` has stored. */
interface BuiltinSource {
  readonly kind: 'builtin';
}

/** A generator; no request is made. */
export interface MockSource {
  readonly kind: 'mock';
  /** Version name → mean of a gauge, or growth of a counter per second. */
  readonly levels: ReadonlyMap<string, Quantity>;
}

/** One HTTP request for each version and iteration. */
export interface QuerySource {
  readonly kind: 'query';
  readonly method: Method;
  /** undefined: the metric cannot be queried, and a query says so. */
  readonly urlTemplate: string | undefined;
  readonly params: readonly NamedTemplate[];
  readonly headerTemplates: readonly NamedTemplate[];
  /** JSON once its placeholders are filled in. */
  readonly body: string | undefined;
  readonly authType: AuthType | undefined;
  /** `name` or `namespace/name` of a Secret. */
  readonly secret: string | undefined;
  /** Whether a placeholder without a value means that nothing is asked, as in v2alpha1; else it is sent as it is. */
  readonly needsAllValues: boolean;
  /** jq program from answer to number; undefined: the metric cannot be queried. */
  readonly jqExpression: string | undefined;
}

export interface NamedTemplate {
  readonly name: string;
  readonly value: string;
}

/** `namespace/name`, the key of a metric everywhere. */
export function fullNameOf({namespace, name}: Pick<Metric, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}
