import {Field} from '../experiment/field.js';
import type {JsonObject} from '../experiment/json.js';
import {isObject} from '../experiment/json.js';
import type {Experiment} from '../experiment/model.js';

/** The actions that are ever run; other keys mean nothing. */
export const ACTION_KEYS = ['start', 'loop', 'finish'] as const;

export type ActionKey = (typeof ACTION_KEYS)[number];

/** One item of an action as it was written; `checkItem` says whether it can be run. */
export interface ActionItem {
  /** Place in its action, from 0. */
  readonly index: number;
  /** `library/name`, from the pair of v2alpha1 too; undefined: none is named. */
  readonly task: string | undefined;
  /** Script of a `run` item. */
  readonly script: string | undefined;
  /** Expression that decides whether the item runs; undefined: it does. */
  readonly condition: string | undefined;
  readonly inputs: JsonObject;
}

/** Name of an item for people: its task, or `run`. */
export function nameOfItem({task}: ActionItem): string {
  return task ?? 'run';
}

/**
 * The items of an action in their order; undefined when the experiment has no such action. An action without items exists.
 *
 * @throws FieldError with the path of the first field that holds another type than it must
 */
export function actionOf({source}: Experiment, key: ActionKey): readonly ActionItem[] | undefined {
  const action = new Field(source).get('spec', 'strategy', 'actions', key);
  return action.exists ? action.items().map(parseItem) : undefined;
}

/** `condition` was the name of `if` for some weeks. */
function parseItem(item: Field, index: number): ActionItem {
  const library = item.get('library').text();
  const task = item.get('task').text();
  const inputs = item.get('with');
  if (inputs.exists && !isObject(inputs.value)) throw inputs.expected('an object');
  return {
    index,
    task: library === undefined || task === undefined ? task : `${library}/${task}`,
    script: item.get('run').text(),
    condition: item.get('if').text() ?? item.get('condition').text(),
    inputs: isObject(inputs.value) ? inputs.value : {},
  };
}
