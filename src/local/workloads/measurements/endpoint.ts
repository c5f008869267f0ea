import {createServer} from 'node:http';
import type {VersionResult} from '../../../load/version-result.js';
import {listen} from '../../proxy/listen.js';
import {closeServer} from '../close-server.js';
import {isMeasured, measure} from './measure.js';

/** What became of the requests to a Revision, at each address that leads to it. */
export type ResultsOf = (revision: string, namespace: string | undefined) => readonly VersionResult[];

export interface MetricsEndpoint {
  /** What Metric resources ask. */
  readonly url: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Answers on 127.0.0.1 what was measured of a Revision: `?metric=mean-latency&revision=sample-app-v1`, and `&namespace=…`
 * where the name alone says too little. Counted since the Revision is there, not since an experiment began.
 */
export async function startMetricsEndpoint(resultsOf: ResultsOf): Promise<MetricsEndpoint> {
  const server = createServer((request, response) => {
    const {status, body} = answerTo(new URL(request.url ?? '/', 'http://127.0.0.1'), resultsOf);
    response.writeHead(status, {'Content-Type': 'application/json'}).end(JSON.stringify(body));
  });
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}/metrics`,
    close: () => closeServer(server),
  };
}

function answerTo({pathname, searchParams}: URL, resultsOf: ResultsOf): Answer {
  const [metric, revision] = [searchParams.get('metric') ?? '', searchParams.get('revision') ?? ''];
  const namespace = searchParams.get('namespace') ?? undefined;
  if (pathname !== '/metrics') return {status: 404, body: {error: 'ask /metrics'}};
  if (!isMeasured(metric)) return {status: 404, body: {error: `there is no metric "${metric}"`}};
  const results = resultsOf(revision, namespace);
  if (results.length === 0)
    return {status: 404, body: {error: `no traffic has been sent to revision "${revision}"`}};
  return {status: 200, body: {metric, revision, value: measure(metric, results) ?? null}};
}
