import * as http from 'node:http';
import {createServer as createTcpServer} from 'node:net';
import {describe, expect, it} from '@jest/globals';
import {startProxy} from '../../../src/local/proxy/proxy.js';
import {eventually, httpServer, start} from '../../support/servers.js';
import {ask, closeAfterEach, closing, proxyTo, serve} from './support.js';

const MEGABYTE = 1024 * 1024;

closeAfterEach();

describe('faults', () => {
  it('answers 502 for a version that refuses', async () => {
    const gone = await httpServer(() => undefined);
    await gone.close();
    const proxy = await proxyTo({v1: gone.url});
    expect(await ask(proxy.url)).toMatchObject({status: 502, body: 'version "v1" did not answer\n'});
    expect(await ask(proxy.url, {method: 'POST', body: 'x'.repeat(MEGABYTE)})).toMatchObject({status: 502});
    expect(proxy.results().get('v1')).toMatchObject({count: 2, answered: 0, byStatus: new Map()});
  });

  it('answers 504 for a version that hangs, and gives it up', async () => {
    const server = await serve(() => undefined);
    const proxy = await proxyTo({v1: server.url}, {timeoutMs: 60});
    expect(await ask(proxy.url)).toMatchObject({status: 504, body: 'version "v1" did not answer in time\n'});
    await eventually(() => server.sockets.size === 0, 'no connection to the version');
    expect(proxy.results().get('v1')!.transportErrors).toEqual(new Map([['timed out', 1]]));
  });

  it.each(['SSH-2.0-OpenSSH\r\n', 'HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n', ''])(
    'answers 502 for a version that says %j',
    async (text) => {
      const server = await start(createTcpServer((socket) => socket.once('data', () => socket.end(text))));
      closing.push(() => server.close());
      expect(await ask((await proxyTo({v1: server.url})).url)).toMatchObject({status: 502});
    },
  );

  it('breaks off where the version does, so that no client takes half for whole', async () => {
    const server = await serve((_request, response) => {
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    });
    const proxy = await proxyTo({v1: server.url});
    await expect(ask(proxy.url)).rejects.toMatchObject({code: 'ECONNRESET'});
    await eventually(() => proxy.results().get('v1')!.count === 1, 'the request is counted');
    expect(proxy.results().get('v1')!.transportErrors).toEqual(new Map([['answer cut off', 1]]));
  });

  it.each(['before', 'after'])(
    'ends the request to the version when the client goes %s the answer begins',
    async (when) => {
      const server = await serve((_request, response) => {
        if (when === 'after') response.write('begun');
      });
      const proxy = await proxyTo({v1: server.url});
      const request = http.get(proxy.url).on('error', () => undefined);
      if (when === 'after') await new Promise((resolve) => request.once('response', resolve));
      else await eventually(() => server.sockets.size === 1, 'a connection to the version');
      request.destroy();
      await eventually(() => server.sockets.size === 0, 'no connection to the version');
      expect(proxy.results().get('v1')).toMatchObject({count: 0});
    },
  );

  it('asks again over a new connection where a kept one was closed just then', async () => {
    let requests = 0;
    const server = await serve((request, response) => {
      requests += 1;
      if (requests === 2) request.socket.resetAndDestroy();
      else response.end('fine');
    });
    const proxy = await proxyTo({v1: server.url});
    await ask(proxy.url);
    expect(await ask(proxy.url)).toMatchObject({status: 200, body: 'fine'});
  });

  it('refuses what is no URL of a version', async () => {
    await expect(
      startProxy({backends: [{version: 'v1', url: 'shop:80'}], weights: new Map()}),
    ).rejects.toMatchObject({
      code: 'INVALID',
      message: 'version "v1": "shop:80" is no http or https URL',
    });
  });
});
