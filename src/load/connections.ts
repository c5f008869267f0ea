import type {Outcome} from './recorder.js';
import type {PlannedTarget} from './plan.js';

/** One request on its way. */
export interface SentRequest {
  /** Never rejects: a failure is an outcome. */
  readonly outcome: Promise<Outcome>;
  /** Gives the request up; its outcome is then of no interest. */
  cancel(): void;
}

/** The connections to one version. */
export interface Connections {
  send(): SentRequest;
  /** Ends all connections at once. */
  close(): Promise<void>;
}

export type OpenConnections = (target: PlannedTarget, connections: number) => Connections;
