import {type Remote, parseRemote} from '../../../experiment/git-remote.js';

export type Provider = 'github' | 'gitlab';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the variables of a CI say; undefined: nothing. */
export interface CiFacts {
  readonly sha: string | undefined;
  readonly committedAt: Date | undefined;
  readonly repository: Repository | undefined;
  /** The page of this job. */
  readonly jobUrl: string | undefined;
}

/** Where the statuses of commits are kept. */
export interface Repository {
  readonly provider: Provider;
  /** `owner/name`, or what GitLab calls a project. */
  readonly name: string;
  /** Where its API begins. */
  readonly api: string;
}

/** Of the CI systems that have no repository and no status that we know. */
const OTHER_SHAS = [
  'GIT_COMMIT', // Jenkins
  'CIRCLE_SHA1',
  'BUILD_SOURCEVERSION', // Azure Pipelines
  'BUILDKITE_COMMIT',
  'BITBUCKET_COMMIT',
  'DRONE_COMMIT_SHA',
  'TRAVIS_COMMIT',
] as const;

export const GITHUB_API = 'https://api.github.com';
export const GITLAB_API = 'https://gitlab.com/api/v4';

/** Names of the variables with a token, the first that is set counts. */
export const TOKEN_VARIABLES: Readonly<Record<Provider, readonly string[]>> = {
  github: ['GITHUB_TOKEN', 'GH_TOKEN'],
  gitlab: ['GITLAB_TOKEN'],
};

/** Reads what the CI that runs this says of the commit. */
export function ciFacts(env: Environment): CiFacts {
  if (env.GITHUB_SHA || env.GITHUB_REPOSITORY) return githubFacts(env);
  if (env.CI_COMMIT_SHA || env.CI_PROJECT_PATH) return gitlabFacts(env);
  const sha = OTHER_SHAS.map((name) => env[name]).find((value) => value);
  const jobUrl = env.BUILD_URL ?? env.CIRCLE_BUILD_URL ?? env.BUILDKITE_BUILD_URL;
  return {sha, committedAt: undefined, repository: undefined, jobUrl};
}

function githubFacts(env: Environment): CiFacts {
  const {GITHUB_SHA: sha, GITHUB_REPOSITORY: name, GITHUB_SERVER_URL: server, GITHUB_RUN_ID: run} = env;
  const hasPage = name !== undefined && server !== undefined && run !== undefined;
  return {
    sha,
    committedAt: undefined,
    repository: name ? {provider: 'github', name, api: env.GITHUB_API_URL ?? GITHUB_API} : undefined,
    jobUrl: hasPage ? `${server}/${name}/actions/runs/${run}` : undefined,
  };
}

function gitlabFacts(env: Environment): CiFacts {
  const {CI_COMMIT_SHA: sha, CI_PROJECT_PATH: name} = env;
  return {
    sha,
    committedAt: timeOf(env.CI_COMMIT_TIMESTAMP),
    repository: name ? {provider: 'gitlab', name, api: env.CI_API_V4_URL ?? GITLAB_API} : undefined,
    jobUrl: env.CI_JOB_URL,
  };
}

function timeOf(text: string | undefined): Date | undefined {
  const time = new Date(text ?? '');
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/**
 * The repository that a remote of git names, on a forge of which we know the API.
 *
 * @param text as `git remote get-url` prints it; a token in it is not looked at
 * @returns undefined where it is on no forge
 */
export function repositoryOfRemote(text: string): Repository | undefined {
  const remote = parseRemote(text.trim().replace(/^(https:\/\/)[^@/]*@/, '$1'));
  if (typeof remote === 'string' || remote.slug === undefined || remote.kind === 'file') return undefined;
  return repositoryOn(remote, remote.slug);
}

/** Their API is another one, and no token for GitHub is to reach them. */
const OTHER_FORGES = /(^|\.)(bitbucket\.org|dev\.azure\.com|visualstudio\.com|codeberg\.org|gitea\.com|sr\.ht)$/;

function repositoryOn({host}: Remote, name: string): Repository | undefined {
  const hostname = host.replace(/:\d+$/, '');
  if (OTHER_FORGES.test(hostname)) return undefined;
  if (hostname === 'github.com') return {provider: 'github', name, api: GITHUB_API};
  if (hostname.includes('gitlab')) return {provider: 'gitlab', name, api: `https://${hostname}/api/v4`};
  return {provider: 'github', name, api: `https://${hostname}/api/v3`};
}
