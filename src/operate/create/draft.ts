import type {JsonObject} from '../../experiment/json.js';

/** An Experiment that is to be created, and what is to be said of it first. */
export interface Draft {
  /** Of the newest generation. */
  readonly resource: JsonObject;
  /** As it was written, for a server that knows no newer one. */
  readonly original: JsonObject;
  readonly warnings: readonly string[];
  /** Why it cannot be created; empty: nothing stands against it. */
  readonly mistakes: readonly string[];
}
