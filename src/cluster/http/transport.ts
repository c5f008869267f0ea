import type {Agent, IncomingMessage, RequestOptions} from 'node:http';
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
  const isSecure = server.protocol === 'https:';
  const proxy = chooseProxy(access, env);
  let agent: Promise<Agent> | undefined;
  let agentOf: Certificate;

  const close = () => void agent?.then(endIdle, () => undefined);

  /** A new certificate needs new connections; after a failure it is tried anew. */
  const agentFor = ({certificate}: Credentials): Promise<Agent> => {
    if (agent && agentOf?.cert === certificate?.cert && agentOf?.key === certificate?.key) return agent;
    close();
    agentOf = certificate;
    agent = createAgent(access, certificate, proxy);
    agent.catch(() => (agent = undefined));
    return agent;
  };

  return {
    async send(request, credentials) {
      const used = await agentFor(credentials);
      const {request: start} = isSecure ? await import('node:https') : await import('node:http');
      return new Promise((resolve, reject) => {
        const outgoing = start(requestOptions(server, request, credentials, used), resolve);
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

async function createAgent(
  {server, trust}: ServerAccess,
  certificate: Certificate,
  proxy: URL | undefined,
): Promise<Agent> {
  const isSecure = server.protocol === 'https:';
  const {Agent: KeepingAgent} = isSecure ? await import('node:https') : await import('node:http');
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
  if (!proxy) return agent;
  const {tunnelThrough} = await import('./tunnel.js');
  return Object.assign(agent, {createConnection: tunnelThrough(proxy, isSecure)});
}

function endIdle(agent: Agent): void {
  for (const sockets of Object.values(agent.freeSockets)) sockets?.forEach((socket) => socket.destroy());
}
