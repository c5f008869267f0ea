import {describe, expect, it} from '@jest/globals';
import {Iter8Error} from '../../../src/errors.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {getExperiment} from '../../../src/operate/experiments.js';
import {parseChoice} from '../../../src/operate/logs/choice.js';
import {followLog} from '../../../src/operate/logs/follow-log.js';
import type {LogEvent} from '../../../src/experiment/log-event.js';
import {PodLogs} from '../../../src/operate/logs/pod-logs.js';
import type {Interference} from '../../support/fake-cluster.js';
import {
  begun,
  beginLine,
  type ClusterWithLogs,
  clusterWithLogs,
  ended,
  endLine,
  experiment,
  outputLine,
} from './support/situation.js';

/** Somebody who follows the log of an experiment, while the test changes the cluster. */
class Following {
  readonly told: string[] = [];
  readonly problems: string[] = [];
  readonly cluster: ClusterWithLogs;
  readonly #stopping = new AbortController();
  #tick: () => void = () => undefined;
  isTicking = false;
  onEvents: (events: readonly LogEvent[]) => Promise<void> = async () => undefined;

  constructor(actions: JsonObject, over: {interfere?: Interference; actions?: JsonObject} = {}) {
    const {interfere, ...spec} = over;
    this.cluster = clusterWithLogs([experiment(actions, spec)], {...(interfere && {interfere})});
  }

  async begin(action?: string, task?: number): Promise<string> {
    const first = await getExperiment(this.cluster, 'x');
    const onProblem = async (reason: string) => void this.problems.push(reason);
    return followLog(this.cluster, first, {
      choice: parseChoice(action, task),
      pods: new PodLogs({cluster: this.cluster, experiment: first, onProblem}),
      signal: this.#stopping.signal,
      repeat: (_everyMs, action) => {
        this.#tick = action;
        this.isTicking = true;
        return () => (this.isTicking = false);
      },
      onEvents: async (events) => {
        this.told.push(...events.map(wordsOf));
        await this.onEvents(events);
      },
      onInterrupted: async (reason) => void this.problems.push(reason),
    });
  }

