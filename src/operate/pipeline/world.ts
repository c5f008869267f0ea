import type {Cluster} from '../../cluster/port.js';
import type {Sight} from '../follow.js';

/** What a line of progress is about. */
export type Topic = 'commit' | 'turn' | 'versions' | 'routing' | 'deploy' | 'experiment' | 'load' | 'cleanup';

/** Takes what people should know, one line without its end; it may hold what others have written. */
export type Tell = (topic: Topic, text: string) => Promise<void>;

/** Resolves after the time, or when the signal aborts. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** What a pipeline stands on. */
export interface PipelineWorld {
  readonly cluster: Cluster;
  readonly now: () => Date;
  readonly sleep: Sleep;
  readonly tell: Tell;
  /** Takes what is seen of the experiment. */
  readonly onSight: (sight: Sight) => Promise<void> | void;
  /** Tells this run from others of the same commit; a word of small letters and digits. */
  readonly identity: string;
  /** Of Ctrl-C. */
  readonly signal: AbortSignal;
}
