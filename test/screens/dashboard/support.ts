import {get, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage} from 'node:http';
import {afterEach} from '@jest/globals';
import type {JsonObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {Board} from '../../../src/screens/dashboard/board.js';
import type {Change} from '../../../src/screens/dashboard/parts.js';
import {type DashboardOptions, startDashboard} from '../../../src/screens/dashboard/server.js';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

export const NOW = new Date('2026-11-22T11:00:00Z');

/** A running experiment. */
export function experiment(name: string, status: JsonObject = {}, over: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name, namespace: 'shop', uid: `uid-${name}`, creationTimestamp: '2026-11-22T10:00:00Z', ...over},
    spec: {
      target: `shop/${name}`,
      strategy: {testingPattern: 'Canary'},
      criteria: {objectives: [{metric: 'mean-latency', upperLimit: 50}]},
      duration: {intervalSeconds: 60, iterationsPerLoop: 10},
      versionInfo: {baseline: {name: 'v1'}, candidates: [{name: 'v2'}]},
    },
    status: {stage: 'Running', completedIterations: 3, startTime: '2026-11-22T10:00:00Z', ...status},
  };
}

export function boardOf(...resources: readonly JsonObject[]): Board {
  const board = new Board();
  board.replaceAll(resources.map((resource) => parseExperiment(resource)));
  return board;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Visitor {
  readonly port: number;
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly url: string;
  /** First part of all addresses, with slashes. */
  readonly base: string;
  readonly cookie: string;
  readonly mistakes: readonly string[];
  readonly close: () => Promise<void>;
  /** Time passes: what is told four times a second is told now. */
  readonly tick: () => void;
  /** With the cookie. */
  readonly ask: (path: string, options?: Asked) => Promise<Answered>;
  /** Follows the changes of a page. */
  readonly follow: (path: string) => Promise<Followed>;
}

export interface Asked {
  readonly method?: string;
  /** undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
}

export interface Followed {
  readonly next: () => Promise<Change>;
  readonly end: () => void;
}

/** A dashboard, and somebody who has come in by its address. */
export async function visit(board: Board, options: Partial<DashboardOptions> = {}): Promise<Visitor> {
  const mistakes: string[] = [];
  const ticks: (() => void)[] = [];
  const dashboard = await startDashboard({
    port: 0,
    board,
    source: {place: 'https://cluster.test', scope: 'in all namespaces'},
    now: () => NOW,
    repeat: (_everyMs, action) => {
      ticks.push(action);
      return () => undefined;
    },
    makeWish: undefined,
    onMistake: (words) => mistakes.push(words),
    ...options,
  });
  let isOpen = true;
  const close = async () => {
    if (isOpen) await dashboard.close();
    isOpen = false;
  };
  open.push(close);
  const {port, origin} = new URL(dashboard.url);
  const {headers} = await send(dashboard.url, {});
  const cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  const base = headers.location ?? '';
  const ask = (path: string, {method, headers: more, body}: Asked = {}) => {
    return send(new URL(path, origin + base).href, {method, headers: {cookie, ...more}, body});
  };
  const follow = (path: string) => followed(new URL(path, origin + base).href, cookie);
  const tick = () => ticks.forEach((action) => action());
  return {port: Number(port), origin, url: dashboard.url, base, cookie, mistakes, close, tick, ask, follow};
}

/** Without a cookie. */
export function send(url: string, {method = 'GET', headers = {}, body}: Partial<Asked>): Promise<Answered> {
  const given = Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return new Promise((resolve, reject) => {
    const asked = httpRequest(url, {method, headers: Object.fromEntries(given), agent: false}, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({status: response.statusCode ?? 0, headers: response.headers, body: text}));
    });
    asked.on('error', reject).end(body);
  });
}

async function followed(url: string, cookie: string): Promise<Followed> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, {headers: {cookie}, agent: false}, resolve).on('error', reject);
  });
  if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}`);
  const changes = changesOf(response.setEncoding('utf8') as AsyncIterable<string>);
  return {
    next: async () => {
      const {value} = await changes.next();
      if (!value) throw new Error('the stream has ended');
      return value;
    },
    end: () => response.destroy(),
  };
}

async function* changesOf(chunks: AsyncIterable<string>): AsyncGenerator<Change, undefined> {
  let text = '';
  for await (const chunk of chunks) {
    text += chunk;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data !== undefined) yield JSON.parse(data) as Change;
    }
  }
  return undefined;
}
