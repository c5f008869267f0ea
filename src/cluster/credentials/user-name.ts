import {Field} from '../../experiment/field.js';
import {parseJson} from '../../experiment/json-format.js';
import type {UserAccess} from '../kubeconfig/access.js';
import {readMaterial} from '../kubeconfig/material.js';

/**
 * Who we are for the server, as far as that can be told without asking: impersonated user, subject of the token,
 * username, name in the certificate, else what the kubeconfig calls the user. Undefined: not even that.
 */
export async function userName(user: UserAccess): Promise<string | undefined> {
  const {secret, impersonation, certificate, name} = user;
  const impersonated = impersonation['Impersonate-User'];
  if (typeof impersonated === 'string') return impersonated;
  const read = async () => {
    if (secret.kind === 'token') return tokenSubject((await readMaterial(secret.token, 'token file')).toString());
    if (secret.kind === 'password') return secret.username;
    return certificate && commonName(await readMaterial(certificate, 'client certificate'));
  };
  const found = await read().catch(() => undefined);
  return found ?? (name === '' ? undefined : name);
}

/** Of a JSON web token; others hold nothing readable. */
function tokenSubject(token: string): string | undefined {
  const [, payload] = token.split('.');
  if (payload === undefined) return undefined;
  return new Field(parseJson(Buffer.from(payload, 'base64url').toString())).get('sub').text();
}

async function commonName(pem: Buffer): Promise<string | undefined> {
  const {X509Certificate} = await import('node:crypto');
  return /^CN=(.*)$/m.exec(new X509Certificate(pem).subject)?.[1];
}
