import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../src/experiment/json.js';
import {proposeFromDeployment} from '../../../src/operate/create/from-deployment.js';
import {deployment, GATEWAY_KINDS, ISTIO, service, shop, signal} from '../service-routing/support.js';

const propose = (cluster: ReturnType<typeof shop>, name = 'v2', chosen = {}) =>
  proposeFromDeployment(
    cluster,
    name,
    {target: undefined, baseline: undefined, candidates: [], ...chosen},
    signal,
  );

const V1_V2 = [deployment('v1'), deployment('v2')];
const V1_V2_V3 = [...V1_V2, deployment('v3')];

/** A router that gives v1 to v3 these weights. */
function split(...weights: number[]): JsonObject[] {
  const object = (kind: string, spec: JsonObject) => ({
    apiVersion: ISTIO,
    kind,
    metadata: {name: 'cart', namespace: 'shop'},
    spec,
  });
  const names = weights.map((_, at) => `v${at + 1}`);
  return [
    object('DestinationRule', {
      host: 'cart',
      subsets: names.map((name) => ({name, labels: {version: name}})),
    }),
    object('VirtualService', {
      hosts: ['cart'],
      http: [
        {route: names.map((subset, at) => ({destination: {host: 'cart', subset}, weight: weights[at] ?? 0}))},
      ],
    }),
  ];
}

describe('the experiment that a Deployment suggests', () => {
  it('tries it out against the only other version of its Service, and tells what is missing', async () => {
    const cluster = shop(V1_V2);
    const {fields, routing, missing} = await propose(cluster);
    expect(fields).toMatchObject({
      namespace: 'shop',
      target: 'shop/cart',
      baseline: 'v1',
      candidates: ['v2'],
      knownVersions: [
        {name: 'v1', weightObjRef: {kind: 'VirtualService', name: 'cart'}},
        {name: 'v2', weightObjRef: {fieldPath: '.spec.http[0].route[?(@.destination.subset=="v2")].weight'}},
      ],
    });
    expect(routing).toEqual({service: 'cart', kind: 'Deployment', baseline: 'v1', candidates: ['v2']});
    expect(missing.map(({kind}) => kind)).toEqual(['DestinationRule', 'VirtualService']);
    expect(cluster.writes).toEqual([]);
  });

  it('takes the version with the traffic as the baseline', async () => {
    const {fields} = await propose(shop(V1_V2_V3, {objects: [service(), ...split(10, 0, 90)]}));
    expect(fields.baseline).toBe('v3');
  });

  it('misses nothing where all stands', async () => {
    const {missing} = await propose(shop(V1_V2, {objects: [service(), ...split(100, 0)]}));
    expect(missing).toEqual([]);
  });

  it.each([
    ['what --target says of several Services', {target: 'shop/till'}, {target: 'shop/till'}],
    ['the baseline that is named', {target: 'cart', baseline: 'v3'}, {baseline: 'v3'}],
    ['more candidates', {target: 'cart', candidates: ['v3']}, {baseline: 'v1', candidates: ['v2', 'v3']}],
  ])('takes %s', async (_what, chosen, fields) => {
    const objects = [service(), service('till'), ...split(100, 0, 0)];
    const baseline = {baseline: 'v1', ...chosen};
    expect((await propose(shop(V1_V2_V3, {objects}), 'v2', baseline)).fields).toMatchObject(fields);
  });

  it('passes over Services of single versions that were made for a route', async () => {
    const own = {...service('v2', {version: 'v2'})};
    const labelled = {...own, metadata: {name: 'v2', namespace: 'shop', labels: {'iter8.tools/routes': 'cart'}}};
    const cluster = shop(V1_V2, {kinds: GATEWAY_KINDS, objects: [service(), labelled]});
    expect((await propose(cluster)).fields.target).toBe('shop/cart');
  });

  const SHOP = {deployments: V1_V2, objects: [service()], name: 'v2', chosen: {}};

  it.each([
    ['a Deployment that is not there', {name: 'v9'}, '--from: no Deployment "v9" in namespace "shop"'],
    ['one that no Service selects', {objects: []}, '--from: no Service selects Deployment v2'],
    ['several Services', {objects: [service(), service('till')]}, '--target: is missing'],
    ['a target that does not select it', {chosen: {target: 'x'}}, 'no Service "x" selects Deployment v2'],
    ['several possible baselines', {deployments: V1_V2_V3}, '--baseline: is missing'],
    ['no other version', {deployments: [deployment('v2')]}, '--baseline: is missing'],
    ['a baseline that is not there', {chosen: {baseline: 'v9'}}, 'selects no Deployment "v9"'],
    [
      'the version that has all the traffic',
      {objects: [service(), ...split(0, 100)]},
      '--from: Deployment v2 has all the traffic of Service cart',
    ],
  ])('refuses %s', async (_what, over, message) => {
    const {deployments, objects, name, chosen} = {...SHOP, ...over};
    await expect(propose(shop(deployments, {objects}), name, chosen)).rejects.toThrow(message);
  });
});
