import type {Cluster} from '../cluster/port.js';
import type {JsonObject} from '../experiment/json.js';
import type {Experiment} from '../experiment/model.js';
import type {Delimiters} from '../experiment/task-template.js';
import type {Clock} from '../load/clock.js';
import {SecretMask} from '../metrics/secret-mask.js';
import type {SecretData, SecretReader} from '../metrics/secrets.js';
import type {TrafficPolicy} from '../traffic/policy.js';
import type {ActionItem, ActionKey} from './action.js';

/** That an item of an action begins; an item that is skipped does not. */
export interface TaskStart {
  /** Place in its action, from 0. */
  readonly index: number;
  /** `library/name`, or `run`. */
  readonly task: string;
  readonly result: 'running';
}

/** How one item of an action ended. */
export interface TaskEnd {
  /** Place in its action, from 0. */
  readonly index: number;
  /** `library/name`, or `run`. */
  readonly task: string;
  /** `skipped`: its condition does not hold. */
  readonly result: 'succeeded' | 'failed' | 'skipped';
  /** What it printed, stdout and stderr in their order; bounded by whoever stores it. */
  readonly output: string;
  /** Why it failed or was skipped, in words. */
  readonly reason?: string;
  /**
   * What it found out of the versions, for `status.versionInfo`: as `spec.versionInfo`, which it completes and never
   * changes, since GitOps tools would put that back.
   */
  readonly versionInfo?: JsonObject;
  /** What it measured of load: version → result, as `status.analysis.aggregatedBuiltinHists` keeps it. */
  readonly histograms?: JsonObject;
}

export type TaskOutcome = Omit<TaskEnd, 'index' | 'task'>;

/** What a task knows of its run. */
export interface TaskContext {
  readonly experiment: Experiment;
  readonly action: ActionKey;
  /** Variables for child processes. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Undefined: the run has none. */
  readonly cluster?: Cluster | undefined;
  /** Which objects an experiment may be about; undefined: as `DEFAULT_POLICY`. */
  readonly traffic?: TrafficPolicy | undefined;
  /** For whatever is waited for; undefined: the real one. */
  readonly clock?: Clock | undefined;
  /** Secrets that tasks may name; undefined: there are none. */
  readonly readSecret?: SecretReader | undefined;
  /** Longest time of the whole action in milliseconds; undefined: 30 minutes. */
  readonly actionTimeoutMs?: number | undefined;
  /** Aborts when nobody wants the action any more: the task under way is ended, and has failed. */
  readonly cancel?: AbortSignal | undefined;
  /** Hears what an item prints while it does, without secrets. */
  readonly onOutput?: ((index: number, text: string) => void) | undefined;
}

/** What a task knows besides, when it is its turn. */
export interface ItemContext extends TaskContext {
  /** Of the Secret that the item names; undefined: it names none. */
  readonly secret: SecretData | undefined;
  /** For all that is shown: holds the Secrets of the whole action. */
  readonly mask: SecretMask;
  /** Hears what the item prints, without secrets. */
  readonly print: (text: string) => void;
}

/** The context of one item. */
export function itemContext(
  context: TaskContext,
  index = 0,
  secret?: SecretData,
  mask = new SecretMask(secret ? [secret] : []),
): ItemContext {
  return {...context, secret, mask, print: (text) => context.onOutput?.(index, text)};
}

/** Something that an action can do. */
export interface Task {
  /**
   * Says what is wrong with an item by what is known of the experiment now: a placeholder that cannot be filled in. Asked for
   * all items that will run, before the first does; undefined: nothing.
   */
  findProblem?(item: ActionItem, context: ItemContext): string | undefined;
  /**
   * Does it. What goes wrong is a `failed` outcome. The signal aborts at the time-out too; then the task ends what it began,
   * and either tells what it has or rejects.
   */
  run(item: ActionItem, context: ItemContext, signal?: AbortSignal): Promise<TaskOutcome>;
}

/** The texts of an item in which placeholders are filled in. */
export interface ItemTemplates {
  readonly texts: readonly (string | undefined)[];
  readonly delimiters: readonly Delimiters[];
}

/** A task as the registry knows it: what is costly is loaded when it runs. */
export interface TaskDefinition {
  /** What is wrong with an item, besides its inputs and placeholders, before anything runs; undefined: nothing. */
  readonly check?: (item: ActionItem) => string | undefined;
  /** Where placeholders are filled in; undefined: nowhere. */
  readonly templates?: (item: ActionItem) => ItemTemplates | undefined;
  /** Longest time in milliseconds, where the item says no `timeout`; undefined: 300 seconds. */
  readonly timeoutMs?: (item: ActionItem) => number;
  /** Milliseconds beyond the `timeout` of the item, where that is for a program, which is to tell of its end itself. */
  readonly extraMs?: number;
  /** The Secret that an item names; undefined: as in its input `secret`. */
  readonly secretOf?: (item: ActionItem) => string | undefined;
  /** Whether it does no harm to do it again when an engine ended in the middle of it, and nobody knows how far it got. */
  readonly isRepeatable: boolean;
  readonly load: () => Promise<Task>;
}
