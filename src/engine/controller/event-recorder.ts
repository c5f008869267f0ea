import {randomBytes} from 'node:crypto';
import {EVENTS} from '../../cluster/known-kinds.js';
import type {Cluster} from '../../cluster/port.js';
import type {JsonObject} from '../../experiment/json.js';
import type {EngineEvent} from '../step/effects.js';
import {wholeSecondsText} from '../../experiment/rfc3339.js';
import type {EventBudget} from './event-budget.js';
import {idOf} from './experiment-cache.js';

/** Longest message that the API server takes. */
const LONGEST_MESSAGE = 1024;
/** Events that wait for the server; more would only fill memory while it is away. */
const MOST_WAITING = 1000;

export interface EventRecorderOptions {
  readonly cluster: Cluster;
  readonly now: () => Date;
  /** Told of events that could not be recorded. */
  readonly onProblem: (error: unknown) => void;
}

/**
 * Writes Kubernetes Events one after another, beside the run: none is worth holding up an experiment. Of a run
 * with very many only the warnings are written.
 */
export class EventRecorder {
  readonly #waiting: JsonObject[] = [];
  #writing: Promise<void> | undefined;

  constructor(private readonly options: EventRecorderOptions) {}

  /** @param budget of the run that they are from; undefined: there is no limit */
  record(source: JsonObject, events: readonly EngineEvent[], budget?: EventBudget): void {
    const now = this.options.now();
    const room = MOST_WAITING - this.#waiting.length;
    const objects = events
      .filter(({type}) => (budget?.take(now) ?? true) || type === 'Warning')
      .slice(0, Math.max(0, room))
      .map((event) => eventObject(source, event, now));
    this.#waiting.push(...objects);
    if (this.#waiting.length > 0) this.#writing ??= this.#write();
  }

  /** Resolves when everything has been written. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      await this.options.cluster
        .create(EVENTS, next, {signal: AbortSignal.timeout(5000)})
        .catch((error: unknown) => this.options.onProblem(error));
    }
    this.#writing = undefined;
  }
}

function eventObject(source: JsonObject, {type, reason, message}: EngineEvent, now: Date): JsonObject {
  const {namespace, name, uid} = idOf(source);
  const time = wholeSecondsText(now);
  const component = 'iter8ctl';
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {namespace, name: `${name.slice(0, 230)}.${randomBytes(8).toString('hex')}`},
    involvedObject: {apiVersion: source.apiVersion, kind: source.kind, namespace, name, uid},
    type,
    reason,
    message: message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE - 1)}…` : message,
    source: {component},
    reportingComponent: component,
    reportingInstance: component,
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  };
}
