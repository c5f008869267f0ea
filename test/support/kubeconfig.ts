import {readFileSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {load} from 'js-yaml';

/** How a server is reached, and as whom. */
export interface Access {
  readonly server: string;
  /** PEM; undefined: what the system trusts. */
  readonly authority?: string | undefined;
  readonly token?: string | undefined;
  /** PEM. */
  readonly certificate?: string | undefined;
  /** PEM. */
  readonly key?: string | undefined;
}

/** Writes a kubeconfig that only its owner may read. */
export async function writeKubeconfig(path: string, access: Access, namespace = 'default'): Promise<void> {
  const {server, authority, token, certificate, key} = access;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    contexts: [{name: 'test', context: {cluster: 'test', user: 'test', namespace}}],
    clusters: [{name: 'test', cluster: {server, 'certificate-authority-data': encoded(authority)}}],
    users: [
      {
        name: 'test',
        user: {token, 'client-certificate-data': encoded(certificate), 'client-key-data': encoded(key)},
      },
    ],
  };
  await writeFile(path, JSON.stringify(config, undefined, 2), {mode: 0o600});
}

function encoded(pem: string | undefined): string | undefined {
  return pem === undefined ? undefined : Buffer.from(pem).toString('base64');
}

interface Kubeconfig {
  readonly 'current-context': string;
  readonly contexts: readonly Named<'context', {readonly cluster: string; readonly user: string}>[];
  readonly clusters: readonly Named<'cluster', Readonly<Record<string, string | undefined>>>[];
  readonly users: readonly Named<'user', Readonly<Record<string, string | undefined>>>[];
}

type Named<Key extends string, Value> = {readonly name: string} & Readonly<Record<Key, Value>>;

/** What the current context says, for tokens and client certificates: no plugins, which a test cluster does not need. */
export function readKubeconfig(path: string): Access {
  const config = load(readFileSync(path, 'utf8')) as Kubeconfig;
  const {context} = named(config.contexts, config['current-context']);
  const {cluster} = named(config.clusters, context.cluster);
  const {user} = named(config.users, context.user);
  return {
    server: cluster.server!,
    authority: pem(cluster, 'certificate-authority'),
    token: user.token,
    certificate: pem(user, 'client-certificate'),
    key: pem(user, 'client-key'),
  };
}

function named<Entry extends {readonly name: string}>(entries: readonly Entry[], name: string): Entry {
  const found = entries.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`the kubeconfig has no entry "${name}"`);
  return found;
}

function pem(fields: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const data = fields[`${name}-data`];
  if (data !== undefined) return Buffer.from(data, 'base64').toString();
  const file = fields[name];
  return file === undefined ? undefined : readFileSync(file, 'utf8');
}
