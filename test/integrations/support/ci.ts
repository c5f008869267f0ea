import type {Printed} from '../../support/shell-doc/session.js';
import type {Forge} from './forge.js';
import type {Push, Town} from './repository.js';

/** What a sample's scripts run beside, and what they must never print. */
export interface CiWorld {
  readonly town: Town;
  readonly forge: Forge;
  readonly token: string;
  readonly signal: AbortSignal;
}

/** Plays the CI of a sample for a push, and says how its job ended. */
export type Ci = (push: Push, world: CiWorld) => Promise<Printed>;

/** Iterations as short as tests need them, and as many as bring the six answers of a candidate that a verdict stands on. */
export const BRIEF = {interval: '2s', iterations: '10'} as const;
