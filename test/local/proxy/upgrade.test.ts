import {connect, type Socket} from 'node:net';
import {describe, expect, it} from '@jest/globals';
import type {WeightedProxy} from '../../../src/local/proxy/proxy.js';
import {eventually, httpServer, type TestServer} from '../../support/servers.js';
import {closeAfterEach, proxyTo, serve} from './support.js';

closeAfterEach();

describe('upgrades', () => {
  /** Agrees to any other protocol and then shouts back. */
  async function shouting(): Promise<TestServer> {
    const server = await serve((_request, response) => response.end('plain'));
    server.server.on('upgrade', (request, socket) => {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${request.headers.upgrade ?? ''}\r\n\r\n`,
      );
      socket.on('data', (chunk: Buffer) => socket.write(chunk.toString().toUpperCase()));
      socket.on('end', () => socket.end());
    });
    return server;
  }

  function upgrade(
    proxy: WeightedProxy,
    socket = connect(proxy.port, '127.0.0.1'),
  ): {socket: Socket; received: () => string} {
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.on('error', () => undefined);
    socket.write('GET /chat HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: shout\r\n\r\n');
    return {socket, received: () => text};
  }

  it('join both connections', async () => {
    const proxy = await proxyTo({v1: (await shouting()).url});
    const {socket, received} = upgrade(proxy);
    await eventually(() => received().includes('\r\n\r\n'), 'the answer');
    expect(received()).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n(.*\r\n)*Upgrade: shout\r\n/);
    socket.write('hello');
    await eventually(() => received().endsWith('HELLO'), 'the echo');
    expect(proxy.results().get('v1')!.byStatus).toEqual(new Map([[101, 1]]));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.end();
    await closed;
  });

  it('end on one side when the other is gone', async () => {
    const server = await shouting();
    const {socket, received} = upgrade(await proxyTo({v1: server.url}));
    await eventually(() => received().includes('\r\n\r\n'), 'the answer');
    server.sockets.forEach((one) => one.destroy());
    await eventually(() => socket.destroyed, 'the client is cut off');
    const again = upgrade(await proxyTo({v1: server.url}));
    await eventually(() => again.received().includes('\r\n\r\n'), 'the answer');
    again.socket.destroy();
    await eventually(() => server.sockets.size === 0, 'the version is cut off');
  });

  it('may be declined', async () => {
    const server = await serve((_request, response) => response.writeHead(426).end('no'));
    const {received, socket} = upgrade(await proxyTo({v1: server.url}));
    await eventually(() => socket.destroyed || socket.readableEnded, 'the end');
    expect(received()).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\n[^]*\r\n\r\nno$/);
  });

  it('fail with 502 and 503 as other requests do', async () => {
    const gone = await httpServer(() => undefined);
    await gone.close();
    const proxy = await proxyTo({v1: gone.url});
    const refused = upgrade(proxy);
    await eventually(() => refused.received().endsWith('did not answer\n'), 'an answer');
    expect(refused.received()).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
    proxy.setWeights(new Map());
    const unserved = upgrade(proxy);
    await eventually(() => unserved.received().startsWith('HTTP/1.1 503 '), 'an answer');
  });
});
