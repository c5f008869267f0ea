import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../src/experiment/json.js';
import {planServiceRouting} from '../../../src/traffic/service-routing/service-routing.js';
import {GATEWAY, gateway, istio, object, service, v1, v2, version} from './support/objects.js';

const parentRefs = [{group: '', kind: 'Service', name: 'cart', port: 80}];
const httpRoute = (spec: JsonObject, name = 'mine') => object(GATEWAY, 'HTTPRoute', name, {parentRefs, ...spec});
const backend = (name: string, selector: JsonObject, port = 80) =>
  object('v1', 'Service', name, {selector, ports: [{port}], clusterIP: '10.0.0.7'});
const plan = (found = gateway(), versions = {baseline: v1, candidates: [v2]}) =>
  planServiceRouting(service, versions, found);

describe('planning for the Gateway API', () => {
  it('makes a Service for each version, then a route with all traffic on the baseline', () => {
    const {objects, weightObjRefs} = plan();
    const ports = [
      {name: 'metrics', port: 9090},
      {name: 'http', port: 80, targetPort: 8080},
    ];
    expect(objects.map(({kind, spec}) => [kind, spec])).toEqual([
      ['Service', {selector: {app: 'cart', version: 'v1'}, ports}],
      ['Service', {selector: {app: 'cart', version: 'v2'}, ports}],
      [
        'HTTPRoute',
        {
          parentRefs,
          rules: [
            {
              backendRefs: [
                {port: 80, name: 'cart-v1', weight: 100},
                {port: 80, name: 'cart-v2', weight: 0},
              ],
            },
          ],
        },
      ],
    ]);
    expect(weightObjRefs.get('cart-v2')).toEqual({
      apiVersion: GATEWAY,
      kind: 'HTTPRoute',
      namespace: 'shop',
      name: 'cart',
      fieldPath: '.spec.rules[0].backendRefs[?(@.name=="cart-v2")].weight',
    });
  });

  it('uses Services that have the Pods of a version alone, at the same port', () => {
    const services = [service, backend('first', {version: 'v1'}), backend('second', {version: 'v2'}, 81)];
    const {objects} = plan(gateway({services}));
    expect(objects).toMatchObject([
      {kind: 'Service', metadata: {name: 'cart-v2'}},
      {kind: 'HTTPRoute', spec: {rules: [{backendRefs: [{name: 'first'}, {name: 'cart-v2'}]}]}},
    ]);
  });

  it('takes another name where somebody has that of the Deployment', () => {
    const same = {baseline: {...v1, name: 'cart'}, candidates: [v2]};
    const services = [service, backend('cart-v2', {app: 'other'})];
    const names = plan(gateway({services}), same).objects.map(({metadata}) => (metadata as JsonObject).name);
    expect(names).toEqual(['cart-2', 'cart-v2-2', 'cart']);
  });

  it('gives Services names that a server takes, whatever the Deployments are called', () => {
    const long = `${'cart-'.repeat(15)}v`;
    const versions = [`${long}1`, `${long}2`, 'cart.v3', '7-cart'].map((name, index) => ({
      ...version(`v${index + 1}`),
      name,
    }));
    const [baseline = v1, ...candidates] = versions;
    const services = plan(gateway(), {baseline, candidates}).objects.filter(({kind}) => kind === 'Service');
    const names = services.map(({metadata}) => (metadata as JsonObject).name as string);
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(name).toMatch(/^(?=.{1,63}$)[a-z]([-a-z0-9]*[a-z0-9])?$/);
  });

  it('changes the selector of a Service of its own that means other Pods by now', () => {
    const [old] = plan(gateway()).objects;
    const twin = version('v1', {track: 'new'});
    const {objects} = plan(gateway({services: [service, old ?? {}]}), {
      baseline: version('v1', {track: 'old'}),
      candidates: [{...twin, name: 'cart-new'}],
    });
    expect(objects[0]).toMatchObject({
      metadata: {name: 'cart-v1'},
      spec: {selector: {app: 'cart', track: 'old'}},
    });
  });

  it('splits the rule for all requests, as a server completes it, and keeps its fields', () => {
    const beta = {matches: [{headers: [{name: 'beta', value: 'yes'}]}], backendRefs: [{name: 'cart', port: 80}]};
    const rest = {
      matches: [{path: {type: 'PathPrefix', value: '/'}}],
      timeouts: {request: '3s'},
      backendRefs: [{group: '', kind: 'Service', name: 'cart', port: 80, weight: 1}],
    };
    const {objects} = plan(gateway({routes: [httpRoute({rules: [beta, rest]})]}));
    const entry = (name: string, weight: number) => ({group: '', kind: 'Service', name, port: 80, weight});
    expect(objects[2]).toEqual(
      httpRoute({rules: [beta, {...rest, backendRefs: [entry('cart-v1', 100), entry('cart-v2', 0)]}]}),
    );
  });

  it('leaves backends of other services where a person wrote them, without traffic', () => {
    const backendRefs = [
      {name: 'legacy', port: 80, weight: 1},
      {name: 'cart', port: 80, weight: 1},
    ];
    const {objects} = plan(gateway({routes: [httpRoute({rules: [{backendRefs}]})]}));
    expect(objects[2]).toMatchObject({
      spec: {rules: [{backendRefs: [{name: 'legacy', weight: 0}, {name: 'cart-v1'}, {name: 'cart-v2'}]}]},
    });
  });

  it('follows a route that is there though the cluster has Istio too, unless Istio routes the Service', () => {
    const routes = [httpRoute({rules: []})];
    const both = {istio: istio().istio, gateway: gateway({routes}).gateway};
    expect(plan(both).objects.at(-1)?.kind).toBe('HTTPRoute');
    expect(plan({...both, gateway: gateway().gateway}).objects.at(-1)?.kind).toBe('VirtualService');
  });

  it.each([
    [
      'several routes of the Service',
      gateway({routes: [httpRoute({}, 'a'), httpRoute({}, 'b')]}),
      'HTTPRoutes "a" and "b" both are for Service cart',
    ],
    [
      'a route that leads elsewhere',
      gateway({routes: [httpRoute({rules: [{backendRefs: [{name: 'x', port: 80}]}]})]}),
      'HTTPRoute shop/mine has no rule that routes to Service cart',
    ],
  ])('refuses %s', (_what, found, message) => {
    expect(() => plan(found)).toThrow(message);
  });

  it('refuses a Service without ports', () => {
    const bare = {...service, spec: {selector: {app: 'cart'}}};
    expect(() => planServiceRouting(bare, {baseline: v1, candidates: [v2]}, gateway())).toThrow(
      'Service cart has no ports',
    );
  });
});
