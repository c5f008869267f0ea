import type {Cluster} from '../../../../src/cluster/port.js';
import {readExperimentResource} from '../../../../src/engine/experiment-resource.js';
import {jobActions} from '../../../../src/engine/jobs/job-actions.js';
import {Field} from '../../../../src/experiment/field.js';
import type {JsonObject} from '../../../../src/experiment/json.js';
import {actionOf, nameOfItem} from '../../../../src/tasks/action.js';
import {formatLogLine, type TaskLogBody} from '../../../../src/tasks/job/log-line.js';
import type {ActionOutcome} from '../../../../src/tasks/run-items.js';
import type {TaskEnd, TaskStart} from '../../../../src/tasks/task.js';
import {DEFAULT_POLICY} from '../../../../src/traffic/policy.js';
import {type FakeCluster, fakeCluster, type Interference, kindOf} from '../../../support/fake-cluster.js';
import {VirtualTime} from '../../controller/support/virtual-time.js';
import {experiment} from '../../support/experiment.js';

const KINDS = ['batch/v1 Job', 'v1 Pod', 'v1 Event'].map((text) => {
  const [apiVersion = '', kind = ''] = text.split(' ');
  return kindOf(apiVersion, kind);
});

export const SCRIPT = {run: 'helm upgrade app'};
export const NOTHING = {task: 'iter8ctl/nothing'};

export const UID = '5f3c1d9e-7a53-4c9b-8f0d-0c5a4f5d2b11';

interface Known {
  readonly ended?: readonly number[];
  readonly begun?: readonly number[];
  readonly isRerun?: boolean;
}

/** One call of the port, as an engine makes it. */
export interface Call {
  /** In their order. */
  readonly reported: readonly (TaskStart | TaskEnd)[];
  /** Undefined as long as it is under way. */
  readonly outcome: () => ActionOutcome | undefined;
  /** Ends the engine. */
  readonly stop: () => void;
  /** Nobody wants the action any more. */
  readonly cancel: () => void;
}

/** A finish action whose Jobs are carried out by the test, in virtual time. */
export class JobWorld {
  readonly time = new VirtualTime();
  readonly cluster: FakeCluster;
  readonly problems: string[] = [];
  readonly resource: JsonObject;
  /** Whether logs can be read. */
  hasLogs = true;
  #log = `${lineOf({kind: 'message', priority: 3, text: 'action finish begins'})}\n`;
  /** Also when it is gone. */
  #newest: JsonObject | undefined;

  constructor(items: readonly JsonObject[], interfere?: Interference) {
    const made = experiment({actions: {finish: items}});
    this.resource = {...made, metadata: {name: 'e', namespace: 'shop', uid: UID}};
    this.cluster = fakeCluster({
      kinds: KINDS,
      namespace: 'shop',
      now: this.time.now,
      ...(interfere && {interfere}),
    });
  }

  /** @param known what the status tells, of earlier engines unless it is of an earlier run */
  run({ended = [], begun = [], isRerun = false}: Known = {}): Call {
    const {runAction} = jobActions({
      cluster: this.#withLogs(),
      image: 'iter8ctl:test',
      traffic: DEFAULT_POLICY,
      timeoutMs: 600_000,
      startLimitMs: 300_000,
      now: this.time.now,
      sleep: this.time.sleep,
      onProblem: (_job, problem) => this.problems.push(problem),
    });
    const reported: (TaskStart | TaskEnd)[] = [];
    const [stopping, cancelling] = [new AbortController(), new AbortController()];
    const tasks = ended.map((index) => ({index, result: 'succeeded', endedAt: '2021-02-18T09:30:00Z'}));
    const record = {startedAt: isRerun ? '2021-02-18T09:59:00Z' : '2021-02-18T09:29:00Z', tasks};
    const subject = readExperimentResource({...this.resource, status: {actions: {finish: record}}});
    const items = actionOf(subject, 'finish')!.filter(({index}) => !ended.includes(index));
    const action = {kind: 'runAction', key: 'finish', instance: 'finish', handler: 'Finish'} as const;
    const report = async (event: TaskStart | TaskEnd) => void reported.push(event);
    let outcome: ActionOutcome | undefined;
    const {signal: cancel} = cancelling;
    runAction({...action, items, begun: new Set(begun), cancel}, subject, report, stopping.signal).then(
      (value) => (outcome = value),
      (error: unknown) => {
        if (!stopping.signal.aborted) outcome = {kind: 'failed', reason: (error as Error).message};
      },
    );
    return {reported, outcome: () => outcome, stop: () => stopping.abort(), cancel: () => cancelling.abort()};
  }

