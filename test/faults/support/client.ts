import type {IncomingMessage} from 'node:http';
import {rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {openCluster} from '../../../src/cluster/client.js';
import type {Clock} from '../../../src/cluster/clock.js';
import type {Cluster} from '../../../src/cluster/port.js';
import type {ApiServer} from '../../../src/local/apiserver/start.js';
import type {FaultSchedule} from './fault-schedule.js';
import {FaultProxy, type ProxiedRequest} from './fault-proxy.js';

export interface ClientOptions {
  /** Whose requests these are. */
  readonly name: string;
  readonly server: ApiServer;
  readonly schedule: FaultSchedule;
  readonly clock: Clock;
  /** For the file of its token. */
  readonly folder: string;
}

/** A real client of a real server with a proxy in between that makes things go wrong. */
export interface FaultyClient {
  readonly cluster: Cluster;
  readonly close: () => Promise<void>;
}

/** A request that is not answered is given up after this time. */
const REQUEST_TIMEOUT_MS = 2000;
/** A watch on which nothing is heard is given up after this time. */
export const WATCH_DEADLINE_MS = 2500;
/** Credentials come so long after the old ones have expired. */
const RENEWAL_MS = 40;

export async function openFaultyClient({
  name,
  server,
  schedule,
  clock,
  folder,
}: ClientOptions): Promise<FaultyClient> {
  const tokens = new Tokens(join(folder, `${name}.token`));
  await tokens.renew();
  const {url, certificate: authority, token} = server;
  const proxy = new FaultProxy({
    client: name,
    upstream: {url, authority, token},
    schedule,
    describe: describeApiRequest,
    accepts: (authorization) => tokens.isValid(authorization),
    onExpiry: () => tokens.expire(),
  });
  await proxy.start();
  const cluster = await openCluster({
    kubeconfigText: kubeconfigFor(proxy.url, tokens.file),
    env: {},
    clock,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    watchDeadlineMs: WATCH_DEADLINE_MS,
  });
  const close = async () => {
    cluster.close();
    await Promise.all([proxy.close(), tokens.close()]);
  };
  return {cluster, close};
}

/** Of one client, in a file as a Pod has it: now and then there is a new one. */
class Tokens {
  #valid = 0;
  #renewal: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(readonly file: string) {}

  isValid(authorization: string | undefined): boolean {
    return authorization === `Bearer token-${this.#valid}`;
  }

  expire(): void {
    this.#valid += 1;
    this.#renewal ??= setTimeout(() => {
      this.#renewal = undefined;
      this.#writing = this.renew();
    }, RENEWAL_MS);
  }

  async renew(): Promise<void> {
    await writeFile(this.file, `token-${this.#valid}`, {mode: 0o600});
  }

  async close(): Promise<void> {
    clearTimeout(this.#renewal);
    await this.#writing;
    await rm(this.file);
  }
}

function kubeconfigFor(server: string, tokenFile: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    contexts: [{name: 'test', context: {cluster: 'test', user: 'test', namespace: 'default'}}],
    clusters: [{name: 'test', cluster: {server}}],
    users: [{name: 'test', user: {tokenFile}}],
  });
}

/** `PUT experiments/trial-0/status` */
export function describeApiRequest({method = '', url = ''}: IncomingMessage): ProxiedRequest {
  const {pathname, searchParams} = new URL(url, 'http://server');
  const what = `${method} ${pathname.replace(/^.*\/namespaces\/[^/]+\/|^\/apis?\//, '')}`;
  if (searchParams.get('watch') === 'true') return {kind: 'watch', what: `WATCH ${what}`};
  if (method === 'GET') return {kind: 'read', what};
  return {kind: method === 'POST' ? 'create' : 'change', what};
}
