import {parseRemote, type Remote} from './git-remote.js';
import {urlProblem, type WrongInput} from './notification-inputs.js';

/** What `gitops/helmex-update` is asked for. */
export interface HelmexInputs {
  readonly remote: Remote;
  /** From the root of the repository, without `..`. */
  readonly filePath: string;
  /** Whose token it is. */
  readonly username: string;
  readonly branch: string;
  /** Base of the REST API that opens a pull request; undefined: what is changed goes to the branch itself. */
  readonly api: string | undefined;
}

/** Inputs by their names, undefined where there are none. */
export interface InputReader {
  readonly text: (input: string) => string | undefined;
  readonly boolean: (input: string) => boolean | undefined;
}

/** @returns the first input that cannot be used, where there is one */
export function readHelmexInputs({text, boolean}: InputReader): HelmexInputs | WrongInput {
  const remote = parseRemote(text('gitRepo') ?? '');
  if (typeof remote === 'string') return {input: 'gitRepo', problem: remote};
  const [filePath = '', username = '', branch = 'main'] = [text('filePath'), text('username'), text('branch')];
  if (!isInside(filePath)) return {input: 'filePath', problem: 'names no file inside the repository'};
  if (!isBranch(branch)) return {input: 'branch', problem: 'is no name of a branch'};
  if (/[\p{Cc}:]/u.test(username)) return {input: 'username', problem: 'is no name of a user'};
  const inputs = {remote, filePath, username, branch};
  if (boolean('pullRequest') !== true) return {...inputs, api: undefined};
  const api = (text('api') ?? apiOf(remote)).replace(/\/+$/, '');
  const problem = apiProblem(api, remote);
  return problem === undefined ? {...inputs, api} : {input: 'api', problem};
}

function isInside(path: string): boolean {
  const segments = path.split('/').map((segment) => segment.toLowerCase());
  return !path.startsWith('/') && !/[\\\p{Cc}]/u.test(path) && !segments.some((each) => ['..', '.git'].includes(each));
} // prettier-ignore

function isBranch(name: string): boolean {
  return /^\w[\w./-]*$/.test(name) && !name.includes('..');
}

/** GitHub has its API on a host of its own, GitHub Enterprise on the same. */
function apiOf({host}: Remote): string {
  if (host === '') return '';
  return host === 'github.com' ? 'https://api.github.com' : `https://${host}/api/v3`;
}

const OWN_HOSTS = ['127.0.0.1', '[::1]', 'localhost'];

function apiProblem(text: string, {slug}: Remote): string | undefined {
  if (slug === undefined) return 'cannot be asked: a pull request needs a repository with owner and name';
  if (text === '') return 'is missing; say where a pull request is to be opened';
  const problem = urlProblem(text);
  if (problem !== undefined) return problem;
  const {protocol, hostname, username, password, search, hash} = new URL(text);
  if (protocol !== 'https:' && !OWN_HOSTS.includes(hostname)) return 'is not https, and a token is sent there';
  return username + password + search + hash === '' ? undefined : 'is more than the beginning of a URL';
}
