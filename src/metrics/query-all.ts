import type {Metric} from './metric.js';
import type {QueryOutcome} from './outcome.js';
import {queryBuckets} from './prometheus/query-buckets.js';
import {type QueryContext, type QueryDeps, queryMetric} from './query.js';
import type {SecretReader} from './secrets.js';
import type {QueriedVersion} from './template.js';

export interface QueryPlan {
  /** By `namespace/name`. */
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly versions: readonly QueriedVersion[];
  readonly context: QueryContext;
  /** Metrics whose histogram is asked for after their value; undefined: none. */
  readonly percentiles?: ReadonlySet<string>;
  /** Queries at a time; undefined: 8. */
  readonly concurrency?: number;
}

/** `namespace/name` of a metric → version → what its query gave. */
export type QueryResults = ReadonlyMap<string, ReadonlyMap<string, QueryOutcome>>;

const CONCURRENCY = 8;

/**
 * Queries every metric for every version, several at a time, each with its own time-out: a slow backend delays nobody
 * else for long. Each Secret is read once. Rejects only when jq cannot be started.
 */
export async function queryAll(plan: QueryPlan, deps: QueryDeps, signal?: AbortSignal): Promise<QueryResults> {
  const sharing = {...deps, readSecret: remember(deps.readSecret)};
  const results = new Map([...plan.metrics.keys()].map((name) => [name, new Map<string, QueryOutcome>()]));
  const tasks = [...plan.metrics].flatMap(([name, metric]) => {
    const ask = plan.percentiles?.has(name) ? queryPercentile : queryMetric;
    return plan.versions.map((version) => async () => {
      const outcome = await ask({metric, version, context: plan.context}, sharing, signal);
      results.get(name)?.set(version.name, outcome);
    });
  });
  await runLimited(tasks, plan.concurrency ?? CONCURRENCY);
  return results;
}

async function queryPercentile(...query: Parameters<typeof queryMetric>): Promise<QueryOutcome> {
  const outcome = await queryMetric(...query);
  if (outcome.kind === 'unavailable') return outcome;
  return {...outcome, distribution: await queryBuckets(...query)};
}

async function runLimited(tasks: readonly (() => Promise<void>)[], limit: number): Promise<void> {
  const queue = tasks.values();
  const work = async () => {
    for (const task of queue) await task();
  };
  await Promise.all(Array.from({length: Math.min(limit, tasks.length)}, work));
}

function remember(read: SecretReader): SecretReader {
  const answers = new Map<string, ReturnType<SecretReader>>();
  return (namespace, name) => {
    const key = `${namespace}/${name}`;
    const answer = answers.get(key) ?? read(namespace, name);
    answers.set(key, answer);
    return answer;
  };
}
