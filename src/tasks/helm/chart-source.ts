import {stringify} from 'lossless-json';
import type {SecretData} from '../../metrics/secrets.js';
import type {Program} from '../process/run-program.js';
import type {ScratchFolder} from '../process/scratch-folder.js';
import type {HelmRequest} from './request.js';

/** Where helm finds the chart, and how it proves who it is there. */
export interface ChartSource {
  readonly chart: string;
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** To be run before. */
  readonly preparation?: Program;
}

interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Name of the repository in a configuration that has no other. */
const REPOSITORY = 'iter8ctl';

/**
 * Helm takes a password as an argument or from its configuration; arguments are seen by everybody on the machine, so that a
 * configuration of its own is written, which only its owner can read.
 */
export async function chartSource(
  {chart, repo}: HelmRequest,
  secret: SecretData | undefined,
  folder: ScratchFolder,
): Promise<ChartSource> {
  const credentials = credentialsOf(secret);
  if (credentials && chart.startsWith('oci://')) return fromRegistry(chart, credentials, folder);
  if (credentials && repo !== undefined) return fromRepository(chart, {url: repo, ...credentials}, folder);
  return {chart, flags: repo === undefined ? [] : [`--repo=${repo}`], env: {}};
}

/** Whether a Secret says who one is; one that does not may still be of use for values. */
export function credentialsOf(secret: SecretData | undefined): Credentials | undefined {
  const [username, password] = [secret?.get('username'), secret?.get('password')];
  return username === undefined || password === undefined ? undefined : {username, password};
}

async function fromRegistry(
  chart: string,
  {username, password}: Credentials,
  folder: ScratchFolder,
): Promise<ChartSource> {
  const [host = ''] = chart.slice('oci://'.length).split('/');
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  const path = await folder.write('registry.json', stringify({auths: {[host]: {auth}}}) ?? '');
  return {chart, flags: [], env: {HELM_REGISTRY_CONFIG: path}};
}

async function fromRepository(
  chart: string,
  repository: Credentials & {readonly url: string},
  folder: ScratchFolder,
): Promise<ChartSource> {
  const config = {apiVersion: 'v1', repositories: [{name: REPOSITORY, ...repository}]};
  const path = await folder.write('repositories.json', stringify(config) ?? '');
  const env = {HELM_REPOSITORY_CONFIG: path, HELM_REPOSITORY_CACHE: `${folder.path}/repositories`};
  const preparation = {command: 'helm', args: ['repo', 'update', REPOSITORY], env};
  return {chart: `${REPOSITORY}/${chart}`, flags: [], env, preparation};
}
