import * as http from 'node:http';
import * as https from 'node:https';
import type {Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import * as tls from 'node:tls';
import {Iter8Error} from '../../errors.js';
import {connectThroughSocks} from './socks.js';

/** What Node's agents give with each connection that they want. */
type ConnectionOptions = Omit<tls.ConnectionOptions, 'port'> & {readonly port?: number | string};
type Connected = (error: Error | null, socket: Duplex) => void;

const CONNECT_TIMEOUT_MS = 30_000;

/** For `createConnection` of an agent: each connection goes through the proxy, with TLS to the server inside. */
export function tunnelThrough(
  proxy: URL,
  isSecure: boolean,
): (options: ConnectionOptions, done: Connected) => undefined {
  return (options, done) => {
    openTunnel(proxy, {host: options.host ?? '', port: Number(options.port ?? 443)}).then(
      (socket) => done(null, isSecure ? tls.connect({...options, port: undefined, socket}) : socket),
      (error: unknown) => done(error as Error, undefined as unknown as Duplex),
    );
    return undefined;
  };
}

interface Target {
  readonly host: string;
  readonly port: number;
}

async function openTunnel(proxy: URL, target: Target): Promise<Socket> {
  const name = target.host.includes(':') ? `[${target.host}]:${target.port}` : `${target.host}:${target.port}`;
  try {
    if (!proxy.protocol.startsWith('socks')) return await connectThroughHttp(proxy, name);
    return await connectThroughSocks(proxy, target, AbortSignal.timeout(CONNECT_TIMEOUT_MS));
  } catch (error) {
    throw proxyError(proxy, name, error as NodeJS.ErrnoException);
  }
}

function connectThroughHttp(proxy: URL, target: string): Promise<Socket> {
  const {request} = proxy.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(why));
    const connect = request({
      method: 'CONNECT',
      hostname: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : proxy.port,
      path: target,
      headers: {host: target, ...authorization(proxy)},
      agent: false,
      timeout: CONNECT_TIMEOUT_MS,
    });
    connect.on('timeout', () => connect.destroy(new Error('it gives no answer')));
    connect.on('error', reject);
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

function proxyError(
  {protocol, host}: URL,
  target: string,
  {name, code, message}: NodeJS.ErrnoException,
): Iter8Error {
  const hint = 'check HTTPS_PROXY and NO_PROXY, or proxy-url in the kubeconfig';
  const why = name === 'AbortError' ? 'it gives no answer' : typeof code === 'string' ? code : message;
  return new Iter8Error(
    'UNREACHABLE',
    `the proxy ${protocol}//${host} gives no connection to ${target}: ${why}`,
    hint,
  );
}
