import {describe, expect, it} from '@jest/globals';
import CreateExperiment from '../../../src/commands/create/experiment.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {legacyRouting} from '../../../src/operate/create/legacy-routing.js';
import {fakeCluster, kindOf} from '../../support/fake-cluster.js';
import {runCommand} from '../../support/run-command.js';
import {deployment, ISTIO_KINDS, service, shop} from '../service-routing/support.js';

const criteria = [{metric: 'iter8_mean_latency', threshold: {type: 'absolute', value: 200}}];

function v1alpha2(over: JsonObject = {}, rest: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'iter8.tools/v1alpha2',
    kind: 'Experiment',
    metadata: {name: 'old', namespace: 'shop'},
    spec: {service: {name: 'cart', baseline: 'v1', candidates: ['v2'], ...over}, criteria, ...rest},
  };
}

const create = (resource: JsonObject, cluster: ReturnType<typeof shop>) =>
  runCommand(CreateExperiment, ['-f', '-'], {cluster, files: {'-': JSON.stringify(resource)}});

describe('create -f with an experiment of an older generation', () => {
  it('splits the traffic of its Service as its own engine did, and writes where the weights stand', async () => {
    const cluster = shop([deployment('v1'), deployment('v2')]);
    const {err, exitCode} = await create(v1alpha2(), cluster);
    expect(exitCode).toBe(0);
    expect(err).toContain('created DestinationRule shop/cart\ncreated VirtualService shop/cart\n');
    expect(cluster.stored('Experiment')).toMatchObject([
      {
        apiVersion: 'iter8.tools/v2alpha2',
        spec: {
          versionInfo: {
            baseline: {name: 'v1', weightObjRef: {kind: 'VirtualService', name: 'cart'}},
            candidates: [{name: 'v2', weightObjRef: {kind: 'VirtualService', name: 'cart'}}],
          },
        },
      },
    ]);
  });

  it('finds the Deployments behind versions that are Services, and has metrics ask by their names', async () => {
    const services = [service(), service('one', {version: 'v1'}), service('two', {version: 'v2'})];
    const cluster = shop([deployment('v1'), deployment('v2')], {objects: services});
    await create(v1alpha2({kind: 'Service', baseline: 'one', candidates: ['two']}), cluster);
    expect(cluster.stored('DestinationRule')).toMatchObject([
      {spec: {subsets: [{name: 'one', labels: {version: 'v1'}}, {name: 'two'}]}},
    ]);
    expect(cluster.stored('Experiment')).toMatchObject([
      {
        spec: {
          versionInfo: {
            baseline: {
              name: 'one',
              variables: [
                {name: 'namespace', value: 'shop'},
                {name: 'name', value: 'v1'},
                {name: 'deployment', value: 'v1'},
              ],
            },
          },
        },
      },
    ]);
  });

  it('leaves the routing to the engine of a cluster that has the older generation alone', async () => {
    const kinds = [...ISTIO_KINDS, kindOf('iter8.tools/v1alpha2', 'Experiment')];
    const cluster = fakeCluster({
      namespace: 'shop',
      kinds,
      objects: [service(), deployment('v1'), deployment('v2')],
    });
    await create(v1alpha2(), cluster);
    expect(cluster.writes).toEqual(['create Experiment shop/old']);
    expect(cluster.stored('Experiment')).toMatchObject([{apiVersion: 'iter8.tools/v1alpha2'}]);
  });

  it.each([
    ['a candidate that is not deployed yet', v1alpha2({candidates: ['v3']}), 'selects no Deployment "v3"', 5],
    ['a Service that is not there', v1alpha2({name: 'till'}), 'no Service "till" in namespace "shop"', 5],
  ])('refuses %s, and creates nothing', async (_what, ...[resource, message, code]) => {
    const cluster = shop([deployment('v1'), deployment('v2')]);
    const {err, exitCode} = await create(resource, cluster);
    expect(err).toContain(message);
    expect([exitCode, cluster.writes]).toEqual([code, []]);
  });

  it.each([
    ['a version that is compared with itself', v1alpha2({candidates: ['v1']})],
    ['a Service of another namespace', v1alpha2({namespace: 'till'})],
    [
      'a newer generation',
      {apiVersion: 'iter8.tools/v2alpha2', kind: 'Experiment', metadata: {name: 'x'}, spec: {target: 'shop/cart'}},
    ],
  ])('routes nothing for %s', (_what, resource) => {
    expect(legacyRouting(parseExperiment(resource))).toBeUndefined();
  });
});
