import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {Iter8Error} from '../../../src/errors.js';
import {Field} from '../../../src/experiment/field.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {parseWeightPath} from '../../../src/experiment/parse-weight-path.js';
import {resolveWeightPath} from '../../../src/traffic/resolve.js';
import {
  type FoundRouters,
  planServiceRouting,
  type RoutedVersions,
  type ServiceVersion,
} from '../../../src/traffic/service-routing/service-routing.js';
import {hasAll, labelsOf} from '../../../src/traffic/service-routing/tell-apart.js';
import {GATEWAY, gateway, ISTIO, istio, object, service, withApplied} from './support/objects.js';

const names = ['cart-a', 'cart-b', 'cart-c', 'cart'];
const label = fc.constantFrom('one', 'two', 'three');
const labels = fc
  .record({version: label, track: label}, {requiredKeys: []})
  .map((own): Record<string, string> => ({app: 'cart', ...own}));
const versions = fc
  .uniqueArray(fc.constantFrom(...names), {minLength: 2, maxLength: 3})
  .chain((chosen) => fc.tuple(...chosen.map((name) => labels.map((own) => ({name, labels: own})))))
  .map(([baseline, ...candidates]): RoutedVersions => ({baseline: baseline as ServiceVersion, candidates}));

const weight = fc.constantFrom(0, 20, 100);
const destination = fc.record({
  destination: fc.record(
    {host: fc.constantFrom('cart', 'cart.shop', 'legacy'), subset: fc.constantFrom(...names)},
    {requiredKeys: ['host']},
  ),
  weight,
  headers: fc.constant({request: {set: {by: 'hand'}}}),
});
const istioRule = fc.record(
  {
    match: fc.constantFrom([{uri: {prefix: '/a'}}], [{headers: {beta: {exact: 'x'}}}]),
    timeout: fc.constant('3s'),
    route: fc.array(destination, {minLength: 1, maxLength: 3}),
  },
  {requiredKeys: ['route']},
);
const subset = fc.record({name: fc.constantFrom(...names, 'mine'), labels});
const foundIstio = fc
  .record({
    http: fc.array(istioRule, {maxLength: 3}),
    subsets: fc.uniqueArray(subset, {maxLength: 3, selector: ({name}) => name}),
    ruleCount: fc.constantFrom(0, 1),
    routerCount: fc.constantFrom(0, 1),
  })
  .map(({http, subsets, ruleCount, routerCount}) => {
    const virtualService = object(ISTIO, 'VirtualService', 'mine', {hosts: ['cart'], gateways: ['mesh'], http});
    const rule = object(ISTIO, 'DestinationRule', 'mine', {host: 'cart', subsets, trafficPolicy: {tls: {}}});
    return istio({
      virtualServices: [virtualService].slice(0, routerCount),
      destinationRules: [rule].slice(0, ruleCount),
    });
  });

const backend = fc.record(
  {name: fc.constantFrom(...names, 'legacy'), port: fc.constant(80), weight},
  {requiredKeys: ['name', 'port']},
);
const gatewayRule = fc.record(
  {
    matches: fc.constant([{path: {type: 'Exact', value: '/a'}}]),
    timeouts: fc.constant({request: '3s'}),
    backendRefs: fc.uniqueArray(backend, {minLength: 1, maxLength: 3, selector: ({name}) => name}),
  },
  {requiredKeys: ['backendRefs']},
);
const otherService = fc
  .record({name: fc.constantFrom('cart-a', 'cart-b', 'by-hand'), selector: labels})
  .map(({name, selector}) => object('v1', 'Service', name, {selector, ports: [{port: 80}]}));
const foundGateway = fc
  .record({
    rules: fc.array(gatewayRule, {maxLength: 3}),
    routeCount: fc.constantFrom(0, 1),
    others: fc.uniqueArray(otherService, {maxLength: 2, selector: ({metadata}) => (metadata as JsonObject).name}),
  })
  .map(({rules, routeCount, others}) => {
    const parentRefs = [{group: '', kind: 'Service', name: 'cart', port: 80}];
    const route = object(GATEWAY, 'HTTPRoute', 'mine', {parentRefs, rules});
    return gateway({routes: [route].slice(0, routeCount), services: [service, ...others]});
  });

/** The plan, or undefined where it is refused, as users are told. */
function planned(found: FoundRouters, wanted: RoutedVersions) {
  try {
    return planServiceRouting(service, wanted, found);
  } catch (error) {
    if (error instanceof Iter8Error && error.code === 'INVALID') return undefined;
    throw error;
  }
}

function routersOf({istio: mesh, gateway: api}: FoundRouters): readonly JsonObject[] {
  return [...(mesh?.virtualServices ?? []), ...(api?.routes ?? [])];
}

