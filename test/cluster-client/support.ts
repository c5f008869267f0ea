import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach} from '@jest/globals';
import {type ClusterOptions, openCluster} from '../../src/cluster/client.js';
import type {Clock} from '../../src/cluster/clock.js';
import type {Cluster, ResourceKind} from '../../src/cluster/port.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {httpServer, type TestServer} from '../support/servers.js';

export const EXPERIMENTS: ResourceKind = {
  group: 'iter8.tools',
  version: 'v2alpha2',
  kind: 'Experiment',
  plural: 'experiments',
  isNamespaced: true,
};

/** What a server of a test was asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers a request; what it returns is sent as JSON. Undefined: it has answered, or will not. */
export type Answer = (asked: Asked, response: ServerResponse, index: number) => JsonObject | undefined;

export interface ScriptedServer extends TestServer {
  readonly asked: Asked[];
  readonly lines: () => string[];
}

/** Something to be undone when the test is over. */
export function cleanUp(task: () => unknown): void {
  tasks.push(task);
}

const tasks: (() => unknown)[] = [];

afterEach(async () => {
  for (const task of tasks.splice(0).reverse()) await task();
});

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'iter8ctl-client-'));
  cleanUp(() => rmSync(folder, {recursive: true, force: true}));
  return folder;
}

/** An API server that does what the test says, to the byte. */
export async function scripted(answer: Answer): Promise<ScriptedServer> {
  const asked: Asked[] = [];
  const server = await httpServer((request, response) => void respond(request, response));
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const one = await readRequest(request);
    asked.push(one);
    const object = answer(one, response, asked.length - 1);
    if (object !== undefined) sendJson(response, object);
  };
  cleanUp(() => server.close());
  return {...server, asked, lines: () => asked.map(({method, path}) => `${method} ${path}`)};
}

async function readRequest(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const url = new URL(request.url!, 'http://server');
  const body = Buffer.concat(chunks).toString();
  return {method: request.method!, path: url.pathname, query: url.searchParams, headers: request.headers, body};
}

export function sendJson(response: ServerResponse, object: JsonObject): void {
  const isStatus = object.kind === 'Status' && typeof object.code === 'number';
  response.writeHead(isStatus ? (object.code as number) : 200, {'content-type': 'application/json'});
  response.end(JSON.stringify(object));
}

export function status(code: number, reason: string, message: string, details: JsonObject = {}): JsonObject {
  return {apiVersion: 'v1', kind: 'Status', status: 'Failure', code, reason, message, details};
}

export function experiment(name: string, resourceVersion = '1', over: JsonObject = {}): JsonObject {
  const metadata = {name, namespace: 'shop', uid: `uid-${name}`, resourceVersion};
  return {apiVersion: 'iter8.tools/v2alpha2', kind: 'Experiment', metadata, ...over};
}

export function listOf(items: readonly JsonObject[], resourceVersion = '10', next?: string): JsonObject {
  const metadata = {resourceVersion, ...(next === undefined ? {} : {continue: next})};
  return {apiVersion: 'iter8.tools/v2alpha2', kind: 'ExperimentList', metadata, items};
}

/** A clock that does not wait but notes for how long it was asked to. */
export function hastyClock(): Clock & {readonly pauses: number[]} {
  const pauses: number[] = [];
  return {
    pauses,
    now: () => Date.now(),
    random: () => 0.5,
    sleep: async (milliseconds, signal) => {
      pauses.push(milliseconds);
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
  };
}

/** Writes a kubeconfig with one context, `shop`, over whose parts the test decides. */
export function kubeconfigFile(cluster: JsonObject, user: JsonObject = {}, folder = temporaryFolder()): string {
  const file = join(folder, 'config');
  const config = {
    'current-context': 'shop',
    contexts: [{name: 'shop', context: {cluster: 'one', user: 'jane', namespace: 'shop'}}],
    clusters: [{name: 'one', cluster}],
    users: [{name: 'jane', user}],
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

/** A client of the server, closed at the end of the test. */
export async function clientOf(
  {url}: {readonly url: string},
  options: Partial<ClusterOptions> = {},
  user: JsonObject = {token: 'secret-token'},
): Promise<Cluster> {
  const kubeconfig = kubeconfigFile({server: url}, user);
  const cluster = await openCluster({kubeconfig, env: {}, clock: hastyClock(), ...options});
  cleanUp(() => cluster.close());
  return cluster;
}

/** What a call fails with. */
export async function failureOf(
  promise: Promise<unknown>,
): Promise<{code?: string; message: string; hint?: string}> {
  try {
    await promise;
  } catch (error) {
    return error as {code?: string; message: string; hint?: string};
  }
  throw new Error('it did not fail');
}
