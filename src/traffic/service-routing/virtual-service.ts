import {Iter8Error} from '../../errors.js';
import {compact, listOf, objectOf} from '../../experiment/convert/conversion.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {freeName, isHostOf, isOurs, nameOf, newObject, withItem, withSpec} from './ours.js';
import {weightReference} from './reference.js';
import type {IstioRouters} from './service-routing.js';
import {entriesFor, type EntryForm, objectsOf, type RuleNature, ruleToSplit} from './split.js';

/**
 * The VirtualService of a Service.
 *
 * @returns undefined: there is none
 * @throws Iter8Error INVALID when there are several, of which Istio follows one without saying which
 */
export function virtualServiceOf(service: JsonObject, {virtualServices}: IstioRouters): JsonObject | undefined {
  const [first, second] = virtualServices.filter((object) =>
    new Field(object)
      .get('spec', 'hosts')
      .items()
      .some((host) => isHostOf(service, host.text())),
  );
  if (!first || !second) return first;
  throw new Iter8Error(
    'INVALID',
    `VirtualServices "${nameOf(first)}" and "${nameOf(second)}" both are for Service ${nameOf(service)}`,
    'leave its traffic to one of them; Istio does not say which it follows',
  );
}

/**
 * The rule of a VirtualService that splits the traffic of a Service.
 *
 * @throws as `ruleToSplit`
 */
export function istioRule(service: JsonObject, router: JsonObject): number | undefined {
  const rules = new Field(router).get('spec', 'http').items();
  const natures = rules.map((rule): RuleNature => ({
    isForAll: rule.get('match').items().length === 0,
    routesHere: objectsOf(rule.get('route')).some((entry) => isToService(service, entry)),
  }));
  return ruleToSplit(router, natures, nameOf(service));
}

function isToService(service: JsonObject, entry: JsonObject): boolean {
  return isHostOf(service, new Field(entry).get('destination', 'host').text());
}

/**
 * The VirtualService as it is to be, and where in it the weights stand.
 *
 * @param subsets of the versions by their names, the baseline's first
 */
export function planVirtualService(
  service: JsonObject,
  subsets: ReadonlyMap<string, string>,
  found: IstioRouters,
): {readonly virtualService: JsonObject; readonly weightObjRefs: ReadonlyMap<string, JsonObject>} {
  const present = virtualServiceOf(service, found) ?? newRouter(service, found);
  const http = listOf(objectOf(present.spec).http);
  const index = istioRule(service, present) ?? 0;
  const rule = objectOf(http[index]);
  const entries = objectsOf(new Field(rule).get('route'));
  const form = entryForm(service, present, entries);
  const route = entriesFor(entries, [...subsets.values()], form);
  const virtualService = withSpec(present, {http: withItem(http, index, {...rule, route})});
  const place = {
    list: ['spec', 'http', index, 'route'],
    key: ['destination', 'subset'],
    natureOf: form.natureOf,
  } as const;
  const references = [...subsets].map(
    ([version, subset]) => [version, weightReference(virtualService, route, place, subset)] as const,
  );
  return {virtualService, weightObjRefs: new Map(references)};
}

function newRouter(service: JsonObject, {apiVersion, virtualServices}: IstioRouters): JsonObject {
  const name = freeName(nameOf(service), (taken) => virtualServices.some((other) => nameOf(other) === taken));
  return withSpec(newObject(service, apiVersion, 'VirtualService', name), {hosts: [nameOf(service)]});
}

/** Host and port of a new entry are written as those beside it are. */
function entryForm(service: JsonObject, router: JsonObject, entries: readonly JsonObject[]): EntryForm {
  const sibling = entries.find((entry) => isToService(service, entry));
  const {host, port} = objectOf(sibling?.destination);
  return {
    natureOf: (entry) => {
      if (!isToService(service, entry)) return {kind: 'other'};
      const key = new Field(entry).get('destination', 'subset').text();
      return key === undefined || key === '' ? {kind: 'whole'} : {kind: 'version', key};
    },
    make: (subset, model) => {
      const destination = model ? objectOf(model.destination) : compact({host: host ?? nameOf(service), port});
      return {...model, destination: {...destination, subset}};
    },
    keepsOthers: !isOurs(router),
  };
}
