import {FieldError} from '../field.js';
import type {Json} from '../json.js';

/** More than any Experiment has, and soon counted. */
const MOST_VALUES = 1_000_000;
/** Far beyond what can be written without aliases, and no strain for whoever walks through the data. */
const MOST_LEVELS = 1000;

interface Walk {
  /** Keys from the top to the value that is looked at, and the values on that way. */
  readonly path: (string | number)[];
  readonly ancestors: Set<object>;
  /** Values seen, those that are shared as often as they appear. */
  count: number;
}

/**
 * Makes sure that data whose parts may be shared can be walked through as a tree.
 *
 * @throws FieldError where a value contains itself, lies too deep, or where shared values multiply beyond reason
 */
export function checkAliases(value: Json): void {
  visit(value, {path: [], ancestors: new Set(), count: 0});
}

function visit(value: Json, walk: Walk): void {
  const {path, ancestors} = walk;
  walk.count += 1;
  if (walk.count > MOST_VALUES) throw new FieldError([], 'its aliases multiply beyond reason');
  if (typeof value !== 'object' || value === null) return;
  if (ancestors.has(value)) throw new FieldError([...path], 'an alias refers to itself');
  if (path.length > MOST_LEVELS) throw new FieldError([], 'nested too deeply');
  ancestors.add(value);
  for (const [key, child] of Object.entries(value)) {
    path.push(Array.isArray(value) ? Number(key) : key);
    visit(child ?? null, walk);
    path.pop();
  }
  ancestors.delete(value);
}
