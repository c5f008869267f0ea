import {EVENTS, JOBS, PODS} from '../../cluster/known-kinds.js';
import {ifThere} from '../../cluster/not-found.js';
import type {Cluster} from '../../cluster/port.js';
import {EXIT_CODES, Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {CANCELLED} from '../../tasks/limited.js';
import type {ActionOutcome, TaskReport} from '../../tasks/run-items.js';
import type {HeardEvents} from './heard.js';
import {jobSelector, type JobIdentity} from './job-name.js';
import {type JobSettings, longestMs} from './job-object.js';
import {JobProblems} from './job-problems.js';
import {type JobState, type SeenJob, stateOf} from './job-state.js';
import {allowHint, startProblem} from './start-problem.js';

/** How Jobs are made, and what is needed of the world to follow them. */
export interface JobWorld extends JobSettings {
  readonly cluster: Cluster;
  readonly now: () => Date;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** What hinders a Job, or us from looking after it, in words. */
  readonly onProblem: (job: string, problem: string) => void;
}

export interface JobSignals {
  /** Leaves the Job alone. */
  readonly signal: AbortSignal;
  /** Has the Job ended. */
  readonly cancel: AbortSignal | undefined;
}

/** How a Job ended for the action. */
export type JobEnd =
  | {readonly kind: 'ended'; readonly outcome: ActionOutcome}
  /** It was taken away in the middle; `isAllHeard`: what it had begun till then is known. */
  | {readonly kind: 'lost'; readonly reason: string; readonly isAllHeard: boolean};

/** A Job is looked at often while it is young: most actions are short. */
const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5_000;
/** Of the log, before the last reading: clocks differ, and what is heard twice counts once. */
const OVERLAP_SECONDS = 30;
const LOG_READINGS = 3;
/** So long it must be refused that a Job is looked at, until it is given up. */
const REFUSED_MS = 60_000;

/** One Job of an action, from its creation to its end. */
export class JobRun {
  readonly #name: string;
  readonly #uid: string;
  readonly #since: number;
  readonly #problems: JobProblems;
  #logReadAt: number | undefined;
  #refusedSince: number | undefined;
  #isCancelled = false;

  constructor(
    private readonly world: JobWorld,
    private readonly place: Pick<JobIdentity, 'uid' | 'instance'> & {readonly namespace: string},
    private readonly report: TaskReport,
    job: JsonObject,
  ) {
    const metadata = new Field(job).get('metadata');
    this.#name = metadata.get('name').requiredText();
    this.#uid = metadata.get('uid').requiredText();
    this.#since = this.#now();
    const subject = `${this.place.namespace}/${this.#name}`;
    this.#problems = new JobProblems(this.place.namespace, (words) => this.world.onProblem(subject, words));
  }

  /**
   * Reports what the Job does until it is over. It is looked at again and again: a stream for each would take the
   * connections that all experiments share.
   *
   * @throws when the signal aborts, which leaves the Job alone; what `report` rejects with
   */
  async follow(heard: HeardEvents, {signal, cancel}: JobSignals): Promise<JobEnd> {
    const wake = cancel ? AbortSignal.any([signal, cancel]) : signal;
    for (;;) {
      signal.throwIfAborted();
      if (cancel?.aborted) await this.#cancel(signal);
      const seen = await this.#look(signal);
      const end =
        seen instanceof Iter8Error ? await this.#refused(seen) : await this.#proceed(seen, heard, signal);
      if (end) return end;
      const age = this.#now() - this.#since;
      if (age > longestMs(this.world) + LONGEST_PAUSE_MS) {
        return this.#giveUp(withOpenItems(`the Job ${this.#name} does not come to an end`, heard));
      }
      await this.world.sleep(
        Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, age / 10)),
        cancel?.aborted ? signal : wake,
      );
    }
  }

  /** A server may refuse for a moment who it allows: what may be in the middle of a promotion is not ended for that. */
  async #refused({message}: Iter8Error): Promise<JobEnd | undefined> {
    this.#refusedSince ??= this.#now();
    if (this.#now() - this.#refusedSince < REFUSED_MS) return undefined;
    return this.#giveUp(`${message}; ${allowHint(this.place.namespace)}`);
  }

  async #proceed(seen: SeenJob | undefined, heard: HeardEvents, signal: AbortSignal): Promise<JobEnd | undefined> {
    if (!seen) return undefined;
    this.#refusedSince = undefined;
    const state = stateOf(seen);
    if (state.kind === 'gone') return this.#deleted(heard);
    if (state.kind === 'starting') return this.#await(seen, signal);
    if (state.kind === 'over') return this.#conclude(state, seen, heard, signal);
    await this.#hear(seen, heard, signal);
    return undefined;
  }

  /** The Job is gone once its Pod has ended, and that is waited for: what follows must not run beside it. */
  async #cancel(signal: AbortSignal): Promise<void> {
    if (this.#isCancelled) return;
    const {cluster} = this.world;
    const {namespace} = this.place;
    const call = {uid: this.#uid, propagation: 'Foreground', signal} as const;
    try {
      await cluster.delete(JOBS, {namespace, name: this.#name}, call);
      this.#isCancelled = true;
    } catch (error) {
      signal.throwIfAborted();
      this.#problems.tellError(error); // and it is tried again after the next look
    }
  }

  /** @returns undefined when nothing can be seen now; an error when nothing ever will be */
  async #look(signal: AbortSignal): Promise<SeenJob | Iter8Error | undefined> {
    const {cluster} = this.world;
    const {namespace} = this.place;
    try {
      const job = await ifThere(cluster.get(JOBS, {namespace, name: this.#name}, {signal}));
      const pods = await cluster.list(PODS, {namespace, labelSelector: jobSelector(this.place)}, {signal});
      const isOurs = new Field(job).get('metadata', 'uid').text() === this.#uid;
      return {job: isOurs ? job : undefined, pod: pods.items.find((pod) => this.#owns(pod))};
    } catch (error) {
      signal.throwIfAborted();
      return error instanceof Iter8Error && error.code === 'FORBIDDEN' ? error : undefined;
    }
  }

  #owns(pod: JsonObject): boolean {
    const owners = new Field(pod).get('metadata', 'ownerReferences').items();
    return owners.some((owner) => owner.get('uid').text() === this.#uid);
  }

  /** Gives up on a Job that does not start. */
  async #await(seen: SeenJob, signal: AbortSignal): Promise<JobEnd | undefined> {
    const waited = this.#now() - this.#since;
    if (waited < LONGEST_PAUSE_MS) return undefined;
    const problem = startProblem(seen, seen.pod ? [] : await this.#events(signal));
    if (problem !== undefined) this.#problems.tell(problem);
    const {startLimitMs} = this.world;
    if (waited < startLimitMs) return undefined;
    const words = `the Job ${this.#name} did not start within ${startLimitMs / 1000} s`;
    const {last} = this.#problems;
    return this.#giveUp(last === undefined ? words : `${words}: ${last}`);
  }

  async #events(signal: AbortSignal): Promise<readonly JsonObject[]> {
    const fieldSelector = `involvedObject.kind=Job,involvedObject.name=${this.#name}`;
    const selection = {namespace: this.place.namespace, fieldSelector};
    const list = this.world.cluster.list(EVENTS, selection, {signal});
    return (await this.#problems.ifAllowed(list, signal))?.items ?? [];
  }

  async #giveUp(reason: string): Promise<JobEnd> {
    const {namespace} = this.place;
    const removal = this.world.cluster.delete(JOBS, {namespace, name: this.#name}, {uid: this.#uid});
    await removal.catch((error: unknown) => this.#problems.tellError(error)); // it ends by its deadline too
    return failed(reason);
  }

  /** @returns whether the log could be read */
  async #hear({pod}: SeenJob, heard: HeardEvents, signal: AbortSignal, isWhole = false): Promise<boolean> {
    const startedAt = this.#now();
    const log = await this.#problems.ifAllowed(
      this.world.cluster.getText(this.#logPath(pod, isWhole), {signal}),
      signal,
    );
    if (log === undefined) return false;
    this.#logReadAt = startedAt;
    for (const event of heard.take(log)) await this.report(event);
    return heard.isLog(log);
  }

  #logPath(pod: JsonObject | undefined, isWhole: boolean): string {
    const name = new Field(pod).get('metadata', 'name').text() ?? '';
    const path = `/api/v1/namespaces/${this.place.namespace}/pods/${name}/log`;
    if (isWhole || this.#logReadAt === undefined) return path;
    const seconds = Math.ceil((this.#now() - this.#logReadAt) / 1000) + OVERLAP_SECONDS;
    return `${path}?sinceSeconds=${seconds}`;
  }

  async #conclude(
    state: Extract<JobState, {kind: 'over'}>,
    seen: SeenJob,
    heard: HeardEvents,
    signal: AbortSignal,
  ): Promise<JobEnd> {
    const isAllHeard =
      state.hasRun === false || (seen.pod !== undefined && (await this.#hearAll(seen, heard, signal)));
    for (const event of heard.take(state.lastWords)) await this.report(event);
    const outcome = heard.outcome ?? outcomeByCode(state.exitCode);
    if (outcome) return {kind: 'ended', outcome};
    if (!seen.job) return this.#deleted(heard);
    if (state.isDisrupted) return {kind: 'lost', reason: state.reason, isAllHeard};
    const words = heard.lastLine === '' ? state.reason : `${state.reason}: ${heard.lastLine}`;
    return failed(withOpenItems(`the Job ${this.#name} ended too early: ${words}`, heard));
  }

  #deleted(heard: HeardEvents): JobEnd {
    if (this.#isCancelled) return failed(CANCELLED);
    return failed(withOpenItems(`the Job ${this.#name} was deleted`, heard));
  }

  async #hearAll(seen: SeenJob, heard: HeardEvents, signal: AbortSignal): Promise<boolean> {
    for (let reading = 1; reading <= LOG_READINGS; reading += 1) {
      if (await this.#hear(seen, heard, signal, true)) return true;
      if (reading < LOG_READINGS) await this.world.sleep(SHORTEST_PAUSE_MS, signal);
    }
    return false;
  }

  #now(): number {
    return this.world.now().getTime();
  }
}

function failed(reason: string): JobEnd {
  return {kind: 'ended', outcome: {kind: 'failed', reason}};
}

/** A log can be lost; the exit code of the task runner stays. */
function outcomeByCode(exitCode: number | undefined): ActionOutcome | undefined {
  if (exitCode === 0) return {kind: 'succeeded'};
  if (exitCode !== EXIT_CODES.FALSE) return undefined;
  return {kind: 'failed', reason: 'a task failed, and the log that says which is lost'};
}

/** Names what was under way. */
export function withOpenItems(reason: string, {begun}: HeardEvents): string {
  const places = [...begun].map((index) => index + 1);
  if (places.length === 0) return reason;
  return `${reason} while task ${places.join(', ')} was under way; see what it has done, and finish it by hand`;
}
