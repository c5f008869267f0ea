import * as http from 'node:http';
import {connect} from 'node:net';
import {describe, expect, it} from '@jest/globals';
import {eventually} from '../../support/servers.js';
import {ask, closeAfterEach, proxyTo, serve, versionServers} from './support.js';

closeAfterEach();

describe('opening and closing', () => {
  it('takes another port where the wanted one is in use, and says so', async () => {
    const taken = await serve(() => undefined);
    const proxy = await proxyTo(await versionServers('v1'), {port: taken.port});
    expect(proxy.notice).toBe(`port ${taken.port} is in use, listening on ${proxy.port}`);
    expect((await ask(proxy.url)).body).toBe('v1');
    expect((await proxyTo(await versionServers('v1'))).notice).toBeUndefined();
  });

  it('lets a request under way end, and closes kept connections', async () => {
    const server = await serve((_request, response) => setTimeout(() => response.end('late'), 80));
    const proxy = await proxyTo({v1: server.url});
    const agent = new http.Agent({keepAlive: true});
    const answer = ask(proxy.url, {agent});
    await eventually(() => server.sockets.size === 1, 'the request is under way');
    const closed = proxy.close();
    expect((await answer).body).toBe('late');
    await closed;
    await expect(ask(proxy.url)).rejects.toMatchObject({code: 'ECONNREFUSED'});
    await eventually(() => server.sockets.size === 0, 'no connection to the version');
    agent.destroy();
  });

  it('ends what is not over at the deadline, upgraded connections included', async () => {
    const server = await serve(() => undefined);
    server.server.on('upgrade', (_request, socket) =>
      socket
        .resume()
        .on('end', () => socket.end())
        .write('HTTP/1.1 101 OK\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
    );
    const proxy = await proxyTo({v1: server.url});
    const hanging = ask(proxy.url).catch((error: unknown) => error);
    const socket = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
    await proxy.close(50);
    expect(await hanging).toMatchObject({code: 'ECONNRESET'});
    await eventually(() => socket.destroyed && server.sockets.size === 0, 'no connection left');
  });

  it('closes at once when its signal is aborted', async () => {
    const server = await serve(() => undefined);
    const controller = new AbortController();
    const proxy = await proxyTo({v1: server.url}, {signal: controller.signal});
    const hanging = ask(proxy.url).catch((error: unknown) => error);
    await eventually(() => server.sockets.size === 1, 'the request is under way');
    controller.abort();
    expect(await hanging).toMatchObject({code: 'ECONNRESET'});
    await eventually(() => server.sockets.size === 0, 'no connection left');
  });
});