  /** Until what was begun has come to a rest. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  }

  async twoSecondsPass(): Promise<void> {
    this.#tick();
    await this.settle();
  }

  async status(actions: JsonObject, over: Parameters<typeof experiment>[1] = {}): Promise<void> {
    this.cluster.put(experiment(actions, over));
    await this.settle();
  }

  stop(): void {
    this.#stopping.abort();
  }
}

function wordsOf(event: LogEvent): string {
  if (event.kind === 'message') return `! ${event.text}`;
  const {action, index} = event.kind === 'result' ? event.run : event;
  const what = event.kind === 'result' ? event.run.result : event.kind === 'output' ? `> ${event.text}` : 'begins';
  return `${action} ${index + 1} ${what}`;
}

const running = (...tasks: JsonObject[]): JsonObject => ({state: 'running', tasks});
const succeeded = (...tasks: JsonObject[]): JsonObject => ({state: 'succeeded', tasks});
const COMPLETED = {status: {stage: 'Completed'}};

describe('following a log', () => {
  it('tells beginnings, what Jobs print meanwhile, and ends, each once, to the end of the experiment', async () => {
    const following = new Following({});
    const done = following.begin();
    await following.settle();
    const pod = following.cluster.addPod('finish');
    await following.status({finish: running(begun(0, 'common/exec'))});
    following.cluster.logs.set(pod, beginLine(0, 'common/exec') + outputLine(0, 'upgrading\n'));
    await following.twoSecondsPass();
    await following.twoSecondsPass();
    expect(following.told).toEqual(['finish 1 begins', 'finish 1 > upgrading\n']);
    const rest = outputLine(0, 'upgraded\n') + endLine(0, 'common/exec', 'upgrading\nupgraded\n');
    following.cluster.logs.set(pod, following.cluster.logs.get(pod)! + rest);
    const over = succeeded(ended(0, 'common/exec', {output: 'upgrading\nupgraded\n'}));
    await following.status({finish: over});
    await following.status({finish: over}, COMPLETED);
    await done;
    expect(following.told.slice(2)).toEqual(['finish 1 > upgraded\n', 'finish 1 succeeded']);
    expect(following.isTicking).toBe(false);
  });

  it('reads no logs while no task runs', async () => {
    const following = new Following({start: succeeded(ended(0, 'run', {output: 'v3\n'}))});
    following.cluster.addPod('start');
    following.begin('finish').catch(() => undefined);
    await following.settle();
    await following.twoSecondsPass();
    expect(following.cluster.readings()).toBe(0);
    following.stop();
  });

  it('takes a line that is half written when it is whole', async () => {
    const following = new Following({finish: running(begun(0, 'run'))});
    const pod = following.cluster.addPod('finish');
    const line = outputLine(0, 'whole\n');
    following.cluster.logs.set(pod, line.slice(0, 40));
    following.begin().catch(() => undefined);
    await following.settle();
    following.cluster.logs.set(pod, line);
    await following.twoSecondsPass();
    expect(following.told).toEqual(['finish 1 begins', 'finish 1 > whole\n']);
    following.stop();
  });

  it('tells the output that the status keeps where Pods must not be read, and says so once', async () => {
    const interfere: Interference = (verb, {kind}) => {
      if (verb === 'list' && kind === 'Pod') throw new Iter8Error('FORBIDDEN', 'not allowed to list pods');
    };
    const following = new Following({start: running(begun(0, 'run'))}, {interfere});
    const done = following.begin('start');
    await following.settle();
    await following.twoSecondsPass();
    await following.status({start: succeeded(ended(0, 'run', {output: 'v3\n'}))});
    await done;
    expect(following.told).toEqual(['start 1 begins', 'start 1 > v3\n', 'start 1 succeeded']);
    expect(following.problems).toEqual(['not allowed to list pods']);
  });

  it.each([
    ['start', {start: running()}, {start: succeeded(), finish: running()}],
    ['loop-2', {'loop-1': succeeded()}, {'loop-1': succeeded(), 'loop-2': succeeded()}],
    ['loop', {'loop-1': succeeded()}, {'loop-1': succeeded(), finish: running()}],
    ['finish', {finish: running()}, {finish: {state: 'failed', tasks: []}}],
  ])('ends with --action %s when that has ended, and not before', async (action, before, after) => {
    const spec = {actions: {start: [], loop: [], finish: []}};
    const following = new Following(before, spec);
    const done = following.begin(action);
    await following.settle();
    expect(following.isTicking).toBe(true);
    await following.status(after, spec);
    await done;
    expect(following.isTicking).toBe(false);
  });

  it('goes on in an ended experiment whose finish action was asked for again', async () => {
    const failed = {state: 'failed', tasks: [ended(0, 'common/exec', {result: 'failed', reason: 'no'})]};
    const following = new Following({});
    const wished = experiment({finish: failed}, COMPLETED);
    const annotations = {'iter8.tools/rerun-action': 'finish-2'};
    following.cluster.put({...wished, metadata: {...(wished.metadata as JsonObject), annotations}});
    const done = following.begin('finish');
    await following.settle();
    expect(following.told).toEqual(['finish 1 begins', 'finish 1 failed']);
    await following.status({finish: failed, 'finish-2': succeeded(ended(0, 'common/exec'))}, COMPLETED);
    await done;
    expect(following.told.slice(2)).toEqual(['finish-2 1 begins', 'finish-2 1 succeeded']);
  });

  it('does not wait for an action that the experiment does not have', async () => {
    expect(await new Following({}).begin('loop')).toBe('experiment "x" has no loop action; it has start, finish');
  });

  it('says that nothing has run when the experiment ends without', async () => {
    const following = new Following({});
    const done = following.begin('finish', 2);
    await following.status({}, COMPLETED);
    expect(await done).toBe('task 2 of finish has not run in experiment "x"');
  });

  it('ends with what interrupts it, also while it reads a log', async () => {
    const following = new Following({finish: running(begun(0, 'run'))});
    const done = following.begin();
    await following.settle();
    following.stop();
    await expect(done).rejects.toMatchObject({code: 'INTERRUPTED'});
  });

  it('ends when nobody takes what a Job prints any longer', async () => {
    const following = new Following({finish: running(begun(0, 'run'))});
    const done = following.begin();
    await following.settle();
    following.cluster.logs.set(following.cluster.addPod('finish'), outputLine(0, 'a\n'));
    const closed = Object.assign(new Error('write EPIPE'), {code: 'EPIPE'});
    following.onEvents = async (events) => {
      if (events.length > 0) throw closed;
    };
    const refused = expect(done).rejects.toBe(closed);
    await following.twoSecondsPass();
    await refused;
    expect(following.isTicking).toBe(false);
  });

  it('ends with an error when the experiment is deleted', async () => {
    const following = new Following({});
    const done = following.begin();
    const refused = expect(done).rejects.toMatchObject({code: 'NOT_FOUND'});
    await following.settle();
    following.cluster.remove('Experiment', 'x');
    await refused;
  });
});
