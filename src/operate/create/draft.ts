import type {JsonObject} from '../../experiment/json.js';
import type {RoutingWish} from './routing.js';

/** An Experiment that is to be created, and what is to be said of it first. */
export interface Draft {
  /** Of the newest generation. */
  readonly resource: JsonObject;
  /** As it was written, for a server that knows no newer one. */
  readonly original: JsonObject;
  readonly warnings: readonly string[];
  /** Why it cannot be created; empty: nothing stands against it. */
  readonly mistakes: readonly string[];
  /** What is to split the traffic before it is created; undefined: that stands, or is not known. */
  readonly routing?: RoutingWish | undefined;
}
