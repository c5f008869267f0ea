import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../src/experiment/json.js';
import {planServiceRouting, type RoutedVersions} from '../../../src/traffic/service-routing/service-routing.js';
import {ISTIO, istio, object, service, v1, v2, v3, version, withApplied} from './support/objects.js';

const virtualService = (spec: JsonObject, name = 'mine') =>
  object(ISTIO, 'VirtualService', name, {hosts: ['cart'], ...spec});
const destinationRule = (spec: JsonObject, name = 'mine') =>
  object(ISTIO, 'DestinationRule', name, {host: 'cart', ...spec});
const pathOf = (reference: JsonObject | undefined) => reference?.fieldPath;
const plan = (found = istio(), versions: RoutedVersions = {baseline: v1, candidates: [v2]}) =>
  planServiceRouting(service, versions, found);

describe('planning for Istio', () => {
  it('makes a DestinationRule, then a VirtualService with all traffic on the baseline', () => {
    const metadata = {
      name: 'cart',
      namespace: 'shop',
      labels: {'app.kubernetes.io/managed-by': 'iter8ctl', 'iter8.tools/routes': 'cart'},
    };
    const {objects, weightObjRefs} = plan();
    expect(objects).toEqual([
      {
        apiVersion: ISTIO,
        kind: 'DestinationRule',
        metadata,
        spec: {
          host: 'cart',
          subsets: [
            {name: 'cart-v1', labels: {version: 'v1'}},
            {name: 'cart-v2', labels: {version: 'v2'}},
          ],
        },
      },
      {
        apiVersion: ISTIO,
        kind: 'VirtualService',
        metadata,
        spec: {
          hosts: ['cart'],
          http: [
            {
              route: [
                {destination: {host: 'cart', subset: 'cart-v1'}, weight: 100},
                {destination: {host: 'cart', subset: 'cart-v2'}, weight: 0},
              ],
            },
          ],
        },
      },
    ]);
    expect([...weightObjRefs]).toEqual(
      ['cart-v1', 'cart-v2'].map((name) => [
        name,
        {
          apiVersion: ISTIO,
          kind: 'VirtualService',
          namespace: 'shop',
          name: 'cart',
          fieldPath: `.spec.http[0].route[?(@.destination.subset=="${name}")].weight`,
        },
      ]),
    );
  });

  it.each(['cart', 'cart.shop', 'cart.shop.svc', 'cart.shop.svc.cluster.local', 'cart.shop.svc.example'])(
    'takes the VirtualService whose host is %s',
    (host) => {
      const {objects} = plan(istio({virtualServices: [virtualService({hosts: ['other', host]})]}));
      expect(objects.map(({metadata}) => (metadata as JsonObject).name)).toEqual(['cart', 'mine']);
    },
  );

  it.each(['cart.svc', 'cart.other', 'my-cart', '*'])('leaves one alone whose host is %s', (host) => {
    const {objects} = plan(istio({virtualServices: [virtualService({hosts: [host]}, 'cart')]}));
    expect(objects.map(({metadata}) => (metadata as JsonObject).name)).toEqual(['cart', 'cart-2']);
  });

  it('uses subsets that are there, whatever their names', () => {
    const subsets = [
      {name: 'old', labels: {version: 'v1'}, trafficPolicy: {loadBalancer: {simple: 'RANDOM'}}},
      {name: 'all', labels: {app: 'cart'}},
    ];
    const {objects, weightObjRefs} = plan(istio({destinationRules: [destinationRule({subsets})]}));
    expect(objects[0]).toMatchObject({
      metadata: {name: 'mine', resourceVersion: '7'},
      spec: {subsets: [...subsets, {name: 'cart-v2', labels: {version: 'v2'}}]},
    });
    expect(pathOf(weightObjRefs.get('cart-v1'))).toContain('"old"');
  });

  it('gives another name to a subset where one made by hand has it and means other Pods', () => {
    const subsets = [{name: 'cart-v2', labels: {app: 'cart'}}];
    const {objects} = plan(istio({destinationRules: [destinationRule({subsets})]}));
    expect(objects[0]).toMatchObject({
      spec: {subsets: [subsets[0], {name: 'cart-v1'}, {name: 'cart-v2-2', labels: {version: 'v2'}}]},
    });
  });

  it('splits the rule for all requests and keeps the others, and what else the rule says', () => {
    const special = {
      match: [{headers: {beta: {exact: 'yes'}}}],
      route: [{destination: {host: 'cart', subset: 'b'}}],
    };
    const rule = {
      name: 'rest',
      timeout: '3s',
      retries: {attempts: 2},
      route: [{destination: {host: 'cart.shop', port: {number: 80}}, headers: {request: {set: {x: 'y'}}}}],
    };
    const {objects, weightObjRefs} = plan(istio({virtualServices: [virtualService({http: [special, rule]})]}));
    const entry = (subset: string, weight: number) => ({
      destination: {host: 'cart.shop', port: {number: 80}, subset},
      headers: {request: {set: {x: 'y'}}},
      weight,
    });
    expect(objects[1]).toEqual(
      virtualService({http: [special, {...rule, route: [entry('cart-v1', 100), entry('cart-v2', 0)]}]}),
    );
    expect(pathOf(weightObjRefs.get('cart-v2'))).toBe(
      '.spec.http[1].route[?(@.destination.subset=="cart-v2")].weight',
    );
  });

  it('leaves entries to other places where a person wrote them, without traffic', () => {
    const route = [
      {destination: {host: 'legacy'}, weight: 70},
      {destination: {host: 'cart', subset: 'cart-v1'}, weight: 30, headers: {response: {set: {v: '1'}}}},
    ];
    const {objects} = plan(istio({virtualServices: [virtualService({http: [{route}]})]}));
    expect(objects[1]).toEqual(
      virtualService({
        http: [
          {
            route: [
              {destination: {host: 'legacy'}, weight: 0},
              {...route[1], weight: 100},
              {destination: {host: 'cart', subset: 'cart-v2'}, weight: 0},
            ],
          },
        ],
      }),
    );
  });

  it('names an entry by its place where its subset alone does not', () => {
    const route = [
      {destination: {host: 'legacy', subset: 'cart-v1'}, weight: 100},
      {destination: {host: 'cart', subset: 'cart-v1'}, weight: 0},
    ];
    const {weightObjRefs} = plan(istio({virtualServices: [virtualService({http: [{route}]})]}));
    expect(pathOf(weightObjRefs.get('cart-v1'))).toBe('.spec.http[0].route[1].weight');
  });

  it('takes out of its own objects what belongs to versions that are gone, once no route names it', () => {
    const first = withApplied(istio(), plan().objects);
    const second = withApplied(first, plan(first, {baseline: v2, candidates: [v3]}).objects);
    expect(second.istio?.virtualServices[0]).not.toHaveProperty('spec.http.0.route.2');
    expect(second.istio?.destinationRules[0]).toHaveProperty('spec.subsets.0.name', 'cart-v1');
    const [rule] = plan(second, {baseline: v2, candidates: [v3]}).objects;
    expect(rule).toMatchObject({spec: {subsets: [{name: 'cart-v2'}, {name: 'cart-v3'}]}});
  });

  it('makes no subset that holds Pods of a Deployment that takes no part', () => {
    const canary = version('v2', {track: 'canary'});
    const {objects} = plan(istio(), {baseline: v1, candidates: [canary], others: [v2]});
    expect(objects[0]).toMatchObject({spec: {subsets: [{}, {labels: {track: 'canary'}}]}});
  });

  it.each([
    [
      'versions whose Pods have the same labels',
      istio(),
      {baseline: v1, candidates: [{...v1, name: 'twin'}]},
      'deployments "cart-v1" and "twin" cannot be told apart',
    ],
    [
      'a version whose labels another one has all',
      istio(),
      {baseline: {name: 'plain', labels: {app: 'cart'}}, candidates: [v2]},
      'deployments "plain" and "cart-v2" cannot be told apart',
    ],
    [
      'several VirtualServices for the host',
      istio({virtualServices: [virtualService({}, 'a'), virtualService({}, 'b')]}),
      {baseline: v1, candidates: [v2]},
      'VirtualServices "a" and "b" both are for Service cart',
    ],
    [
      'several rules for some requests each',
      istio({
        virtualServices: [
          virtualService({
            http: ['/a', '/b'].map((exact) => ({
              match: [{uri: {exact}}],
              route: [{destination: {host: 'cart'}}],
            })),
          }),
        ],
      }),
      {baseline: v1, candidates: [v2]},
      'VirtualService shop/mine has several rules that route to Service cart, and none for all requests',
    ],
    [
      'a router that routes elsewhere',
      istio({virtualServices: [virtualService({http: [{route: [{destination: {host: 'x'}}]}]})]}),
      {baseline: v1, candidates: [v2]},
      'VirtualService shop/mine has no rule that routes to Service cart',
    ],
    [
      'a cluster without any router',
      {istio: undefined, gateway: undefined},
      {baseline: v1, candidates: [v2]},
      'the cluster serves neither',
    ],
  ])('refuses %s', (_what, found, versions, message) => {
    expect(() => plan(found, versions)).toThrow(message);
  });
});
