import {posix} from 'node:path';
import {parseHttpUrl} from '../../metrics/http/request.js';
import type {ActionItem} from '../action.js';
import {inputOf} from '../inputs.js';
import {parseRemote, type Remote} from './remote.js';

/** What an item asks for. */
export interface HelmexRequest {
  readonly remote: Remote;
  /** From the root of the repository, without `..`. */
  readonly filePath: string;
  readonly username: string;
  readonly branch: string;
  /** Base of the REST API that opens a pull request; undefined: what is changed goes to the branch itself. */
  readonly api: string | undefined;
}

const SECRET = 'ghtoken';

/**
 * What is wrong with an item besides its types.
 *
 * @returns in words, after the place of the item
 */
export function checkHelmexItem(item: ActionItem): string | undefined {
  const request = readRequest(item);
  return typeof request === 'string' ? `has a wrong input: ${request}` : undefined;
}

/** The Secret with the token; a repository on this machine needs none. */
export function helmexSecretOf({inputs}: ActionItem): string | undefined {
  const name = inputOf(inputs, 'secretName').text();
  const remote = parseRemote(inputOf(inputs, 'gitRepo').text() ?? '');
  const needsToken = typeof remote === 'string' || remote.kind === 'https' || isPullRequest({inputs});
  if (name === undefined && !needsToken) return undefined;
  const namespace = inputOf(inputs, 'secretNamespace').text();
  return `${namespace === undefined ? '' : `${namespace}/`}${name ?? SECRET}`;
}

/** @returns what is wrong with the inputs, in words, where something is */
export function readRequest({inputs}: ActionItem): HelmexRequest | string {
  const text = (name: string) => inputOf(inputs, name).text() ?? '';
  const remote = parseRemote(text('gitRepo'));
  if (typeof remote === 'string') return `with.gitRepo: ${remote}`;
  const filePath = posix.normalize(text('filePath'));
  if (!isInside(filePath)) return 'with.filePath: names no file inside the repository';
  const branch = inputOf(inputs, 'branch').text() ?? 'main';
  if (!/^[\w][\w./-]*$/.test(branch) || branch.includes('..')) return 'with.branch: is no name of a branch';
  const username = text('username');
  if (/[\p{Cc}:]/u.test(username)) return 'with.username: is no name of a user';
  const api = isPullRequest({inputs}) ? readApi(inputOf(inputs, 'api').text(), remote) : undefined;
  if (api?.problem !== undefined) return `with.api: ${api.problem}`;
  return {remote, filePath, username, branch, api: api?.url};
}

function isPullRequest({inputs}: Pick<ActionItem, 'inputs'>): boolean {
  return inputOf(inputs, 'pullRequest').boolean() === true;
}

function isInside(path: string): boolean {
  return !/^(\/|\.{1,2}(\/|$)|\.git(\/|$))/i.test(path) && !/[\\\p{Cc}]/u.test(path);
}

/** GitHub itself has an API on a host of its own, GitHub Enterprise on the same. */
function readApi(text: string | undefined, {host, slug}: Remote): {url: string; problem?: never} | {problem: string} {
  if (slug === undefined) return {problem: 'the repository has no owner and name, which a pull request needs'};
  if (text === undefined && host === '') return {problem: 'is missing; say where a pull request is to be opened'};
  const url = text ?? (host === 'github.com' ? 'https://api.github.com' : `https://${host}/api/v3`);
  const parsed = parseHttpUrl(url);
  const isSafe = parsed?.protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(parsed?.hostname ?? '');
  if (!parsed || !isSafe || parsed.username !== '' || parsed.password !== '') {
    return {problem: `is no https URL without user and password, and a token is sent there`};
  }
  return {url: url.replace(/\/+$/, '')};
} // prettier-ignore
