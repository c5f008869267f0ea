import {createServer, type ServerResponse} from 'node:http';
import type {VersionResult} from '../../../load/version-result.js';
import {listen} from '../../proxy/listen.js';
import {closeServer} from '../close-server.js';
import {isMeasured, measure} from './measure.js';

/** What became of the requests to a Revision or a Deployment, at each address that leads to it. */
export type ResultsOf = (name: string, namespace: string | undefined) => readonly VersionResult[];

export interface MetricsEndpoint {
  /** What Metric resources ask. */
  readonly url: string;
  /** What a Prometheus scrapes. */
  readonly scrapeUrl: string;
  close(): Promise<void>;
}

/** Metrics in Prometheus' format. */
export interface Scraped {
  readonly contentType: string;
  text(): Promise<string>;
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Answers on 127.0.0.1 what was measured of a Revision or a Deployment: `?metric=mean-latency&revision=sample-app-v1`, and
 * `&namespace=…` where the name alone says too little. Counted since it is there, not since an experiment began.
 */
export async function startMetricsEndpoint(resultsOf: ResultsOf, scraped: Scraped): Promise<MetricsEndpoint> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname === SCRAPED_PATH) return void answerScrape(response, scraped);
    const {status, body} = answerTo(url, resultsOf);
    response.writeHead(status, {'Content-Type': 'application/json'}).end(JSON.stringify(body));
  });
  const base = `http://127.0.0.1:${await listen(server, 0)}`;
  return {
    url: `${base}/metrics`,
    scrapeUrl: `${base}${SCRAPED_PATH}`,
    close: () => closeServer(server),
  };
}

/** That of Envoy, where Istio's gateways are scraped. */
const SCRAPED_PATH = '/stats/prometheus';

async function answerScrape(response: ServerResponse, scraped: Scraped): Promise<void> {
  const body = await scraped.text();
  response.writeHead(200, {'Content-Type': scraped.contentType}).end(body);
}

function answerTo({pathname, searchParams}: URL, resultsOf: ResultsOf): Answer {
  const [metric, revision] = [searchParams.get('metric') ?? '', searchParams.get('revision') ?? ''];
  const namespace = searchParams.get('namespace') ?? undefined;
  if (pathname !== '/metrics') return {status: 404, body: {error: 'ask /metrics'}};
  if (!isMeasured(metric)) return {status: 404, body: {error: `there is no metric "${metric}"`}};
  const results = resultsOf(revision, namespace);
  if (results.length === 0) return {status: 404, body: {error: `no traffic is sent to "${revision}"`}};
  return {status: 200, body: {metric, revision, value: measure(metric, results) ?? null}};
}
