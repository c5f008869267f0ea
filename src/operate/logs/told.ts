import type {Experiment} from '../../experiment/model.js';
import type {Choice} from './choice.js';
import {ExperimentLog} from './experiment-log.js';
import type {LogEvent} from '../../experiment/log-event.js';
import {nothingWords, requireTask} from './nothing-told.js';
import type {PodLogs} from './pod-logs.js';

/** What is told of one experiment, as it is now. */
export interface Told {
  readonly name: string;
  readonly namespace: string;
  readonly events: readonly LogEvent[];
  /** Why, where there are no events. */
  readonly nothing: string;
}

/**
 * @param pods undefined: there is only the status to read
 * @throws Iter8Error INVALID when there is no such task
 */
export async function toldBy(experiment: Experiment, choice: Choice, pods?: PodLogs): Promise<Told> {
  requireTask(experiment, choice);
  const log = new ExperimentLog(choice, pods);
  const events = [...(await log.look(experiment)), ...log.rest()];
  const {name, namespace} = experiment;
  return {name, namespace, events, nothing: nothingWords(experiment, choice)};
}

/** Whether all events are of one run of one task, so that no line needs to say of which. */
export function isOneTask({key, index}: Choice, events: readonly LogEvent[]): boolean {
  const runs = events.flatMap((event) => (event.kind === 'result' ? event.run.action : []));
  return key !== undefined && index !== undefined && new Set(runs).size <= 1;
}
