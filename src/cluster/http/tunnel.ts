import * as http from 'node:http';
import * as https from 'node:https';
import type {Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import * as tls from 'node:tls';
import {Iter8Error} from '../../errors.js';

/** What Node's agents give with each connection that they want. */
type ConnectionOptions = tls.ConnectionOptions & {readonly host?: string; readonly port?: number | string};
type Connected = (error: Error | null, socket: Duplex) => void;

const CONNECT_TIMEOUT_MS = 30_000;

/** For `createConnection` of an agent: each connection goes through the proxy, with TLS to the server inside. */
export function tunnelThrough(
  proxy: URL,
  isSecure: boolean,
): (options: ConnectionOptions, done: Connected) => undefined {
  return (options, done) => {
    openTunnel(proxy, `${bracketed(options.host ?? '')}:${options.port ?? 443}`).then(
      (socket) => done(null, isSecure ? tls.connect({...options, socket}) : socket),
      (error: unknown) => done(error as Error, undefined as unknown as Duplex),
    );
    return undefined;
  };
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function openTunnel(proxy: URL, target: string): Promise<Socket> {
  const {request} = proxy.protocol === 'https:' ? https : http;
  const name = `${proxy.protocol}//${proxy.host}`;
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(proxyError(name, target, why));
    const connect = request({
      method: 'CONNECT',
      hostname: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : proxy.port,
      path: target,
      headers: {host: target, ...authorization(proxy)},
      agent: false,
      timeout: CONNECT_TIMEOUT_MS,
    });
    connect.on('timeout', () => connect.destroy(Object.assign(new Error('timed out'), {code: 'ETIMEDOUT'})));
    connect.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'no reason given'));
    connect.on('response', (response) => {
      response.destroy();
      fail(`it answers ${response.statusCode ?? 0}`);
    });
    connect.on('connect', ({statusCode = 0}, socket: Socket) => {
      if (statusCode === 200) {
        socket.setTimeout(0);
        resolve(socket);
        return;
      }
      socket.destroy();
      fail(`it answers ${statusCode}`);
    });
    connect.end();
  });
}

function authorization({username, password}: URL): Record<string, string> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}`};
}

function proxyError(proxy: string, target: string, why: string): Iter8Error {
  const hint = 'check HTTPS_PROXY and NO_PROXY, or proxy-url in the kubeconfig';
  return new Iter8Error('UNREACHABLE', `the proxy ${proxy} gives no connection to ${target}: ${why}`, hint);
}