/** The rules of a router with their entries, whichever kind it is. */
function rulesOf(router: JsonObject): {rule: JsonObject; entries: JsonObject[]}[] {
  const [list, entries] =
    router.kind === 'HTTPRoute' ? (['rules', 'backendRefs'] as const) : (['http', 'route'] as const);
  return new Field(router)
    .get('spec', list)
    .items()
    .map((rule) => ({
      rule: rule.value as JsonObject,
      entries: rule
        .get(entries)
        .items()
        .map(({value}) => value as JsonObject),
    }));
}

/** Whose Pods an entry leads to, by what stands in the cluster; undefined: its requests are lost. */
function podsBehind(entry: JsonObject, found: FoundRouters, all: readonly ServiceVersion[]) {
  const field = new Field(entry);
  const subset = field.get('destination', 'subset').value;
  const subsets = found.istio?.destinationRules.flatMap((rule) => new Field(rule).get('spec', 'subsets').items());
  const chosen = found.istio
    ? subsets?.find((each) => each.get('name').value === subset)?.get('labels')
    : found.gateway?.services
        .map((each) => new Field(each))
        .find((each) => each.get('metadata', 'name').value === entry.name)
        ?.get('spec', 'selector');
  return chosen && all.filter((each) => hasAll(each.labels, labelsOf(chosen))).map(({name}) => name);
}

const weightOf = (entry: JsonObject): number => new Field(entry).get('weight').integer() ?? 0;

describe.each([
  ['Istio', foundIstio],
  ['the Gateway API', foundGateway],
])('a plan for %s', (_router, found: fc.Arbitrary<FoundRouters>) => {
  const law = (
    check: (before: FoundRouters, wanted: RoutedVersions, plan: NonNullable<ReturnType<typeof planned>>) => void,
  ) => {
    let count = 0;
    fc.assert(
      fc.property(found, versions, (before, wanted) => {
        const plan = planned(before, wanted);
        if (!plan) return;
        count += 1;
        check(before, wanted, plan);
      }),
      {numRuns: 500},
    );
    expect(count).toBeGreaterThan(50);
  };
  const whole = ({baseline, candidates}: RoutedVersions) => [baseline, ...candidates];

  it('has weights of 100 in total, all of it on the Pods of the baseline', () => {
    law((before, wanted, {objects, weightObjRefs}) => {
      const after = withApplied(before, objects);
      const [router = {}] = routersOf(after);
      const weights = whole(wanted).map(({name}) => {
        const path = new Field(weightObjRefs.get(name)).get('fieldPath').requiredText();
        const {value, entry} = resolveWeightPath(router, parseWeightPath(path));
        expect(podsBehind(entry?.value as JsonObject, after, whole(wanted))).toEqual([name]);
        return value;
      });
      expect(weights).toEqual(whole(wanted).map((_, index) => (index === 0 ? 100 : 0)));
      const split = rulesOf(router).filter(({entries}) => entries.length >= whole(wanted).length);
      expect(split.some(({entries}) => entries.reduce((sum, entry) => sum + weightOf(entry), 0) === 100)).toBe(
        true,
      );
    });
  });

  it('plans nothing more once it stands', () => {
    law((before, wanted, {objects, weightObjRefs}) => {
      const again = planServiceRouting(service, wanted, withApplied(before, objects));
      expect(again.objects).toEqual([]);
      expect(again.weightObjRefs).toEqual(weightObjRefs);
    });
  });

  it('keeps every field and rule but the split of one rule', () => {
    law((before, _wanted, {objects}) => {
      const after = withApplied(before, objects);
      const [old, router = {}] = [routersOf(before)[0], routersOf(after)[0]];
      if (!old) return;
      const withoutSplit = ({rule}: {rule: JsonObject}) => ({
        ...rule,
        route: 0,
        backendRefs: 0,
      });
      expect({...router, spec: {...(router.spec as JsonObject), http: 0, rules: 0}}).toEqual({
        ...old,
        spec: {...(old.spec as JsonObject), http: 0, rules: 0},
      });
      const [oldRules, rules] = [rulesOf(old), rulesOf(router)];
      if (oldRules.length > 0) expect(rules.map(withoutSplit)).toEqual(oldRules.map(withoutSplit));
      const changed = oldRules.filter(
        ({rule}, index) => JSON.stringify(rule) !== JSON.stringify(rules[index]?.rule),
      );
      expect(changed.length).toBeLessThanOrEqual(1);
    });
  });

  it('leads no request astray on the way: the router is changed last, and to what is there by then', () => {
    law((before, wanted, {objects}) => {
      const kinds = objects.map(({kind}) => kind);
      const router = kinds.findIndex((kind) => kind === 'VirtualService' || kind === 'HTTPRoute');
      expect([-1, kinds.length - 1]).toContain(router);
      const beforeRouter = withApplied(before, router === -1 ? objects : objects.slice(0, -1));
      for (const old of routersOf(before)) {
        for (const entry of rulesOf(old).flatMap(({entries}) => entries)) {
          const known = podsBehind(entry, before, whole(wanted));
          if (known) expect(podsBehind(entry, beforeRouter, whole(wanted))).toEqual(known);
        }
      }
    });
  });
});
