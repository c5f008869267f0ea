import type {Experiment} from '../../experiment/model.js';
import {ActionLog} from './action-log.js';
import {type Choice, isChosen, isChosenAction} from './choice.js';
import type {LogEvent} from '../../experiment/log-event.js';
import type {PodLogs} from './pod-logs.js';
import {recordedActions} from './recorded-actions.js';

/** What the chosen tasks of an experiment printed, told piece by piece as it is looked at again and again. */
export class ExperimentLog {
  readonly #actions = new Map<string, ActionLog>();
  /** Runs of actions of which all is told. */
  readonly #settled = new Set<string>();

  /** @param pods undefined: there is only the status to read */
  constructor(
    private readonly choice: Choice,
    private readonly pods: PodLogs | undefined,
  ) {}

  /** @returns what is new, in its order */
  async look(experiment: Experiment, signal?: AbortSignal): Promise<readonly LogEvent[]> {
    const open = recordedActions(experiment).filter(
      ({instance}) => isChosenAction(this.choice, instance) && !this.#settled.has(instance),
    );
    const heard = await this.pods?.read(new Set(open.map(({instance}) => instance)), signal);
    const events = open.flatMap((record) => {
      const {instance, isRunning} = record;
      if (!isRunning) this.#settled.add(instance);
      return this.#logOf(instance).update(record, heard?.get(instance) ?? []);
    });
    return events.filter((event) => isChosen(this.choice, event));
  }

  /** How far the tasks are that have not ended, when nobody looks any longer. */
  rest(): readonly LogEvent[] {
    const events = [...this.#actions.values()].flatMap((log) => log.rest());
    return events.filter((event) => isChosen(this.choice, event));
  }

  #logOf(instance: string): ActionLog {
    const known = this.#actions.get(instance) ?? new ActionLog(instance);
    this.#actions.set(instance, known);
    return known;
  }
}
