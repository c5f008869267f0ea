import type {Attributes, User} from './authorization.js';
import type {Registry} from './kinds/registry.js';
import type {PodLogs} from './pod-logs.js';
import type {Store} from './store.js';

/** Everything that requests read and change. */
export interface ServerState {
  readonly store: Store;
  readonly registry: Registry;
  readonly logs: PodLogs;
  readonly now: () => Date;
  readonly authorize: (user: User, attributes: Attributes) => boolean;
}
