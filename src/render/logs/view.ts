import type {LogEvent} from '../../experiment/log-event.js';

/** The experiment of which is told. */
export interface LogSubject {
  readonly name: string;
  readonly namespace: string;
}

/** Shows events as they come. */
export interface LogView {
  /** @returns what goes to which stream; lines with their ends */
  add(event: LogEvent): {readonly out: string; readonly err: string};
}
