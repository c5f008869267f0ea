import {afterEach, describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../../src/experiment/json.js';
import {manifestOf, play, requestFor} from '../support/play.js';
import {deployment, deployments, openTown, service, split, type Town} from '../support/town.js';

let town: Town;
afterEach(() => town.close());

const router = (kind: string, spec: JsonObject): JsonObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind,
  metadata: {name: 'iter8-demo', namespace: 'default'},
  spec,
});
const routed = (...route: readonly JsonObject[]) =>
  router('VirtualService', {hosts: ['iter8-demo'], http: [{route}]});
const to = (subset: string | undefined, weight: number) => ({
  destination: {host: 'iter8-demo', ...(subset !== undefined && {subset})},
  weight,
});
const candidateOnly = {...service(), spec: {selector: {app: 'demo', version: 'v101'}, ports: [{port: 80}]}};

/** Releases v101 with something besides its Deployment. */
const release = (...more: readonly JsonObject[]) =>
  play(
    town,
    requestFor('v101', {
      objects: [deployment('v101'), ...more].map(manifestOf),
      candidate: 'iter8-demo-v101',
    }),
  );

describe('a manifest that takes something from the live version', () => {
  it.each([
    [
      'all traffic to the candidate',
      routed(to('iter8-demo-v101', 100)),
      'deploy.yaml:4:9: VirtualService default/iter8-demo would take traffic from iter8-demo-v100, the live version',
    ],
    [
      'a route to all versions',
      routed(to(undefined, 100)),
      'deploy.yaml:4:9: VirtualService default/iter8-demo would take traffic from iter8-demo-v100, the live version',
    ],
    [
      'subsets without its own',
      router('DestinationRule', {
        host: 'iter8-demo',
        subsets: [{name: 'iter8-demo-v101', labels: {version: 'v101'}}],
      }),
      'deploy.yaml:4:9: DestinationRule default/iter8-demo would take traffic from iter8-demo-v100, the live version',
    ],
    [
      'a Service that selects the candidate alone',
      candidateOnly,
      'deploy.yaml:4:9: the Service would no longer select iter8-demo-v100',
    ],
    [
      'its Deployment with another image',
      deployment('v100', 'iter8-demo:other'),
      'deploy.yaml:4:9: deployment "iter8-demo-v100" is the live version, and the manifest would change it in place',
    ],
  ])('by %s is refused before anything is written', async (_what, object, message) => {
    town = openTown();
    const {error} = await release(object);
    expect(error).toMatchObject({code: 'INVALID', message});
    expect([deployments(town), split(town)]).toEqual([['iter8-demo-v100'], undefined]);
  });

  it.each([
    ['the Deployment of the live version as it is', deployment('v100')],
    ['the Service as it is', service()],
    ['a DestinationRule that says nothing of subsets', router('DestinationRule', {host: 'iter8-demo'})],
    ['a route of another Service', {...router('VirtualService', {hosts: ['cart']}), metadata: {name: 'cart'}}],
  ])('is none that has %s', async (_what, object) => {
    town = openTown();
    const {error, end} = await release(object);
    expect([error, end]).toMatchObject([undefined, {result: 'lost'}]);
    expect(split(town)).toEqual({'iter8-demo-v100': 100});
  });
});

describe('a baseline that is down', () => {
  it('gets no traffic that others answer', async () => {
    town = openTown(['v101'], [{...deployment('v99'), status: {availableReplicas: 0}}]);
    const {error} = await play(town, requestFor('v101'));
    expect(error).toMatchObject({
      code: 'INVALID',
      message: 'iter8-demo-v99 has no Pods that are ready, and is to get the traffic of iter8-demo-v101',
    });
    expect(split(town)).toBeUndefined();
  });

  it('can be released from, since it has the traffic already', async () => {
    town = openTown();
    await play(town, requestFor('v101'));
    town.cluster.put({...deployment('v100'), status: {availableReplicas: 0}});
    expect((await play(town, requestFor('v102'))).end).toMatchObject({result: 'won'});
  });
});
