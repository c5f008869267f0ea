import type {Authenticator} from '@kubernetes/client-node/dist/auth.js';
import type {User} from '@kubernetes/client-node/dist/config_types.js';
import type {RequestOptions} from 'node:https';
import {Iter8Error} from '../../errors.js';
import type {UserSecret} from '../kubeconfig/access.js';
import {bearer, type CredentialSource} from './credentials.js';

type ProviderSecret = Extract<UserSecret, {kind: 'auth-provider'}>;

/** Credentials of an `auth-provider`, the older way, as Kubernetes' own client for Node gets them. */
export async function providerSource(
  {provider, settings}: ProviderSecret,
  name: string,
): Promise<CredentialSource> {
  const authenticator = await findAuthenticator(provider, name);
  const config: Record<string, string> = {...settings};
  const user: User = {name, authProvider: {name: provider, config}};
  return {
    async current() {
      const options: RequestOptions = {headers: {}};
      try {
        await authenticator.applyAuthentication(user, options);
      } catch {
        throw noToken(provider, name);
      }
      const {Authorization: value} = options.headers as {Authorization?: string};
      if (value === undefined) throw noToken(provider, name);
      return {headers: bearer(value.replace(/^Bearer /, '')), certificate: undefined};
    },
    renew: () => false,
  };
}

async function findAuthenticator(provider: string, user: string): Promise<Authenticator> {
  const {AzureAuth, GoogleCloudPlatformAuth, OpenIDConnectAuth} = await import('./client-node.js');
  switch (provider) {
    case 'oidc':
      return new OpenIDConnectAuth();
    case 'azure':
      return new AzureAuth();
    case 'gcp':
      return new GoogleCloudPlatformAuth();
    default: {
      const message = `the auth-provider "${provider}" of the user "${user}" is not known: oidc, azure and gcp are`;
      throw new Iter8Error('INVALID', message, 'use a credential plugin instead (exec)');
    }
  }
}

function noToken(provider: string, user: string): Iter8Error {
  const message = `the auth-provider "${provider}" of the user "${user}" gives no token that is valid`;
  return new Iter8Error('FORBIDDEN', message, 'log in anew, or use a credential plugin instead (exec)');
}
