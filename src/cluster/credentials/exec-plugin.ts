import {spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import {parseJson} from '../../experiment/json-format.js';
import type {ExecPlugin} from '../kubeconfig/exec-entry.js';
import {bearer, type Credentials, type CredentialSource, type PluginHost} from './credentials.js';

interface Given {
  readonly credentials: Credentials;
  /** Milliseconds since 1970; undefined: until the server refuses them. */
  readonly expiresAt: number | undefined;
}

/** Credentials of a plugin: it runs when they are first needed, when they expire, and when the server refuses them. */
export function execSource(plugin: ExecPlugin, user: string, host: PluginHost): CredentialSource {
  let given: Promise<Given> | undefined;
  let latest: Credentials | undefined;
  const ask = async (): Promise<Given> => {
    try {
      const fresh = readGiven(await run(plugin, user, host), plugin, user);
      latest = fresh.credentials;
      return fresh;
    } catch (error) {
      given = undefined;
      throw error;
    }
  };
  return {
    async current() {
      const asked = (given ??= ask());
      const {expiresAt, credentials} = await asked;
      if (expiresAt === undefined || expiresAt > host.now()) return credentials;
      if (given === asked) given = undefined;
      return (await (given ??= ask())).credentials;
    },
    renew: (refused) => {
      const isFirst = latest !== undefined && isSame(latest, refused); // to hear it: others need not ask again
      if (isFirst) given = latest = undefined;
      return true;
    },
  };
}

function isSame(one: Credentials, other: Credentials): boolean {
  return (
    one.headers.authorization === other.headers.authorization && one.certificate?.cert === other.certificate?.cert
  );
}

/** What it printed stays out of messages: it may hold a token. */
function readGiven(text: string, {command}: ExecPlugin, user: string): Given {
  try {
    return readCredential(text);
  } catch {
    const message = `the credential plugin ${command} of the user "${user}" printed no ExecCredential with a token or certificate`;
    throw new Iter8Error('FORBIDDEN', message, 'run it by hand and look at its output');
  }
}

function readCredential(text: string): Given {
  const status = new Field(parseJson(text)).get('status');
  const token = status.get('token').text();
  const cert = status.get('clientCertificateData').text();
  const key = status.get('clientKeyData').text();
  if (!token && !(cert && key)) throw status.missing();
  return {
    credentials: {headers: token ? bearer(token) : {}, certificate: cert && key ? {cert, key} : undefined},
    expiresAt: status.get('expirationTimestamp').time()?.getTime(),
  };
}

function run(plugin: ExecPlugin, user: string, host: PluginHost): Promise<string> {
  const isInteractive = host.isInteractive && plugin.interactiveMode !== 'Never';
  return new Promise((resolve, reject) => {
    const child = spawn(plugin.command, plugin.args, {
      stdio: [isInteractive ? 'inherit' : 'ignore', 'pipe', 'pipe'],
      env: {...host.env, ...plugin.env, KUBERNETES_EXEC_INFO: execInfo(plugin, isInteractive)},
      signal: host.signal,
    });
    const lines: string[] = [];
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    createInterface({input: child.stderr}).on('line', (line) => {
      lines.push(line);
      host.onPluginText?.(line);
    });
    child.on('error', (error) => reject(host.signal?.aborted ? error : notStarted(plugin, user, error)));
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(failed(plugin, user, lines.find((line) => line.trim() !== '') ?? `exit code ${code ?? 'none'}`));
    });
  });
}

function execInfo({apiVersion, cluster}: ExecPlugin, interactive: boolean): string {
  return JSON.stringify({apiVersion, kind: 'ExecCredential', spec: {interactive, ...(cluster ? {cluster} : {})}});
}

function notStarted(plugin: ExecPlugin, user: string, {code}: NodeJS.ErrnoException): Iter8Error {
  const why = code === 'ENOENT' ? 'is not installed' : `cannot be started (${code ?? 'no reason given'})`;
  const [hint = ''] = (plugin.installHint ?? '').trim().split('\n');
  const message = `the credential plugin ${plugin.command} of the user "${user}" ${why}`;
  return new Iter8Error('FORBIDDEN', message, hint === '' ? 'install it, or choose another --context' : hint);
}

function failed({command}: ExecPlugin, user: string, why: string): Iter8Error {
  const message = `the credential plugin ${command} of the user "${user}" failed: ${why}`;
  return new Iter8Error('FORBIDDEN', message, 'log in anew with it, or choose another --context');
}
