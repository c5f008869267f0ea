import {once} from 'node:events';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {Iter8Error} from '../../errors.js';
import type {Deps} from '../../runtime/deps.js';
import {errorWords} from '../../runtime/log.js';
import {problemAnswer, send} from './answer.js';
import {admit, type Door} from './guard.js';
import {makeKeys} from './keys.js';
import {TICK_MS} from './live-page.js';
import {Site, type SiteOptions} from './site.js';
import {Streams} from './streams.js';

export interface DashboardOptions extends Omit<SiteOptions, 'actionKey'> {
  /** 0: any free one. */
  readonly port: number;
  readonly repeat: Deps['repeat'];
  /** Hears of mistakes of ours. */
  readonly onMistake: (words: string) => void;
}

export interface Dashboard {
  /** With the token. */
  readonly url: string;
  /** Ends at once what is under way. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const MOST_CONNECTIONS = 64;
const LIMITS = {headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 5000, maxHeaderSize: 16_384};

/**
 * Serves the pages on 127.0.0.1 alone.
 *
 * @throws Iter8Error INVALID when the port is in use, FORBIDDEN when this user may not use it
 */
export async function startDashboard(options: DashboardOptions): Promise<Dashboard> {
  const keys = makeKeys();
  const site = new Site({...options, actionKey: keys.action});
  const streams = new Streams(options.onMistake);
  const server = createServer(LIMITS);
  server.maxConnections = MOST_CONNECTIONS;
  const origin = new URL(`http://${HOST}:${await listen(server, options.port)}`).origin;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void answer({request, response}, {origin, keys}, site, streams).catch((error: unknown) => {
      options.onMistake(errorWords(error));
      fail(response);
    });
  });
  const stop = options.repeat(TICK_MS, () => streams.tick(options.now()));
  const close = () => {
    stop();
    streams.end();
    return closeServer(server);
  };
  return {url: `${origin}/?token=${keys.token}`, close};
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer({request, response}: Exchange, door: Door, site: Site, streams: Streams): Promise<void> {
  response.on('error', () => undefined); // the browser has gone away
  const admitted = admit(request, door);
  if ('status' in admitted) return send(response, admitted);
  const reply = await site.reply(request, admitted);
  if ('status' in reply) return send(response, reply);
  if (streams.isFull) return send(response, problemAnswer(503, 'Too many pages are open'));
  streams.open(response, reply.stream, reply.version);
}

function fail(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else send(response, problemAnswer(500, 'A mistake in iter8ctl', 'The terminal where it runs says more.'));
}

async function listen(server: Server, port: number): Promise<number> {
  try {
    server.listen(port, HOST);
    await once(server, 'listening');
  } catch (error) {
    throw listenError(port, error);
  }
  return (server.address() as AddressInfo).port;
}

function listenError(port: number, cause: unknown): unknown {
  const hint = 'choose another one with --port, or leave it out for any that is free';
  switch ((cause as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new Iter8Error('INVALID', `port ${port} is in use`, hint, {cause});
    case 'EACCES':
      return new Iter8Error('FORBIDDEN', `not allowed to listen on port ${port}`, hint, {cause});
    default:
      return cause;
  }
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