  /** Until the call has ended. */
  async ended(call: Call): Promise<ActionOutcome> {
    await this.time.until(() => call.outcome() !== undefined);
    return call.outcome()!;
  }

  get jobs(): readonly JsonObject[] {
    return this.cluster.stored('Job');
  }

  get jobNames(): readonly string[] {
    return this.jobs.map((job) => new Field(job).get('metadata', 'name').text()!);
  }

  async jobIsThere(count = 1): Promise<void> {
    await this.time.until(() => this.jobs.length === count);
  }

  /** Gives the newest Job a Pod in that state, or changes the state of the one that it has. */
  pod(status: JsonObject): void {
    this.#newest = this.jobs.at(-1) ?? this.#newest;
    const job = new Field(this.#newest);
    const name = job.get('metadata', 'name').text()!;
    const {value: labels} = job.get('spec', 'template', 'metadata', 'labels');
    const ownerReferences = [{uid: job.get('metadata', 'uid').text()!}];
    const metadata = {name: `${name}-x`, namespace: 'shop', labels, ownerReferences};
    this.cluster.put({apiVersion: 'v1', kind: 'Pod', metadata, status});
  }

  podRuns(): void {
    this.pod({phase: 'Running', containerStatuses: [{state: {running: {}}}]});
  }

  podEnds(exitCode: number, terminated: JsonObject = {}, status: JsonObject = {}): void {
    const phase = exitCode === 0 ? 'Succeeded' : 'Failed';
    this.pod({phase, containerStatuses: [{state: {terminated: {exitCode, ...terminated}}}], ...status});
  }

  /** As somebody else does it, who waits for nothing. */
  removeJob(): void {
    this.#newest = this.jobs.at(-1);
    this.cluster.remove('Job', this.jobNames.at(-1)!);
  }

  jobEnds(reason: string, message: string, type = 'Failed'): void {
    const [job] = this.jobs;
    this.cluster.put({...job, status: {conditions: [{type, status: 'True', reason, message}]}});
  }

  /** What Kubernetes tells of the Job by an Event. */
  event(reason: string, message: string): void {
    const involvedObject = {kind: 'Job', name: this.jobNames[0]!};
    const metadata = {name: `event-${message.length}`, namespace: 'shop'};
    this.cluster.put({apiVersion: 'v1', kind: 'Event', metadata, involvedObject, reason, message});
  }

  print(...bodies: readonly TaskLogBody[]): void {
    this.#log += bodies.map((body) => `${lineOf(body)}\n`).join('');
  }

  /** The node has lost the log, and says so in its place. */
  loseLog(): void {
    this.#log = 'unable to retrieve container logs for containerd://1a2b3c';
  }

  printText(text: string): void {
    this.#log += text;
  }

  begins(index: number): void {
    this.print({kind: 'begin', index, task: this.#task(index)});
  }

  ends(index: number, over: Partial<TaskEnd> = {}): void {
    this.print({kind: 'end', end: {index, task: this.#task(index), result: 'succeeded', output: '', ...over}});
  }

  #task(index: number): string {
    return nameOfItem(actionOf(readExperimentResource(this.resource), 'finish')![index]!);
  }

  #withLogs(): Cluster {
    return {
      ...this.cluster,
      // the fake cluster knows no fields of Events
      list: (kind, {namespace, labelSelector}, call) => this.cluster.list(kind, {namespace, labelSelector}, call),
      getText: (path) => {
        const [pod] = this.cluster.stored('Pod');
        const isLog = path.startsWith(
          `/api/v1/namespaces/shop/pods/${new Field(pod).get('metadata', 'name').text()}/log`,
        );
        return this.hasLogs && isLog ? Promise.resolve(this.#log) : Promise.reject(new Error('there is no log'));
      },
    };
  }
}

export function lineOf(body: TaskLogBody): string {
  return formatLogLine({
    experimentName: 'e',
    experimentNamespace: 'shop',
    instance: 'finish',
    precedence: 1,
    ...body,
  });
}
