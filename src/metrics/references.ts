import {INSTALL_NAMESPACE} from '../experiment/metric-reference.js';
import type {Criteria} from '../experiment/model.js';
import {fullNameOf, type Metric} from './metric.js';

/**
 * Reads one Metric.
 *
 * @returns undefined if there is none of that name; rejects when it cannot be read
 */
export type MetricReader = (namespace: string, name: string) => Promise<Metric | undefined>;

/** The metrics of an experiment, or why there are not all of them. */
export type MetricCollection = CollectedMetrics | MetricProblem;

export interface CollectedMetrics {
  readonly kind: 'collected';
  /** By `namespace/name`, in the order in which they were first needed. */
  readonly metrics: ReadonlyMap<string, Metric>;
  /** Reference as written in the criteria → `namespace/name`. */
  readonly names: ReadonlyMap<string, string>;
  /** `namespace/name` of a metric → that of the metric that counts its data points. */
  readonly sampleSizes: ReadonlyMap<string, string>;
}

export interface MetricProblem {
  /** `missing`: no such metric; `unreadable`: reading failed; `invalid`: the reference or its chain makes no sense. */
  readonly kind: 'missing' | 'unreadable' | 'invalid';
  /** `namespace/name` that was looked for first; what the status of the original names. */
  readonly name: string;
  /** In words: what was needed by whom, and where it was looked for. */
  readonly reason: string;
}

export interface CollectOptions {
  /** Namespace of the experiment. */
  readonly namespace: string;
  /** Where bare names are looked for next; undefined: `iter8-system`. */
  readonly installNamespace?: string;
}

/** Metrics that follow each other as sampleSize; the ready-made ones need two. */
const LONGEST_CHAIN = 8;

/** The references of the criteria in the order of the original: request count, rewards, indicators, objectives. */
export function referencesOf({requestCount, rewards, indicators, objectives}: Criteria): string[] {
  const named = [
    ...(requestCount === undefined ? [] : [requestCount]),
    ...rewards.map(({metric}) => metric),
    ...indicators,
    ...objectives.map(({metric}) => metric),
  ];
  return [...new Set(named)];
}

/**
 * Reads all metrics that the references need, each followed by its chain of sampleSize metrics, each metric once. A bare
 * name means the namespace of who names it, then the install namespace.
 *
 * @returns the first problem instead, if there is one
 * @see weakness 5 of the original: here everything is matched on the resolved name
 */
export async function collectMetrics(
  references: readonly string[],
  options: CollectOptions,
  read: MetricReader,
): Promise<MetricCollection> {
  const found = {
    metrics: new Map<string, Metric>(),
    names: new Map<string, string>(),
    sampleSizes: new Map<string, string>(),
  };
  const readOnce = remember(read);
  for (const reference of references) {
    const chain = await followChain(reference, options, readOnce);
    if (!Array.isArray(chain)) return chain;
    chain.forEach((metric, index) => {
      const [name, counted] = [fullNameOf(metric), chain[index - 1]];
      found.metrics.set(name, metric);
      if (counted) found.sampleSizes.set(fullNameOf(counted), name);
      else found.names.set(reference, name);
    });
  }
  return {kind: 'collected', ...found};
}

function remember(read: MetricReader): MetricReader {
  const answers = new Map<string, Promise<Metric | undefined>>();
  return (namespace, name) => {
    const key = `${namespace}/${name}`;
    const answer = answers.get(key) ?? read(namespace, name);
    answers.set(key, answer);
    return answer;
  };
}

/** The metric and what follows it as sampleSize. */
async function followChain(
  reference: string,
  options: CollectOptions,
  read: MetricReader,
): Promise<Metric[] | MetricProblem> {
  const chain: Metric[] = [];
  let [next, namespace]: [string | undefined, string] = [reference, options.namespace];
  while (next !== undefined) {
    const metric = await find(next, {...options, namespace}, read);
    if ('kind' in metric) return explain(metric, next, chain.at(-1));
    if (chain.some((earlier) => fullNameOf(earlier) === fullNameOf(metric))) return circular(metric);
    const [first] = chain;
    if (first && chain.length === LONGEST_CHAIN) return tooLong(first);
    chain.push(metric);
    [next, namespace] = [metric.sampleSize, metric.namespace];
  }
  return chain;
}

function explain(problem: MetricProblem, reference: string, neededBy: Metric | undefined): MetricProblem {
  if (!neededBy) return problem;
  const reason = `${problem.reason}; sampleSize of ${fullNameOf(neededBy)} names it as ${reference}`;
  return {...problem, reason};
}

function circular(metric: Metric): MetricProblem {
  const name = fullNameOf(metric);
  return {kind: 'invalid', name, reason: `the sampleSize of metric ${name} leads back to itself`};
}

function tooLong(first: Metric): MetricProblem {
  const name = fullNameOf(first);
  return {kind: 'invalid', name, reason: `more than ${LONGEST_CHAIN} metrics follow ${name} as sampleSize`};
}

async function find(
  reference: string,
  options: CollectOptions,
  read: MetricReader,
): Promise<Metric | MetricProblem> {
  const places = placesOf(reference, options);
  const [first] = places;
  if (!first) {
    const reason = `metric reference ${JSON.stringify(reference)} is neither name nor namespace/name`;
    return {kind: 'invalid', name: reference, reason};
  }
  const name = first.join('/');
  for (const [namespace, bareName] of places) {
    try {
      const metric = await read(namespace, bareName);
      if (metric) return metric;
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      return {kind: 'unreadable', name, reason: `metric ${namespace}/${bareName} cannot be read: ${words}`};
    }
  }
  const namespaces = places.map(([namespace]) => namespace).join(' and ');
  const noun = places.length > 1 ? 'namespaces' : 'namespace';
  return {
    kind: 'missing',
    name,
    reason: `there is no metric ${first[1]} in ${noun} ${namespaces}`,
  };
}

type Place = readonly [namespace: string, name: string];

/** Where a reference may point to, in the order of looking; nothing when it is malformed. */
function placesOf(reference: string, options: CollectOptions): Place[] {
  const parts = reference.split('/');
  if (parts.includes('') || parts.length > 2) return [];
  const [first = '', second] = parts;
  if (second !== undefined) return [[first, second]];
  const {namespace, installNamespace = INSTALL_NAMESPACE} = options;
  return [...new Set([namespace, installNamespace])].map((place) => [place, first]);
}
