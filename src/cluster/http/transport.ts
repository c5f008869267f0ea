import type {Agent, IncomingMessage, request as startRequest, RequestOptions} from 'node:http';
import type {AgentOptions} from 'node:https';
import type {Credentials} from '../credentials/credentials.js';
import {readMaterial} from '../kubeconfig/material.js';
import type {ServerAccess} from '../kubeconfig/access.js';
import type {Environment} from '../kubeconfig/files.js';
import {chooseProxy} from './proxy-choice.js';

export interface HttpRequest {
  readonly method: string;
  /** With the query, below the server's own path. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
}

type Certificate = Credentials['certificate'];

/** Sends requests to one server over connections that are kept. */
export interface Transport {
  /** @returns the answer as soon as its headers are there */
  send(request: HttpRequest, credentials: Credentials): Promise<IncomingMessage>;
  /** Ends idle connections. */
  close(): void;
}

/** Watches hold one connection each. */
const MOST_CONNECTIONS = 100;
/** Sooner than servers and load balancers end idle connections, so that no request meets one that is just being ended. */
const LONGEST_IDLE_MS = 30_000;

/** @throws Iter8Error INVALID for a proxy that cannot be used */
export function createTransport(access: ServerAccess, env: Environment): Transport {
  const {server} = access;
  const proxy = chooseProxy(access, env);
  let sender: Promise<Sender> | undefined;
  let senderOf: Certificate;

  const close = () =>
    void sender?.then(
      ({agent}) => endIdle(agent),
      () => undefined,
    );

  /** A new certificate needs new connections; after a failure it is tried anew. */
  const senderFor = ({certificate}: Credentials): Promise<Sender> => {
    if (sender && senderOf?.cert === certificate?.cert && senderOf?.key === certificate?.key) return sender;
    close();
    senderOf = certificate;
    sender = createSender(access, certificate, proxy);
    sender.catch(() => (sender = undefined));
    return sender;
  };

  return {
    async send(request, credentials) {
      const {agent, start} = await senderFor(credentials);
      return new Promise((resolve, reject) => {
        const outgoing = start(requestOptions(server, request, credentials, agent), resolve);
        // not by its own option `signal`: the connection would get it too, and keep it for later requests
        const abort = () => outgoing.destroy();
        request.signal.addEventListener('abort', abort, {once: true});
        outgoing.on('close', () => request.signal.removeEventListener('abort', abort));
        outgoing.on('error', reject);
        outgoing.end(request.body);
        if (request.signal.aborted) abort();
      });
    },
    close,
  };
}

function requestOptions(
  server: URL,
  {method, path, headers, body}: HttpRequest,
  credentials: Credentials,
  agent: Agent,
): RequestOptions {
  return {
    protocol: server.protocol,
    hostname: server.hostname.replace(/^\[|\]$/g, ''),
    port: server.port,
    path: `${server.pathname.replace(/\/$/, '')}${path}`,
    method,
    headers: {
      'user-agent': 'iter8ctl',
      ...(body === undefined ? {} : {'content-length': Buffer.byteLength(body)}),
      ...headers,
      ...credentials.headers,
    },
    agent,
  };
}

/** Of `node:http` or `node:https`, whichever the server speaks. */
interface Sender {
  readonly agent: Agent;
  readonly start: typeof startRequest;
}

async function createSender(
  {server, trust}: ServerAccess,
  certificate: Certificate,
  proxy: URL | undefined,
): Promise<Sender> {
  const isSecure = server.protocol === 'https:';
  const {Agent: KeepingAgent, request: start} = isSecure ? await import('node:https') : await import('node:http');
  const ca = trust.authorities && (await readMaterial(trust.authorities, 'certificate authority'));
  const options: AgentOptions = {
    keepAlive: true,
    maxSockets: MOST_CONNECTIONS,
    timeout: LONGEST_IDLE_MS,
    rejectUnauthorized: trust.isVerified,
    ...(ca ? {ca} : {}),
    ...(trust.serverName ? {servername: trust.serverName} : {}),
    ...certificate,
  };
  const agent = new KeepingAgent(options);
  if (!proxy) return {agent, start};
  const {tunnelThrough} = await import('./tunnel.js');
  return {agent: Object.assign(agent, {createConnection: tunnelThrough(proxy, isSecure)}), start};
}

function endIdle(agent: Agent): void {
  for (const sockets of Object.values(agent.freeSockets)) sockets?.forEach((socket) => socket.destroy());
}
