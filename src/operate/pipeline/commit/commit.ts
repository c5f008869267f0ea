import {Iter8Error} from '../../../errors.js';
import {printedBy} from '../../doctor/run-program.js';
import {ciFacts, type Repository, repositoryOfRemote} from './ci-variables.js';

/** What is released. */
export interface Commit {
  /** All of its SHA, in small letters. */
  readonly sha: string;
  /** When it was made; undefined: nobody says, so that it counts as made now. */
  readonly committedAt: Date | undefined;
  /** undefined: nobody says. */
  readonly repository: Repository | undefined;
  readonly jobUrl: string | undefined;
}

export interface CommitWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/**
 * The commit that is named, else that of the CI, else that of the folder in which this runs.
 *
 * @throws Iter8Error INVALID when there is none, or it is no SHA
 */
export async function findCommit(named: string | undefined, world: CommitWorld): Promise<Commit> {
  const facts = ciFacts(world.env);
  const text = (named || facts.sha || (await git(['rev-parse', 'HEAD'], world)) || '').toLowerCase();
  if (!/^[0-9a-f]{7,64}$/.test(text)) throw noCommit(text);
  const sha = text.length < 40 ? await wholeSha(text, world) : text;
  return {
    sha,
    committedAt: (facts.sha === sha ? facts.committedAt : undefined) ?? (await timeByGit(sha, world)),
    repository: facts.repository ?? (await repositoryByGit(world)),
    jobUrl: facts.jobUrl,
  };
}

/** As git knows it, where it does: a shortened one may be written in several ways. */
async function wholeSha(short: string, world: CommitWorld): Promise<string> {
  return (await git(['rev-parse', '--verify', '--quiet', `${short}^{commit}`], world)) || short;
}

/** `1a2b3c4`. */
export function shortSha({sha}: Pick<Commit, 'sha'>): string {
  return sha.slice(0, 7);
}

function noCommit(text: string): Iter8Error {
  const problem =
    text === '' ? 'nothing says which commit is released' : `${JSON.stringify(text)} is no SHA of a commit`;
  return new Iter8Error('INVALID', problem, 'name it: --commit $(git rev-parse HEAD)');
}

/** The last millisecond of year 9999: git knows later times, RFC 3339 does not. */
const LATEST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

async function timeByGit(sha: string, world: CommitWorld): Promise<Date | undefined> {
  const seconds = Number(await git(['show', '--no-patch', '--format=%ct', sha, '--'], world));
  return seconds > 0 && seconds * 1000 < LATEST_TIME ? new Date(seconds * 1000) : undefined;
}

async function repositoryByGit(world: CommitWorld): Promise<Repository | undefined> {
  const url = await git(['remote', 'get-url', 'origin'], world);
  return url === undefined ? undefined : repositoryOfRemote(url);
}

async function git(args: readonly string[], world: CommitWorld): Promise<string | undefined> {
  return (await printedBy('git', args, world))?.trim();
}
