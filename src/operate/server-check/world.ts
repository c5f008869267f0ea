import type {Cluster} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import type {FieldPath} from '../../experiment/field.js';
import type {Finding} from '../../experiment/validate/finding.js';
import type {Experiment} from '../../experiment/model.js';
import {ACTION_KEYS, type ActionItem, type ActionKey, actionOf} from '../../tasks/action.js';
import {TASK_ACCOUNT} from '../../engine/jobs/account.js';
import {DEFAULT_POLICY, type TrafficPolicy} from '../../traffic/policy.js';
import type {Account} from '../install/rbac.js';
import type {FileObjects} from './file-objects.js';
import type {InstalledController} from './find-controller.js';

/** What is around an experiment that is checked. */
export interface World {
  readonly cluster: Cluster;
  /** Undefined: none is installed, or it cannot be seen. */
  readonly controller: InstalledController | undefined;
  readonly inFiles: FileObjects;
  /** Whether a program is on the PATH of this process. */
  readonly hasProgram: (name: string) => Promise<boolean>;
  readonly signal: AbortSignal;
  /** Takes what cannot be checked, and why. */
  readonly note: (text: string) => void;
}

/** An experiment that is checked, as the engine sees it. */
export interface Subject {
  readonly experiment: Experiment;
  readonly tasks: readonly TaskUse[];
}

/** An item of an action, and where it stands. */
export interface TaskUse {
  readonly key: ActionKey;
  readonly item: ActionItem;
  readonly path: FieldPath;
}

/** Something that is looked at; it finds nothing where all is well. */
export type Rule = (subject: Subject, world: World) => Promise<readonly Finding[]>;

export const ACTIONS_PATH: FieldPath = ['spec', 'strategy', 'actions'];

/** @throws FieldError for an action that is no list of items */
export function subjectOf(experiment: Experiment): Subject {
  const tasks = ACTION_KEYS.flatMap((key) =>
    (actionOf(experiment, key) ?? []).map((item) => ({key, item, path: [...ACTIONS_PATH, key, item.index]})),
  );
  return {experiment, tasks};
}

export function policyOf({controller}: World): TrafficPolicy {
  return controller?.policy ?? DEFAULT_POLICY;
}

/** As whom the actions of an experiment run. */
export function accountOf({experiment}: Subject, {controller}: World): Account {
  if (controller?.runsTasksItself) return controller.account;
  return {namespace: experiment.namespace, name: TASK_ACCOUNT};
}

/**
 * What was read, or undefined where we may not, which becomes a note.
 *
 * @throws what reading rejects with, but for FORBIDDEN
 */
export async function ifAllowed<T>(world: Pick<World, 'note'>, reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof Iter8Error && error.code === 'FORBIDDEN')) throw error;
    world.note(`${error.message}, so what depends on it is not checked`);
    return undefined;
  }
}
