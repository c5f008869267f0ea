import {execFile} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';

const run = promisify(execFile);

/** Who a certificate names: a user of groups for a client, addresses for a server. */
export interface Subject {
  readonly user: string;
  readonly group?: string | undefined;
  readonly addresses?: readonly string[];
}

/** Paths of PEM files. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority in a folder, good for two days. */
export interface Authority extends KeyPair {
  issue(subject: Subject): Promise<KeyPair>;
}

/** Makes a certificate authority whose files lie in the folder; whatever the machine's openssl.cnf says. */
export async function makeAuthority(folder: string): Promise<Authority> {
  const config = join(folder, 'openssl.cnf');
  await writeFile(config, '[req]\ndistinguished_name = name\n[name]\n');
  const request = async (name: string, options: readonly string[]): Promise<KeyPair> => {
    const files = {certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`)};
    const fresh = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    const to = ['-out', files.certificate, '-keyout', files.key];
    await run('openssl', ['req', '-config', config, ...fresh, ...options, ...to]);
    return files;
  };
  const authority = await request('ca', [
    ...['-subj', '/CN=test-ca', '-addext', 'basicConstraints=critical,CA:TRUE'],
    ...['-addext', 'keyUsage=critical,keyCertSign,digitalSignature'],
  ]);
  const signed = ['-CA', authority.certificate, '-CAkey', authority.key, '-addext', 'keyUsage=digitalSignature'];
  return {
    ...authority,
    issue: (subject) => request(fileName(subject), [...signed, ...subjectOptions(subject)]),
  };
}

function fileName({user}: Subject): string {
  return user.replaceAll(':', '-');
}

function subjectOptions({user, group, addresses}: Subject): string[] {
  const name = ['-subj', group === undefined ? `/CN=${user}` : `/O=${group}/CN=${user}`];
  if (addresses === undefined) return [...name, '-addext', 'extendedKeyUsage=clientAuth'];
  return [...name, '-addext', 'extendedKeyUsage=serverAuth', '-addext', `subjectAltName=${addresses.join(',')}`];
}

/** A key that signs the tokens of service accounts. */
export async function makeSigningKey(path: string): Promise<string> {
  await run('openssl', ['ecparam', '-genkey', '-noout', '-name', 'prime256v1', '-out', path]);
  return path;
}
