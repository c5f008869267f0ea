import {readFile} from 'node:fs/promises';
import {isIPv6} from 'node:net';
import {join} from 'node:path';
import type {ServerAccess} from './access.js';
import type {Environment} from './files.js';

export const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** What a Pod finds: the API server's address in its environment, its account in files. Undefined outside of a Pod. */
export async function inClusterAccess(env: Environment, folder: string): Promise<ServerAccess | undefined> {
  const {KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port} = env;
  if (!host || !port) return undefined;
  const token = await readIfThere(join(folder, 'token'));
  if (token === undefined) return undefined;
  const namespace = (await readIfThere(join(folder, 'namespace')))?.trim();
  return {
    server: new URL(`https://${isIPv6(host) ? `[${host}]` : host}:${port}`),
    namespace: namespace === '' ? undefined : namespace,
    trust: {
      authorities: {kind: 'file', path: join(folder, 'ca.crt')},
      isVerified: true,
      serverName: undefined,
    },
    proxyUrl: undefined,
    user: {
      name: '',
      certificate: undefined,
      key: undefined,
      secret: {kind: 'token', token: {kind: 'file', path: join(folder, 'token')}},
      impersonation: {},
    },
  };
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
