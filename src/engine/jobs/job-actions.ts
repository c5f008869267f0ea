import {ConflictError} from '../../cluster/conflict-error.js';
import {JOBS} from '../../cluster/known-kinds.js';
import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import type {Experiment} from '../../experiment/model.js';
import {type ActionItem, nameOfItem} from '../../tasks/action.js';
import {CANCELLED} from '../../tasks/limited.js';
import {mayRepeat} from '../../tasks/registry.js';
import type {ActionOutcome, TaskReport} from '../../tasks/run-items.js';
import type {TrafficPolicy} from '../../traffic/policy.js';
import type {ActionPorts} from '../ports.js';
import type {RunAction} from '../step/effects.js';
import {interruptionOf} from '../step/interruption.js';
import {HeardEvents} from './heard.js';
import {attemptOf, jobSelector} from './job-name.js';
import {jobObject} from './job-object.js';
import {JobRun, type JobSignals, type JobWorld, withOpenItems} from './job-run.js';
import {allowHint} from './start-problem.js';

export interface JobActionsOptions extends JobWorld {
  readonly traffic: TrafficPolicy;
}

/**
 * The port that runs actions as Jobs, each in the namespace of its Experiment. They outlive the engine: the next one finds
 * the Job by its name and goes on listening.
 */
export function jobActions(options: JobActionsOptions): ActionPorts {
  return {
    actionsOutliveEngine: true,
    runAction: (action, experiment, report, signal = new AbortController().signal) =>
      new ActionJobs(options, action, experiment).run(report, {signal, cancel: action.cancel}),
  };
}

const MOST_ATTEMPTS = 3;
const CREATE_PAUSE_MS = 5_000;

/** The Jobs of one run of an action: one, and another one where a Job is lost and nothing can happen twice. */
class ActionJobs {
  readonly #place: {readonly uid: string; readonly instance: string; readonly namespace: string};
  readonly #heard: HeardEvents;

  constructor(
    private readonly options: JobActionsOptions,
    private readonly action: RunAction,
    private readonly experiment: Experiment,
  ) {
    const uid = new Field(experiment.source).get('metadata', 'uid').requiredText();
    this.#place = {uid, instance: action.instance, namespace: experiment.namespace};
    this.#heard = new HeardEvents(action);
  }

  async run(report: TaskReport, {signal, cancel}: JobSignals): Promise<ActionOutcome> {
    if (this.action.items.length === 0) return {kind: 'succeeded'};
    let job = await this.#latest(signal);
    const problem = job ? undefined : this.#repetitionProblem(this.#isUntouched());
    if (problem !== undefined) return failed(`its Job is gone: ${problem}`);
    if (!job && cancel?.aborted) return failed(CANCELLED);
    for (let attempt = job ? attemptOf(job) : 1; ; attempt += 1) {
      job ??= await this.#create(attempt, signal);
      const end = await new JobRun(this.options, this.#place, report, job).follow(this.#heard, {signal, cancel});
      if (end.kind === 'ended') return end.outcome;
      if (cancel?.aborted) return failed(CANCELLED);
      const why = `its Job was lost (${end.reason})`;
      const obstacle = this.#repetitionProblem(end.isAllHeard);
      if (obstacle !== undefined) return failed(`${why}: ${obstacle}`);
      if (attempt >= MOST_ATTEMPTS) return failed(withOpenItems(`${why}, as were those before it,`, this.#heard));
      job = undefined;
    }
  }

  /** No engine has heard of a Job of this run: what has an end in its record had it before, in an earlier run. */
  #isUntouched(): boolean {
    const {begun, instance} = this.action;
    const record = new Field(this.experiment.source).get('status', 'actions', instance);
    const launched = record.get('startedAt').time()?.getTime() ?? Infinity;
    const ends = record
      .get('tasks')
      .items()
      .flatMap((task) => task.get('endedAt').time() ?? []);
    return begun.size === 0 && ends.every((end) => end.getTime() <= launched);
  }

  /** Why what is left must not be run (again). */
  #repetitionProblem(isAllHeard: boolean): string | undefined {
    const {rest, begun} = this.#heard;
    const interruption = interruptionOf(rest, begun);
    if (interruption !== undefined || isAllHeard) return interruption;
    const doubtful = rest.find((item) => !mayRepeat(item));
    return doubtful && doubtWords(doubtful);
  }

  /** The last Job that was made for this action, whichever engine did it. */
  async #latest(signal: AbortSignal): Promise<JsonObject | undefined> {
    const selection = {namespace: this.#place.namespace, labelSelector: jobSelector(this.#place)};
    const {items} = await this.#allowed(() => this.options.cluster.list(JOBS, selection, {signal}), signal);
    return [...items].sort((a, b) => attemptOf(b) - attemptOf(a))[0];
  }

  #create(attempt: number, signal: AbortSignal): Promise<JsonObject> {
    const {cluster, timeoutMs, traffic} = this.options;
    const {key, instance} = this.action;
    const items = this.#heard.rest.map(({index}) => index);
    const assignment = {resource: this.experiment.source, key, instance, items, traffic, timeoutMs};
    const object = jobObject({...this.#place, attempt}, assignment, this.options);
    const name = new Field(object).get('metadata', 'name').requiredText();
    const create = async () => {
      try {
        return await cluster.create(JOBS, object, {signal});
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
        return cluster.get(JOBS, {namespace: this.#place.namespace, name}, {signal}); // of an engine before us
      }
    };
    return this.#allowed(create, signal);
  }

  /**
   * What a request brings that may have to wait: for a quota, or for the server.
   *
   * @throws Iter8Error FORBIDDEN that says who can allow it
   */
  async #allowed<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const {now, sleep, startLimitMs} = this.options;
    const end = now().getTime() + startLimitMs;
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        signal.throwIfAborted();
        if (now().getTime() >= end || !mayPass(error)) throw this.#inWords(error);
        await sleep(CREATE_PAUSE_MS, signal);
        signal.throwIfAborted();
      }
    }
  }

  #inWords(error: unknown): unknown {
    if (!(error instanceof Iter8Error && error.code === 'FORBIDDEN') || isQuota(error)) return error;
    return new Iter8Error('FORBIDDEN', `${error.message}; ${allowHint(this.#place.namespace)}`, undefined, {
      cause: error,
    });
  }
}

function failed(reason: string): ActionOutcome {
  return {kind: 'failed', reason};
}

function mayPass(error: unknown): boolean {
  return error instanceof Iter8Error && (['UNREACHABLE', 'TIMEOUT'].includes(error.code) || isQuota(error));
}

function isQuota({message}: Iter8Error): boolean {
  return message.includes('exceeded quota');
}

function doubtWords(item: ActionItem): string {
  const name = `task ${item.index + 1} (${nameOfItem(item)})`;
  return `nobody knows whether ${name} had begun, which is not of a kind that may be repeated; see what it has done, and finish it by hand`;
}
