import {Iter8Error} from '../../errors.js';
import {listOf, objectOf} from '../../experiment/convert/conversion.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {freeName, isOurs, nameOf, newObject, withItem, withSpec} from './ours.js';
import {httpPort} from './ports.js';
import {weightReference} from './reference.js';
import type {GatewayRouters} from './service-routing.js';
import {entriesFor, type EntryForm, objectsOf, type RuleNature, ruleToSplit} from './split.js';

/**
 * The HTTPRoute that has a Service as its parent.
 *
 * @returns undefined: there is none
 * @throws Iter8Error INVALID when there are several
 */
export function httpRouteOf(service: JsonObject, {routes}: GatewayRouters): JsonObject | undefined {
  const [first, second] = routes.filter((route) =>
    new Field(route)
      .get('spec', 'parentRefs')
      .items()
      .some((parent) => isReferenceTo(service, parent)),
  );
  if (!first || !second) return first;
  throw new Iter8Error(
    'INVALID',
    `HTTPRoutes "${nameOf(first)}" and "${nameOf(second)}" both are for Service ${nameOf(service)}`,
    'leave its traffic to one of them',
  );
}

/** A parent of another kind has another group, and says so or is a Gateway. */
function isReferenceTo(service: JsonObject, parent: Field): boolean {
  return (
    parent.get('kind').value === 'Service' &&
    parent.get('name').value === nameOf(service) &&
    ['', 'core'].includes(parent.get('group').text() ?? '')
  );
}

/**
 * The rule of an HTTPRoute that splits the traffic of a Service.
 *
 * @param backends names of the Services of its versions
 * @throws as `ruleToSplit`
 */
export function gatewayRule(
  service: JsonObject,
  route: JsonObject,
  backends: readonly string[],
): number | undefined {
  const names = [nameOf(service), ...backends];
  const rules = new Field(route).get('spec', 'rules').items();
  const natures = rules.map((rule): RuleNature => {
    const matches = rule.get('matches').items();
    const entries = rule.get('backendRefs').items();
    return {
      isForAll: matches.length === 0 || matches.some(isAny),
      routesHere: isOurs(route) || entries.some((entry) => names.includes(entry.get('name').text() ?? '')),
    };
  });
  return ruleToSplit(route, natures, nameOf(service));
}

/** What a server writes where a rule says no match. */
function isAny(match: Field): boolean {
  const [only, more] = match.entries();
  return (
    only?.[0] === 'path' &&
    !more &&
    match.get('path', 'value').value === '/' &&
    match.get('path', 'type').value === 'PathPrefix'
  );
}

/**
 * The HTTPRoute as it is to be, and where in it the weights stand.
 *
 * @param backends names of the Services of the versions by the versions' names, the baseline's first
 */
export function planHttpRoute(
  service: JsonObject,
  backends: ReadonlyMap<string, string>,
  found: GatewayRouters,
): {readonly route: JsonObject; readonly weightObjRefs: ReadonlyMap<string, JsonObject>} {
  const present = httpRouteOf(service, found) ?? newRoute(service, found);
  const names = [...backends.values()];
  const rules = listOf(objectOf(present.spec).rules);
  const index = gatewayRule(service, present, names) ?? 0;
  const rule = objectOf(rules[index]);
  const entries = objectsOf(new Field(rule).get('backendRefs'));
  const form = entryForm(service, present, names);
  const backendRefs = entriesFor(entries, names, form);
  const route = withSpec(present, {rules: withItem(rules, index, {...rule, backendRefs})});
  const place = {list: ['spec', 'rules', index, 'backendRefs'], key: ['name'], natureOf: form.natureOf} as const;
  const references = [...backends].map(
    ([version, name]) => [version, weightReference(route, backendRefs, place, name)] as const,
  );
  return {route, weightObjRefs: new Map(references)};
}

function newRoute(service: JsonObject, {apiVersion, routes}: GatewayRouters): JsonObject {
  const name = freeName(nameOf(service), (taken) => routes.some((other) => nameOf(other) === taken));
  const parent = {group: '', kind: 'Service', name: nameOf(service), port: httpPort(service)};
  return withSpec(newObject(service, apiVersion, 'HTTPRoute', name), {parentRefs: [parent]});
}

function entryForm(service: JsonObject, route: JsonObject, names: readonly string[]): EntryForm {
  return {
    natureOf: (entry) => {
      const name = new Field(entry).get('name').text() ?? '';
      if (name === nameOf(service)) return {kind: 'whole'};
      return names.includes(name) ? {kind: 'version', key: name} : {kind: 'other'};
    },
    make: (name, model) => ({port: httpPort(service), ...model, name}),
    keepsOthers: !isOurs(route),
  };
}
