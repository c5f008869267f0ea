import type {Cluster} from '../../cluster/port.js';
import type {Experiment} from '../../experiment/model.js';
import {actionOf} from '../../tasks/action.js';
import type {Assignment} from '../../tasks/job/assignment.js';
import type {LogOrigin} from '../../tasks/job/log-line.js';
import {LogWriter} from '../../tasks/job/log-writer.js';
import {type ActionOutcome, failureWords, runItems} from '../../tasks/run-items.js';
import {clusterSecretReader} from '../../tasks/secret.js';
import {readExperimentResource} from '../experiment-resource.js';

export interface TaskRunnerWorld {
  /** Undefined: nothing here leads to one; tasks that need none can run. */
  readonly cluster: Cluster | undefined;
  /** Of this process, for those that tasks start. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes to the log. */
  readonly write: (line: string) => void;
  /** Keeps what is to be known when the log is lost. */
  readonly writeLastWords: (text: string) => Promise<void>;
}

/**
 * What runs in the Job of an action: its items, told line by line. When the signal aborts, what runs is ended, and has no
 * end in the log: whether it may be repeated is for the engine to say.
 *
 * @returns undefined when it was aborted
 */
export async function runAssignment(
  assignment: Assignment,
  {cluster, env, write, writeLastWords}: TaskRunnerWorld,
  signal: AbortSignal,
): Promise<ActionOutcome | undefined> {
  const {resource, key, traffic, timeoutMs} = assignment;
  const experiment = readExperimentResource(resource);
  const log = new LogWriter(originOf(experiment, assignment), write);
  const onOutput = (index: number, text: string) => log.output(index, text);
  const readSecret = cluster && clusterSecretReader(cluster);
  const context = {
    experiment,
    action: key,
    env,
    cluster,
    traffic,
    readSecret,
    actionTimeoutMs: timeoutMs,
    onOutput,
  };
  const items = (actionOf(experiment, key) ?? []).filter(({index}) => assignment.items.includes(index));
  log.message(3, `action ${assignment.instance} begins`);
  try {
    const outcome = await runItems({items, context}, (event) => Promise.resolve(log.report(event)), signal);
    log.outcome(outcome);
    await writeLastWords(log.lastWords);
    return outcome;
  } catch (error) {
    if (!signal.aborted) throw error;
    const {running} = log;
    log.message(1, running ? failureWords({...running, reason: INTERRUPTED}) : `the action ${INTERRUPTED}`);
    await writeLastWords(log.lastWords);
    return undefined;
  }
}

const INTERRUPTED = 'was interrupted: the Pod was asked to end';

function originOf({name, namespace, spec, status}: Experiment, {key, instance}: Assignment): LogOrigin {
  const loops = Math.floor(status.completedIterations / spec.duration.iterationsPerLoop);
  const precedence = key === 'start' ? 0 : loops + 1;
  return {experimentName: name, experimentNamespace: namespace, instance, precedence};
}
