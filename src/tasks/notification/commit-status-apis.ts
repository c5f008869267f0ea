import type {JsonObject} from '../../experiment/json.js';
import type {HttpRequest} from '../../metrics/http/request.js';

/** In the words of GitHub. */
export const COMMIT_STATES = ['pending', 'success', 'failure', 'error'] as const;

export type CommitState = (typeof COMMIT_STATES)[number];

/** What is said on a commit; all names are checked. */
export interface CommitStatus {
  /** `owner/name`; of GitLab `group/project`, or the number of a project. */
  readonly repository: string;
  readonly sha: string;
  readonly state: CommitState;
  /** Who says it: there is one status of each context. */
  readonly context: string;
  readonly description: string;
  readonly targetUrl: string | undefined;
}

/** What is posted, and where behind the beginning of the API. */
export interface StatusRequest {
  readonly path: string;
  readonly body: JsonObject;
}

/** @see https://docs.github.com/en/rest/commits/statuses */
export function githubStatus({
  repository,
  sha,
  state,
  context,
  description,
  targetUrl,
}: CommitStatus): StatusRequest {
  return {
    path: `/repos/${repository}/statuses/${sha}`,
    body: {state, context, description, target_url: targetUrl},
  };
}

const GITLAB_STATES = {pending: 'pending', success: 'success', failure: 'failed', error: 'failed'} as const;

/** @see https://docs.gitlab.com/api/commits/#set-commit-pipeline-status */
export function gitlabStatus({
  repository,
  sha,
  state,
  context,
  description,
  targetUrl,
}: CommitStatus): StatusRequest {
  return {
    path: `/projects/${encodeURIComponent(repository)}/statuses/${sha}`,
    body: {state: GITLAB_STATES[state], name: context, description, target_url: targetUrl},
  };
}

/** Whose API it is, where it begins, and who asks. */
export interface StatusAccess {
  readonly provider: 'github' | 'gitlab';
  /** Without a slash at its end. */
  readonly api: string;
  /** The header of that name: a secret. */
  readonly authorization: string;
}

/** The request that puts a status on a commit. */
export function statusPost(status: CommitStatus, {provider, api, authorization}: StatusAccess): HttpRequest {
  const {path, body} = provider === 'gitlab' ? gitlabStatus(status) : githubStatus(status);
  const headers = {'Content-Type': 'application/json', Accept: 'application/json', Authorization: authorization};
  return {method: 'POST', url: `${api}${path}`, headers, body: JSON.stringify(body)};
}

/** Characters that GitHub takes. */
const LONGEST_DESCRIPTION = 140;

/** The beginning of a description that is too long. */
export function boundedDescription(text: string): string {
  const characters = Array.from(text);
  if (characters.length <= LONGEST_DESCRIPTION) return text;
  return `${characters.slice(0, LONGEST_DESCRIPTION - 1).join('')}…`;
}
