import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../../src/experiment/json.js';
import {conclude, noteFinished} from '../../../../src/operate/pipeline/experiment/conclude.js';
import {experimentOf} from '../../../../src/operate/experiments.js';
import {fakeCluster} from '../../../support/fake-cluster.js';
import {deployment} from '../support/town.js';

const NOW = new Date('2021-02-18T10:00:00Z');

const router = (weight: number): JsonObject => ({
  apiVersion: 'networking.istio.io/v1beta1',
  kind: 'VirtualService',
  metadata: {name: 'iter8-demo', namespace: 'default'},
  spec: {
    http: [
      {
        route: [
          {destination: {host: 'iter8-demo', subset: 'v100'}, weight: 100 - weight},
          {destination: {host: 'iter8-demo', subset: 'v101'}, weight},
        ],
      },
    ],
  },
});

/** One that has ended, and what it says of traffic and winner. */
function ended(status: JsonObject): JsonObject {
  const version = (name: string, index: number) => ({
    name,
    weightObjRef: {
      apiVersion: 'networking.istio.io/v1beta1',
      kind: 'VirtualService',
      namespace: 'default',
      name: 'iter8-demo',
      fieldPath: `.spec.http[0].route[${index}].weight`,
    },
  });
  return {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'try', namespace: 'default'},
    spec: {
      target: 'default/iter8-demo',
      strategy: {testingPattern: 'Canary', deploymentPattern: 'Progressive'},
      criteria: {objectives: [{metric: 'mean-latency', upperLimit: 200}]},
      versionInfo: {
        baseline: version('iter8-demo-v100', 0),
        candidates: [version('iter8-demo-v101', 1)],
      },
    },
    status: {stage: 'Completed', completedIterations: 4, ...status},
  };
}

const LOST: JsonObject = {
  versionRecommendedForPromotion: 'iter8-demo-v100',
  analysis: {
    winnerAssessment: {data: {winnerFound: true, winner: 'iter8-demo-v100'}},
    versionAssessments: {data: {'iter8-demo-v100': [true], 'iter8-demo-v101': [false]}},
  },
};

function concluding(
  status: JsonObject,
  weight: number,
  onSleep: (cluster: ReturnType<typeof fakeCluster>) => void = () => undefined,
) {
  const lines: string[] = [];
  const objects = [ended(status), router(weight), deployment('v100'), deployment('v101')];
  const cluster = fakeCluster({objects});
  const world = {
    cluster,
    now: () => NOW,
    sleep: async () => onSleep(cluster),
    tell: async (_topic: string, line: string) => void lines.push(line),
    onSight: () => undefined,
    identity: 'x',
    signal: new AbortController().signal,
  };
  const names = () => cluster.stored('Deployment').map((object) => (object.metadata as {name: string}).name);
  return {lines, world, names, experiment: experimentOf(cluster.stored('Experiment')[0]!)};
}

describe('the end of an experiment', () => {
  it('removes the loser once traffic has left it', async () => {
    const {world, experiment, names} = concluding(LOST, 20, (cluster) => void cluster.put(router(0)));
    await expect(conclude(experiment, world)).resolves.toMatchObject({result: 'lost'});
    expect(names()).toEqual(['iter8-demo-v100']);
  });

  it('keeps a loser that goes on having traffic, and says so', async () => {
    const {world, experiment, names, lines} = concluding(LOST, 20);
    await conclude(experiment, world);
    expect(names()).toEqual(['iter8-demo-v100', 'iter8-demo-v101']);
    expect(lines).toEqual([
      'warning: deployment.apps/iter8-demo-v101 is kept: it has 20 % of the traffic; see: iter8ctl cleanup --losers -n default',
    ]);
  });

  it('keeps a loser to which another rule of the router leads, whatever its weight in the experiment', async () => {
    const {world, experiment, names, lines} = concluding(LOST, 0);
    const {spec, ...rest} = router(0);
    const pinned = {
      match: [{headers: {beta: {exact: 'yes'}}}],
      route: [{destination: {host: 'iter8-demo.default.svc.cluster.local', subset: 'v101'}}],
    };
    world.cluster.put({...rest, spec: {http: [...(spec as {http: JsonObject[]}).http, pinned]}});
    await conclude(experiment, world);
    expect(names()).toEqual(['iter8-demo-v100', 'iter8-demo-v101']);
    expect(lines.join()).toContain(
      'deployment.apps/iter8-demo-v101 is kept: another rule of VirtualService default/iter8-demo sends requests to it',
    );
  });

  it('advises nobody to remove a candidate by hand that has traffic', async () => {
    const currentWeightDistribution = [
      {name: 'iter8-demo-v100', value: 60},
      {name: 'iter8-demo-v101', value: 40},
    ];
    const {world, experiment, lines} = concluding({currentWeightDistribution}, 40);
    await expect(conclude(experiment, world)).resolves.toMatchObject({result: 'inconclusive'});
    expect(lines).toEqual([
      'nobody lost, so nothing is removed; iter8-demo-v101 has 40 % of the traffic; the same command takes it away, and tries again',
    ]);
  });

  it('that cannot be noted is told, and the verdict stays', async () => {
    const {world, experiment, lines} = concluding(LOST, 0);
    world.cluster.remove('Experiment', 'try');
    await noteFinished(experiment, world);
    expect(lines).toEqual([expect.stringMatching(/^warning: the end of try was not noted/)]);
  });
});
