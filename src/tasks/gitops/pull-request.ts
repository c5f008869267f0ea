import {Field} from '../../experiment/field.js';
import type {Json} from '../../experiment/json.js';
import {parseJson} from '../../experiment/json-format.js';
import {createHttpClient} from '../../metrics/http/client.js';
import type {HttpRequest} from '../../metrics/http/request.js';
import {GitopsError} from './git.js';

export interface PullRequest {
  /** Base of the REST API. */
  readonly api: string;
  /** `owner/name`. */
  readonly slug: string;
  /** Branch with the change. */
  readonly head: string;
  /** Branch that is to get it. */
  readonly base: string;
  readonly title: string;
  readonly body: string;
}

const LIMITS = {timeoutMs: 20_000, largestBody: 4 * 1024 * 1024};

/**
 * Opens a pull request, unless there is one for the branch.
 *
 * @returns its address
 * @throws GitopsError
 */
export async function openPullRequest(
  {api, slug, head, base, title, body}: PullRequest,
  token: string,
  signal?: AbortSignal,
): Promise<string> {
  const url = `${api}/repos/${slug.split('/').map(encodeURIComponent).join('/')}/pulls`;
  const [owner = ''] = slug.split('/');
  const query = new URLSearchParams({state: 'open', head: `${owner}:${head}`, base});
  const [open] = new Field(await ask({method: 'GET', url: `${url}?${query.toString()}`}, token, signal)).items();
  const text = JSON.stringify({title, body, head, base});
  const answer = open ?? new Field(await ask({method: 'POST', url, body: text}, token, signal));
  return answer.get('html_url').text() ?? `number ${answer.get('number').integer() ?? '?'}`;
}

async function ask(
  request: Omit<HttpRequest, 'headers'>,
  token: string,
  signal: AbortSignal | undefined,
): Promise<Json> {
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
  };
  const http = createHttpClient({policy: {allowPrivate: true}});
  const answer = await http.send({...request, headers}, LIMITS, signal);
  if (answer.kind === 'unavailable') throw new GitopsError(`cannot open a pull request: ${answer.reason}`);
  try {
    return parseJson(Buffer.from(answer.body).toString('utf8'));
  } catch {
    throw new GitopsError('cannot open a pull request: the answer is no JSON');
  }
}
