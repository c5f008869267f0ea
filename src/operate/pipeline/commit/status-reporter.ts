import {Iter8Error} from '../../../errors.js';
import {commitProblem, projectProblem, repositoryProblem} from '../../../experiment/notification-inputs.js';
import {createHttpClient, type HttpAnswer} from '../../../metrics/http/client.js';
import {parseHttpUrl} from '../../../metrics/http/request.js';
import type {Unavailable} from '../../../metrics/outcome.js';
import {SecretMask} from '../../../metrics/secret-mask.js';
import {boundedDescription, type CommitState, statusPost} from '../../../tasks/notification/commit-status-apis.js';
import {meaningOf} from '../../../tasks/notification/commit-status.js';
import {failureOf} from '../../../tasks/notification/notification.js';
import {shortened} from '../../../tasks/readiness/shortened.js';
import type {Sleep, Tell} from '../world.js';
import {type Repository, TOKEN_VARIABLES} from './ci-variables.js';
import type {Commit} from './commit.js';

/** Whose status is set, and by whom. */
export interface StatusTarget {
  readonly repository: Repository;
  readonly sha: string;
  /** A secret. */
  readonly token: string;
  /** There is one status of each on a commit. */
  readonly context: string;
  readonly jobUrl: string | undefined;
}

/**
 * Where the statuses of a commit go, with the token of the environment.
 *
 * @throws Iter8Error INVALID when nobody says which repository it is or it is none; FORBIDDEN without a token
 */
export function statusTarget(
  {sha, repository, jobUrl}: Commit,
  service: string,
  env: Readonly<Record<string, string | undefined>>,
): StatusTarget {
  if (!repository) {
    const hint = 'name it: --repo OWNER/NAME, and for another forge than GitHub --status-api URL';
    throw new Iter8Error('INVALID', 'nothing says which repository has the commit', hint);
  }
  const {provider, name} = repository;
  const problem = (provider === 'gitlab' ? projectProblem(name) : repositoryProblem(name)) ?? '';
  if (problem !== '') throw new Iter8Error('INVALID', `${JSON.stringify(name)} ${problem}`, 'see --repo');
  const shaProblem = commitProblem(sha, provider);
  if (shaProblem !== undefined) throw new Iter8Error('INVALID', `${sha} ${shaProblem}`, 'see --commit');
  const variables = TOKEN_VARIABLES[provider];
  const token = variables.map((variable) => env[variable]).find((value) => value);
  if (token !== undefined) return {repository, sha, token, context: `iter8ctl/${service}`, jobUrl};
  const hint = `set ${variables.join(' or ')}, a token that may write statuses of commits; or leave out --commit-status`;
  throw new Iter8Error('FORBIDDEN', `no token for the status of the commit at ${provider}`, hint);
}

const TIMEOUT_MS = 5000;
const LARGEST_ANSWER = 64 * 1024;
/** Before the second attempt, the third, … */
const PAUSES_MS = [1000, 4000, 10_000];

interface ReporterWorld {
  readonly tell: Tell;
  readonly sleep: Sleep;
  /** Aborts pauses, and there is one attempt more: what is said at an interruption is to arrive, and nobody waits long. */
  readonly signal: AbortSignal;
}

/** Sets the status of a commit, one after another and with patience. What fails is told and changes nothing else. */
export class CommitStatusReporter {
  readonly #http = createHttpClient({policy: {allowPrivate: true}});
  readonly #mask: SecretMask;
  #last: Promise<void> = Promise.resolve();

  /** @param target undefined: nobody is to be told anything */
  constructor(
    private readonly target: StatusTarget | undefined,
    private readonly world: ReporterWorld,
  ) {
    this.#mask = new SecretMask(target ? [new Map([['token', target.token]])] : []);
  }

  /** Resolves when it is set, or given up; who goes on meanwhile loses nothing. */
  report(state: CommitState, description: string): Promise<void> {
    const {target} = this;
    if (target) this.#last = this.#last.then(() => this.#send(target, state, boundedDescription(description)));
    return this.#last;
  }

  async #send(target: StatusTarget, state: CommitState, description: string): Promise<void> {
    const {tell, sleep, signal} = this.world;
    let failure = await this.#attempt(target, state, description);
    for (const pauseMs of PAUSES_MS) {
      if (!failure?.mayPass || signal.aborted) break;
      await sleep(pauseMs, signal);
      failure = await this.#attempt(target, state, description);
    }
    const words = failure
      ? `warning: status ${state} of the commit was not set: ${failure.reason}`
      : `commit is ${state}`;
    await tell('commit', words);
  }

  async #attempt(target: StatusTarget, state: CommitState, description: string): Promise<Failure | undefined> {
    const {repository, sha, token, context, jobUrl} = target;
    const {provider, name, api} = repository;
    const status = {repository: name, sha, state, context, description, targetUrl: jobUrl};
    const request = statusPost(status, {provider, api: api.replace(/\/+$/, ''), authorization: `Bearer ${token}`});
    const answer = await this.#http.send(request, {
      timeoutMs: TIMEOUT_MS,
      largestBody: LARGEST_ANSWER,
      tells: true,
    });
    const reason = failureOf(answer, parseHttpUrl(request.url)?.host ?? '', meaningOf);
    return reason === undefined
      ? undefined
      : {reason: shortened(this.#mask.conceal(reason)), mayPass: mayPass(answer)};
  }
}

interface Failure {
  readonly reason: string;
  /** Whether trying again may help. */
  readonly mayPass: boolean;
}

function mayPass(answer: HttpAnswer | Unavailable): boolean {
  return answer.kind === 'unavailable' || answer.status === 429 || answer.status >= 500;
}
