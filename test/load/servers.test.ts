import {createServer as createTcpServer} from 'node:net';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {type LoadResult, startLoad} from '../../src/load/load.js';
import type {LoadOptions} from '../../src/load/options.js';
import {percentile} from '../../src/metrics/builtin/percentile.js';
import type {VersionResult} from '../../src/load/version-result.js';
import {eventually, httpServer, openHandles, start, type TestServer} from '../support/servers.js';

const servers: TestServer[] = [];
let handlesBefore: string[] = [];

beforeEach(() => {
  handlesBefore = openHandles();
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await eventually(
    () => openHandles().length <= handlesBefore.length,
    `no new handles in ${openHandles().join()}`,
  );
});

async function serve(listener: Parameters<typeof httpServer>[0]): Promise<TestServer> {
  const server = await httpServer(listener);
  servers.push(server);
  return server;
}

function load(url: string, options: Partial<LoadOptions> = {}): Promise<LoadResult> {
  const quick = {targets: [{name: 'v', url}], numQueries: 20, qps: 400, timeoutMs: 20_000};
  return startLoad({...quick, ...options}, {signal: new AbortController().signal}).done;
}

async function loadOne(url: string, options: Partial<LoadOptions> = {}): Promise<VersionResult> {
  return (await load(url, options)).versions.get('v')!;
}

describe('load on real servers', () => {
  // The rate itself is a law of load.test.ts, in simulated time; a busy machine can only make it later here.
  it('keeps the count and the connections, and is never early', async () => {
    let most = 0;
    const server = await serve((_request, response) => {
      most = Math.max(most, server.sockets.size);
      response.end('hello');
    });
    const {versions, elapsedMs} = await load(server.url, {numQueries: 100, qps: 200, connections: 2});
    expect(versions.get('v')).toMatchObject({count: 100, bytes: 500, byStatus: new Map([[200, 100]])});
    expect(elapsedMs).toBeGreaterThanOrEqual(494); // the last of 100 is due after 99 × 5 ms
    expect(most).toBeLessThanOrEqual(2);
    await eventually(() => server.sockets.size === 0, 'no connection left');
  });

  it('sends method, path, headers and payload as they are', async () => {
    const seen: unknown[] = [];
    const server = await serve((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        const {method, url, headers} = request;
        seen.push([method, url, headers['content-type'], headers['x-user'], headers.host, body]);
        response.end();
      });
    });
    const targets = [
      {name: 'v', url: `${server.url}/predict?n=1`, headers: {'X-User': 'ann', Host: 'shop.example'}},
    ];
    await load('', {targets, numQueries: 1, payload: '{"a":"ü"}', contentType: 'application/json'});
    expect(seen).toEqual([['POST', '/predict?n=1', 'application/json', 'ann', 'shop.example', '{"a":"ü"}']]);
  });

  it('counts a redirect by its status and never follows it', async () => {
    let followed = 0;
    const elsewhere = await serve((_request, response) => ((followed += 1), response.end()));
    const server = await serve((_request, response) => response.writeHead(302, {location: elsewhere.url}).end());
    expect(Object.fromEntries((await loadOne(server.url)).byStatus)).toEqual({302: 20});
    expect(followed).toBe(0);
  });

  it('counts each status by its own', async () => {
    let count = 0;
    const server = await serve((_request, response) => response.writeHead(++count % 4 === 0 ? 503 : 200).end());
    expect(Object.fromEntries((await loadOne(server.url)).byStatus)).toEqual({200: 15, 503: 5});
  });

  it('says why there was no answer: refused', async () => {
    const gone = await httpServer(() => undefined);
    await gone.close();
    expect(await loadOne(gone.url)).toMatchObject({
      count: 20,
      transportErrors: new Map([['connection refused', 20]]),
    });
  });

  it('says why there was no answer: hung', async () => {
    const server = await serve(() => undefined);
    const result = await loadOne(server.url, {numQueries: 4, timeoutMs: 200});
    expect(result).toMatchObject({count: 4, transportErrors: new Map([['timed out', 4]])});
    expect(result.answered).toBe(0);
  });

  it.each([
    ['connection closed', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'],
    ['not an HTTP answer', 'SSH-2.0-OpenSSH_9.2p1\r\n'],
    ['connection closed', ''],
  ])('says why there was no answer: %s', async (reason, text) => {
    const server = await start(createTcpServer((socket) => socket.end(text)));
    servers.push(server);
    const {transportErrors, byStatus} = await loadOne(server.url, {numQueries: 5});
    expect(Object.fromEntries(transportErrors)).toEqual({[reason]: 5});
    expect(byStatus.size).toBe(0);
  });

  it('raises the p99 when the server stalls once for 300 ms, though only one request was under way', async () => {
    let count = 0;
    const server = await serve((_request, response) => {
      if (++count === 40) return void setTimeout(() => response.end(), 300);
      response.end();
    });
    const {buckets} = await loadOne(server.url, {numQueries: 160, qps: 200, connections: 1});
    expect(percentile(buckets, 0.99)).toBeGreaterThan(0.25);
    expect(percentile(buckets, 0.7)).toBeGreaterThan(0.02);
  });

  it('ends at once when aborted, connections included', async () => {
    const server = await serve(() => undefined);
    const controller = new AbortController();
    const {done} = startLoad({targets: [{name: 'v', url: server.url}]}, {signal: controller.signal});
    await eventually(() => server.sockets.size > 0, 'a connection');
    controller.abort();
    expect(await done).toMatchObject({isAborted: true}); // nobody answers, so only the abort can have ended it
    await eventually(() => server.sockets.size === 0, 'no connection left');
  });

  it('uses all connections as fast as they go at qps 0', async () => {
    let most = 0;
    const server = await serve((_request, response) => setTimeout(() => response.end(), 5));
    const watching = setInterval(() => (most = Math.max(most, server.sockets.size)), 2);
    const {elapsedMs, versions} = await load(server.url, {qps: 0, numQueries: 60, connections: 6});
    clearInterval(watching);
    expect(versions.get('v')!.count).toBe(60);
    expect(elapsedMs).toBeGreaterThan(45);
    expect(most).toBe(6);
  });
});
