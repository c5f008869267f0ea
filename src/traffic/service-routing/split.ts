import {Iter8Error} from '../../errors.js';
import type {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {objectName} from '../object-name.js';

/** A rule of a router, as far as it matters which one splits the traffic. */
export interface RuleNature {
  /** Whether every request that no rule before it took matches it. */
  readonly isForAll: boolean;
  /** Whether it sends requests to the Service, or to versions of it. */
  readonly routesHere: boolean;
}

/**
 * Which rule of a router splits the traffic of a Service: the one for all requests, or the only one.
 *
 * @returns undefined where the router has no rules yet
 * @throws Iter8Error INVALID when none is for the Service, or several are for some requests each
 */
export function ruleToSplit(
  router: JsonObject,
  rules: readonly RuleNature[],
  service: string,
): number | undefined {
  const here = [...rules.keys()].filter((index) => rules[index]?.routesHere);
  const forAll = here.find((index) => rules[index]?.isForAll);
  const [first, second] = here;
  if (rules.length === 0) return undefined;
  if (forAll !== undefined) return forAll;
  if (first !== undefined && second === undefined) return first;
  const problem =
    first === undefined
      ? `has no rule that routes to Service ${service}`
      : `has several rules that route to Service ${service}, and none for all requests`;
  const hint = `add a rule without match that routes to ${service}, or write weightObjRefs by hand (--weight-ref)`;
  throw new Iter8Error('INVALID', `${objectName(router)} ${problem}`, hint);
}

/** What an entry of a rule is to a split. */
export type EntryNature =
  | {readonly kind: 'version'; readonly key: string}
  /** To the Service as a whole, whatever the version. */
  | {readonly kind: 'whole'}
  | {readonly kind: 'other'};

/** How entries of a kind of router are read and written. */
export interface EntryForm {
  readonly natureOf: (entry: JsonObject) => EntryNature;
  /** An entry for a version, made after one that is there; undefined: after none. */
  readonly make: (key: string, model: JsonObject | undefined) => JsonObject;
  /** Whether entries of no version stay, at 0. */
  readonly keepsOthers: boolean;
}

/**
 * The entries of a rule that splits traffic among versions, with all of it on the first. What is there keeps its place and
 * its other fields; an entry to the whole Service is what the new ones are made after.
 *
 * @param keys of the versions, the baseline's first
 */
export function entriesFor(
  present: readonly JsonObject[],
  keys: readonly string[],
  {natureOf, make, keepsOthers}: EntryForm,
): readonly JsonObject[] {
  const whole = present.find((entry) => natureOf(entry).kind === 'whole');
  const missing = new Set(keys);
  const known = present.flatMap((entry): JsonObject[] => {
    const nature = natureOf(entry);
    const isFirst = nature.kind === 'version' && missing.delete(nature.key);
    if (isFirst) return [weighed(entry, nature.key === keys[0])];
    return nature.kind === 'whole' || !keepsOthers ? [] : [weighed(entry, false)];
  });
  return [...known, ...[...missing].map((key) => weighed(make(key, whole), key === keys[0]))];
}

function weighed(entry: JsonObject, isBaseline: boolean): JsonObject {
  return {...entry, weight: isBaseline ? 100 : 0};
}

/** The items of a list that are objects. */
export function objectsOf(list: Field): readonly JsonObject[] {
  return list.items().map((item) => {
    item.entries(); // refuses what is none
    return item.value as JsonObject;
  });
}
