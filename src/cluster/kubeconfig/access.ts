import type {ExecPlugin} from './exec-entry.js';
import type {Impersonation} from './impersonation.js';

/** Text of a file, read anew each time it is needed: such files are replaced while we run. Or the content itself. */
export type Material =
  {readonly kind: 'file'; readonly path: string} | {readonly kind: 'data'; readonly data: Buffer};

/** How to reach a server, as a kubeconfig says it or as a Pod finds it. */
export interface ServerAccess {
  /** Perhaps with a path in front of all others. */
  readonly server: URL;
  /** Undefined where none is chosen. */
  readonly namespace: string | undefined;
  readonly trust: ServerTrust;
  /** Undefined: what the environment says. */
  readonly proxyUrl: URL | undefined;
  readonly user: UserAccess;
}

export interface ServerTrust {
  /** Authorities instead of the usual ones. */
  readonly authorities: Material | undefined;
  readonly isVerified: boolean;
  /** The name in the certificate, where it is not that of the address. */
  readonly serverName: string | undefined;
}

export interface UserAccess {
  /** The kubeconfig's name for it. */
  readonly name: string;
  readonly certificate: Material | undefined;
  readonly key: Material | undefined;
  readonly secret: UserSecret;
  readonly impersonation: Impersonation;
}

/** What proves who we are, besides a client certificate. */
export type UserSecret =
  | {readonly kind: 'none'}
  | {readonly kind: 'token'; readonly token: Material}
  | {readonly kind: 'password'; readonly username: string; readonly password: string}
  | {readonly kind: 'exec'; readonly plugin: ExecPlugin}
  | {
      readonly kind: 'auth-provider';
      readonly provider: string;
      readonly settings: Readonly<Record<string, string>>;
    };
