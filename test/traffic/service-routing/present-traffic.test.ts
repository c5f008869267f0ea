import {describe, expect, it} from '@jest/globals';
import {presentTraffic} from '../../../src/traffic/service-routing/present-traffic.js';
import {planServiceRouting} from '../../../src/traffic/service-routing/service-routing.js';
import {gateway, istio, ISTIO, object, service, v1, v2, withApplied} from './support/objects.js';

const planned = (found: ReturnType<typeof istio>) =>
  withApplied(found, planServiceRouting(service, {baseline: v1, candidates: [v2]}, found).objects);
const shares = (found: ReturnType<typeof istio>) => {
  const traffic = presentTraffic(service, [v2, v1], found);
  return traffic && Object.fromEntries(traffic);
};

describe('the present traffic', () => {
  it.each([
    ['Istio', istio()],
    ['the Gateway API', gateway()],
  ])('of what was planned for %s is all on the baseline', (_router, found) => {
    expect(shares(planned(found))).toEqual({'cart-v1': 100, 'cart-v2': 0});
  });

  it('is that of the rule for all requests', () => {
    const destination = (subset: string, weight: number) => ({destination: {host: 'cart', subset}, weight});
    const http = [
      {match: [{}], route: [destination('one', 100)]},
      {route: [destination('one', 30), destination('two', 70)]},
    ];
    const subsets = [
      {name: 'one', labels: {version: 'v1'}},
      {name: 'two', labels: {version: 'v2'}},
    ];
    const found = istio({
      virtualServices: [object(ISTIO, 'VirtualService', 'cart', {hosts: ['cart'], http})],
      destinationRules: [object(ISTIO, 'DestinationRule', 'cart', {host: 'cart', subsets})],
    });
    expect(shares(found)).toEqual({'cart-v1': 30, 'cart-v2': 70});
  });

  it.each([
    ['without a router', istio()],
    ['with a router that does not choose', istio({virtualServices: [whole()]})],
  ])('is unknown %s', (_what, found) => {
    expect(shares(found)).toBeUndefined();
  });
});

function whole() {
  const http = [{route: [{destination: {host: 'cart'}}]}];
  return object(ISTIO, 'VirtualService', 'cart', {hosts: ['cart'], http});
}
