import {type ErrorCode, EXIT_CODES, Iter8Error} from '../../errors.js';
import {type Experiment, isCompleted} from '../../experiment/model.js';
import type {CommitState} from '../../tasks/notification/commit-status-apis.js';
import {RESULT_EXIT_CODES, type RunResult} from '../../analysis/run-result.js';
import {shortSha} from './commit/commit.js';
import {CommitStatusReporter} from './commit/status-reporter.js';
import {noteFinished} from './experiment/conclude.js';
import {checkTrialFlags} from './experiment/draft-experiment.js';
import {release} from './release.js';
import type {PipelineEnd, PipelineRequest} from './request.js';
import {readCandidate} from './rollout/standing.js';
import {inTurn, TAKEN_UP} from './turn/turn.js';
import type {PipelineWorld} from './world.js';

/**
 * Releases a commit: deploys its candidate beside the live version, tries it out by an experiment, and removes whichever
 * lost. All state is in the cluster, so that a run that was stopped anywhere is taken up by another of the same commit, and
 * as long as nobody has won the live version serves.
 *
 * @throws Iter8Error INTERRUPTED, TIMEOUT; INVALID for what cannot be released; what the cluster says
 */
export async function runPipeline(request: PipelineRequest, world: PipelineWorld): Promise<PipelineEnd> {
  const run = new Run(request, world);
  const reporter = new CommitStatusReporter(request.status, {...world, signal: run.signal});
  void reporter.report('pending', `${request.service}: ${shortSha(request.commit)} is being released`);
  try {
    const end = await run.toEnd();
    await reporter.report(stateOf(end), end.headline);
    if (end.kind === 'judged') await noteFinished(end.experiment, world);
    return end;
  } catch (error) {
    const told = run.inWords(error);
    if (!run.isTakenUp)
      await reporter.report('error', told instanceof Iter8Error ? told.message : 'unexpected error, see the log');
    throw told;
  }
}

const COMMIT_STATES: Readonly<Record<RunResult, CommitState>> = {
  won: 'success',
  lost: 'failure',
  inconclusive: 'error',
};

function stateOf(end: PipelineEnd): CommitState {
  if (end.kind === 'judged') return COMMIT_STATES[end.result];
  return end.kind === 'released' ? 'success' : 'failure';
}

/** What the process exits with. */
export function exitCodeOf(end: PipelineEnd): number {
  if (end.kind === 'judged') return RESULT_EXIT_CODES[end.result];
  return end.kind === 'released' ? 0 : EXIT_CODES.FALSE;
}

/** One attempt to release a commit, and what may end it before its time. */
class Run {
  readonly #timeUp = new AbortController();
  readonly #lost = new AbortController();
  /** Aborts when it is to end. */
  readonly signal: AbortSignal;
  #experiment: Experiment | undefined;

  constructor(
    private readonly request: PipelineRequest,
    private readonly world: PipelineWorld,
  ) {
    this.signal = AbortSignal.any([world.signal, this.#timeUp.signal, this.#lost.signal]);
  }

  /** Whether another run of the same commit goes on with it, and speaks for it. */
  get isTakenUp(): boolean {
    return this.#lost.signal.reason === TAKEN_UP;
  }

  async toEnd(): Promise<PipelineEnd> {
    const done = new AbortController();
    const timer = this.#limitTime(done.signal);
    try {
      const world = {...this.world, signal: this.signal};
      checkTrialFlags(this.request.trial);
      await readCandidate(world.cluster, this.request, this.signal); // what is wrong now needs no turn
      const {service, commit} = this.request;
      return await inTurn({service, commit}, world, (lost, cluster) => {
        lost.addEventListener('abort', () => this.#lost.abort(lost.reason));
        return release(this.request, {...world, cluster}, (experiment) => (this.#experiment = experiment));
      });
    } finally {
      done.abort();
      await timer;
    }
  }

  async #limitTime(done: AbortSignal): Promise<void> {
    const {timeoutMs} = this.request;
    if (timeoutMs === undefined) return;
    await this.world.sleep(timeoutMs, done);
    if (!done.aborted) this.#timeUp.abort();
  }

  /** What ended it, and how to go on, instead of what came of that. */
  inWords(error: unknown): unknown {
    const told = (code: ErrorCode, problem: string) => {
      return new Iter8Error(code, `${problem}; ${this.#whatGoesOn()}`, this.#goOnHint(), {cause: error});
    };
    if (this.world.signal.aborted) return told('INTERRUPTED', 'interrupted');
    if (this.#lost.signal.aborted) {
      return told('INTERRUPTED', 'this process stood still, and another pipeline has taken over');
    }
    return this.#timeUp.signal.aborted ? told('TIMEOUT', 'not released in time') : error;
  }

  #whatGoesOn(): string {
    if (!this.#experiment) return 'the live version serves';
    const {name} = this.#experiment;
    return `experiment "${name}" ${isCompleted(this.#experiment) ? 'has ended' : 'runs on'}`;
  }

  #goOnHint(): string {
    const goOn = 'the same command takes it up again';
    if (!this.#experiment || isCompleted(this.#experiment)) return goOn;
    const {name, namespace} = this.#experiment;
    return `${goOn}; end the experiment: iter8ctl abort ${name} -n ${namespace}`;
  }
}
