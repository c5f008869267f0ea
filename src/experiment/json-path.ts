import {isList, isObject, type Json, ownValue} from './json.js';

type Step = (value: Json) => readonly Json[];

/** `.name`, `.*`, `['name']`, `[0]`, `[*]`, `[?(@.name=="value")]`. */
const STEP =
  /^(?:\.(?<name>(?:\\.|[^.[\]\\])+)|\[(?:'(?<single>[^']*)'|"(?<double>[^"]*)"|(?<index>-?\d+)|(?<all>\*)|\?\(@\.(?<field>[\w.-]+)\s*==\s*(?:'(?<is>[^']*)'|"(?<equals>[^"]*)")\))\])/;

/**
 * Reads a JSONPath as printer columns and `kubectl wait` have it: names, indexes, and filters that compare a text.
 *
 * @returns what finds the values; undefined for a path that it cannot read
 */
export function parseJsonPath(path: string): ((value: Json) => readonly Json[]) | undefined {
  const steps: Step[] = [];
  let rest = path.startsWith('.') || path.startsWith('[') ? path : `.${path}`;
  while (rest !== '') {
    const match = STEP.exec(rest);
    if (!match?.groups) return undefined;
    steps.push(stepOf(match.groups));
    rest = rest.slice(match[0].length);
  }
  return (value) => steps.reduce<readonly Json[]>((values, step) => values.flatMap((one) => step(one)), [value]);
}

function stepOf(groups: Readonly<Record<string, string | undefined>>): Step {
  const {name, single, double, index, all, field, is, equals} = groups;
  if (index !== undefined) return (value) => (isList(value) ? present(value.at(Number(index))) : []);
  if (all !== undefined || name === '*') return members;
  if (field !== undefined) return itemsWhere(field.split('.'), is ?? equals ?? '');
  const key = name?.replace(/\\(.)/g, '$1') ?? single ?? double ?? '';
  return (value) => (isObject(value) ? present(ownValue(value, key)) : []);
}

function members(value: Json): readonly Json[] {
  if (isList(value)) return value;
  return isObject(value) ? Object.values(value).filter((member) => member !== undefined) : [];
}

function itemsWhere(keys: readonly string[], wanted: string): Step {
  const inner = (item: Json) =>
    keys.reduce<Json | undefined>((value, key) => (isObject(value) ? ownValue(value, key) : undefined), item);
  return (value) => (isList(value) ? value.filter((item) => inner(item) === wanted) : []);
}

function present(value: Json | undefined): readonly Json[] {
  return value === undefined ? [] : [value];
}
