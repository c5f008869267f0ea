import {isAbsolute, join} from 'node:path';
import {Iter8Error} from '../../errors.js';
import {Field, FieldError} from '../../experiment/field.js';
import type {Material, ServerAccess, UserAccess, UserSecret} from './access.js';
import {readExecPlugin} from './exec-entry.js';
import type {Entry, Kubeconfig} from './files.js';
import {kubeconfigImpersonation} from './impersonation.js';

/**
 * The server, user and namespace of a context.
 *
 * @param wanted undefined: the current one
 * @throws Iter8Error INVALID when the context, its cluster or its user is not there, or holds what it must not
 */
export function selectAccess(config: Kubeconfig, wanted: string | undefined): ServerAccess {
  const context = findContext(config, wanted);
  const where = `context "${context.name}" of ${config.source}`;
  const clusterName = context.fields.get('cluster').text() ?? '';
  const cluster = config.clusters.get(clusterName);
  if (!cluster) throw missing(`${where} names the cluster "${clusterName}", which is not there`, config.clusters);
  const userName = context.fields.get('user').text() ?? '';
  const user = userName === '' ? nobody(context) : config.users.get(userName);
  if (!user) throw missing(`${where} names the user "${userName}", which is not there`, config.users);
  try {
    return readAccess(context, cluster, user);
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw new Iter8Error('INVALID', `${where}: ${error.message}`, 'kubectl config view shows what it sees');
  }
}

function findContext({source, currentContext, contexts}: Kubeconfig, wanted: string | undefined): Entry {
  const name = wanted ?? currentContext;
  if (name === undefined)
    throw missing(`no context is chosen in ${source}`, contexts, 'choose one with --context: ');
  const context = contexts.get(name);
  if (context) return context;
  throw missing(`no context "${name}" in ${source}`, contexts);
}

function missing(what: string, others: ReadonlyMap<string, Entry>, lead = 'it has '): Iter8Error {
  const names = [...others.keys()].sort();
  const listed = names.length > 10 ? [...names.slice(0, 10), `${names.length - 10} more`] : names;
  return new Iter8Error(
    'INVALID',
    what,
    names.length === 0 ? 'it has none at all' : `${lead}${listed.join(', ')}`,
  );
}

function nobody({folder}: Entry): Entry {
  return {name: '', fields: new Field(undefined), folder};
}

function readAccess(context: Entry, cluster: Entry, user: Entry): ServerAccess {
  const {fields, folder} = cluster;
  const namespace = context.fields.get('namespace').text();
  return {
    server: serverUrl(fields.get('server')),
    namespace: namespace === '' ? undefined : namespace,
    trust: {
      authorities: material(fields, 'certificate-authority', folder),
      isVerified: fields.get('insecure-skip-tls-verify').boolean() !== true,
      serverName: fields.get('tls-server-name').text(),
    },
    proxyUrl: fields.get('proxy-url').text() ? url(fields.get('proxy-url')) : undefined,
    user: readUser(user, cluster),
  };
}

function serverUrl(field: Field): URL {
  const server = url(field);
  if (/^https?:$/.test(server.protocol)) return server;
  throw new FieldError(field.path, 'begins neither with https:// nor with http://');
}

/** The value stays out of the message: it may hold a password. */
function url(field: Field): URL {
  const text = field.requiredText();
  if (URL.canParse(text)) return new URL(text);
  throw new FieldError(field.path, 'is no URL such as https://10.0.0.1:6443');
}

function material(fields: Field, key: string, folder: string): Material | undefined {
  const data = fields.get(`${key}-data`).text();
  if (data) return {kind: 'data', data: Buffer.from(data, 'base64')};
  const path = fields.get(key).text();
  return path ? fileMaterial(path, folder) : undefined;
}

function fileMaterial(path: string, folder: string): Material {
  return {kind: 'file', path: isAbsolute(path) ? path : join(folder, path)};
}

function readUser(user: Entry, cluster: Entry): UserAccess {
  return {
    name: user.name,
    certificate: material(user.fields, 'client-certificate', user.folder),
    key: material(user.fields, 'client-key', user.folder),
    secret: readSecret(user, cluster),
    impersonation: kubeconfigImpersonation(user.fields),
  };
}

/** Where several are given, in the order in which kubectl takes them. */
function readSecret({fields, folder}: Entry, cluster: Entry): UserSecret {
  const tokenFile = fields.get('tokenFile').text();
  if (tokenFile) return {kind: 'token', token: fileMaterial(tokenFile, folder)};
  const token = fields.get('token').text();
  if (token) return {kind: 'token', token: {kind: 'data', data: Buffer.from(token)}};
  const username = fields.get('username').text();
  if (username) return {kind: 'password', username, password: fields.get('password').text() ?? ''};
  const exec = fields.get('exec');
  if (exec.exists) return {kind: 'exec', plugin: readExecPlugin(exec, cluster.fields, folder)};
  const provider = fields.get('auth-provider');
  return provider.exists ? readProvider(provider) : {kind: 'none'};
}

function readProvider(provider: Field): UserSecret {
  const settings = provider.get('config').entries();
  return {
    kind: 'auth-provider',
    provider: provider.get('name').requiredText(),
    settings: Object.fromEntries(settings.map(([key, value]) => [key, value.text() ?? ''])),
  };
}
