import * as http from 'node:http';
import {afterEach, beforeEach} from '@jest/globals';
import type {ProxyOptions} from '../../../src/local/proxy/options.js';
import {type WeightedProxy, startProxy} from '../../../src/local/proxy/proxy.js';
import {eventually, httpServer, openHandles, type TestServer} from '../../support/servers.js';

/** Called after the test, last one first. */
export const closing: (() => Promise<void>)[] = [];
let handlesBefore: string[] = [];

/** For every file of tests: what was opened is closed, and nothing else stays open. */
export function closeAfterEach(): void {
  beforeEach(() => {
    handlesBefore = openHandles();
  });

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    await eventually(
      () => openHandles().length <= handlesBefore.length,
      `no new handles in ${openHandles().join()}`,
    );
  });
}

export async function serve(listener: http.RequestListener): Promise<TestServer & {readonly server: http.Server}> {
  const server = await httpServer(listener);
  closing.push(() => server.close());
  return server;
}

/** A proxy before servers by version name; all weight goes to the first, where none are given. */
export async function proxyTo(
  urls: Record<string, string>,
  options: Partial<ProxyOptions> = {},
): Promise<WeightedProxy> {
  const backends = Object.entries(urls).map(([version, url]) => ({version, url}));
  const proxy = await startProxy({backends, weights: new Map([[backends[0]!.version, 100]]), ...options});
  closing.push(() => proxy.close(0));
  return proxy;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly trailers: NodeJS.Dict<string>;
  readonly body: string;
}

export interface Ask extends http.RequestOptions {
  readonly body?: string;
}

/** Asks through real connections; rejects when the answer breaks off. */
export function ask(url: string, {body, ...options}: Ask = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => {
        const {statusCode: status = 0, headers, rawHeaders, trailers} = response;
        resolve({status, headers, rawHeaders, trailers, body: text});
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

export const versionServers = async (...versions: string[]) => {
  const urls: Record<string, string> = {};
  for (const version of versions) urls[version] = (await serve((_request, response) => response.end(version))).url;
  return urls;
};

export async function askTimes(url: string, times: number): Promise<Record<string, number>> {
  const agent = new http.Agent({keepAlive: true, maxSockets: 20});
  const counts: Record<string, number> = {};
  const answers = await Promise.all(Array.from({length: times}, () => ask(url, {agent})));
  for (const {body} of answers) counts[body] = (counts[body] ?? 0) + 1;
  agent.destroy();
  return counts;
}
