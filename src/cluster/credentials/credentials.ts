import type {OutgoingHttpHeaders} from 'node:http';
import {Iter8Error} from '../../errors.js';
import type {UserAccess, UserSecret} from '../kubeconfig/access.js';
import type {Environment} from '../kubeconfig/files.js';
import {readMaterial} from '../kubeconfig/material.js';

/** What goes with each request to say who we are. */
export interface Credentials {
  readonly headers: OutgoingHttpHeaders;
  /** PEM. */
  readonly certificate: {readonly cert: string; readonly key: string} | undefined;
}

export interface CredentialSource {
  /**
   * Credentials that are valid now.
   *
   * @throws Iter8Error FORBIDDEN when a plugin gives none, INVALID when a file cannot be read
   */
  current(): Promise<Credentials>;
  /**
   * The server did not take these.
   *
   * @returns whether others may come when they are asked for again
   */
  renew(refused: Credentials): boolean;
}

/** The surroundings of programs that give credentials. */
export interface PluginHost {
  readonly env: Environment;
  /** Whether somebody sits at a terminal whom a plugin may ask. */
  readonly isInteractive: boolean;
  /** What a plugin writes for people while it runs, line by line, such as where to log in. */
  readonly onPluginText: ((line: string) => void) | undefined;
  readonly now: () => number;
  readonly signal: AbortSignal | undefined;
}

export function credentialSource(user: UserAccess, host: PluginHost): CredentialSource {
  const secret = secretSource(user.secret, user.name, host);
  return {
    async current() {
      const {headers, certificate} = await secret.current();
      return {
        headers: {...headers, ...impersonationHeaders(user)},
        certificate: certificate ?? (await ownCertificate(user)),
      };
    },
    renew: (refused) => secret.renew(refused),
  };
}

async function ownCertificate({certificate, key, name}: UserAccess): Promise<Credentials['certificate']> {
  if (!certificate && !key) return undefined;
  if (!certificate || !key) {
    const [there, lacking] = certificate ? ['certificate', 'key'] : ['key', 'certificate'];
    const hint = `client-${lacking} or client-${lacking}-data in the kubeconfig names it`;
    throw new Iter8Error('INVALID', `the user "${name}" has a client ${there} without its ${lacking}`, hint);
  }
  const [cert, ownKey] = await Promise.all([
    readMaterial(certificate, 'client certificate'),
    readMaterial(key, 'client key'),
  ]);
  return {cert: cert.toString(), key: ownKey.toString()};
}

function impersonationHeaders({impersonation}: UserAccess): OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(impersonation).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
}

const NOTHING: Credentials = {headers: {}, certificate: undefined};

export function bearer(token: string): OutgoingHttpHeaders {
  return {authorization: `Bearer ${token.trim()}`};
}

function secretSource(secret: UserSecret, user: string, host: PluginHost): CredentialSource {
  switch (secret.kind) {
    case 'none':
      return constant(() => Promise.resolve(NOTHING), false);
    case 'password': {
      const pair = Buffer.from(`${secret.username}:${secret.password}`).toString('base64');
      return constant(() => Promise.resolve({...NOTHING, headers: {authorization: `Basic ${pair}`}}), false);
    }
    case 'token': {
      const read = async () => bearer((await readMaterial(secret.token, 'token file')).toString());
      return constant(async () => ({...NOTHING, headers: await read()}), secret.token.kind === 'file');
    }
    case 'exec':
      return lazily(async () => (await import('./exec-plugin.js')).execSource(secret.plugin, user, host));
    case 'auth-provider':
      return lazily(async () => (await import('./auth-provider.js')).providerSource(secret, user));
  }
}

function constant(current: () => Promise<Credentials>, mayChange: boolean): CredentialSource {
  return {current, renew: () => mayChange};
}

function lazily(load: () => Promise<CredentialSource>): CredentialSource {
  let loaded: Promise<CredentialSource> | undefined;
  let source: CredentialSource | undefined;
  return {
    async current() {
      source = await (loaded ??= load());
      return source.current();
    },
    renew: (refused) => source?.renew(refused) ?? false,
  };
}
