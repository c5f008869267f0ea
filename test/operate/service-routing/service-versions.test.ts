import {describe, expect, it} from '@jest/globals';
import {planServiceRouting} from '../../../src/traffic/service-routing/service-routing.js';
import {applyRouting} from '../../../src/operate/service-routing/apply-routing.js';
import {readServiceVersions} from '../../../src/operate/service-routing/service-versions.js';
import {deployment, GATEWAY_KINDS, service, shop, signal} from './support.js';

const read = (cluster: ReturnType<typeof shop>, name = 'cart') => readServiceVersions(cluster, name, signal);

describe('the versions of a Service', () => {
  it('are the Deployments that it selects, in the order of their names, without traffic as long as no router is there', async () => {
    const others = [deployment('other', {app: 'pay'}), deployment('b'), deployment('a', {tier: 'web'})];
    const {versions, service: found} = await read(shop(others));
    expect(found).toMatchObject({kind: 'Service', metadata: {name: 'cart'}});
    expect(versions).toEqual([
      {name: 'a', labels: {app: 'cart', version: 'a', tier: 'web'}, weightPercent: undefined},
      {name: 'b', labels: {app: 'cart', version: 'b'}, weightPercent: undefined},
    ]);
  });

  it.each([
    ['Istio', undefined],
    ['the Gateway API', GATEWAY_KINDS.slice(0, 1)],
  ])('have the traffic that a router of %s gives them', async (_router, kinds) => {
    const cluster = shop(
      ['a', 'b', 'c'].map((name) => deployment(name)),
      kinds && {kinds},
    );
    const {versions, service: found, routers} = await read(cluster);
    const [a, b] = versions;
    if (!a || !b) throw new Error('there are three');
    await applyRouting(cluster, planServiceRouting(found, {baseline: b, candidates: [a]}, routers), signal);
    expect((await read(cluster)).versions.map(({weightPercent}) => weightPercent)).toEqual([0, 100, 0]);
  });

  it.each([
    ['a Service that is not there', 'nosuch', [deployment('a')], 'no Service "nosuch" in namespace "shop"'],
    ['a Service without a selector', 'bare', [deployment('a')], 'Service bare has no selector'],
    [
      'one that selects no Deployment',
      'cart',
      [deployment('a', {app: 'pay'})],
      'Service cart selects no Deployment',
    ],
  ])('refuse %s', async (_what, name, deployments, message) => {
    const cluster = shop(deployments, {objects: [service(), service('bare', {})]});
    await expect(read(cluster, name)).rejects.toThrow(message);
  });
});
