import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../src/experiment/json.js';
import {buildExperiment} from '../../../src/operate/create/build-experiment.js';
import {proposeExperiment, readRouter} from '../../../src/operate/create/from-router.js';
import {fakeCluster} from '../../support/fake-cluster.js';

const ksvc: JsonObject = {
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: {name: 'app', namespace: 'shop'},
  spec: {
    traffic: [
      {revisionName: 'app-2', tag: 'candidate', percent: 20},
      {revisionName: 'app-1', tag: 'current', percent: 80},
    ],
  },
};

const route = (...weights: number[]) => ({
  route: weights.map((weight, index) => ({destination: {host: `app-${index}`}, weight})),
});
const virtualService = (...http: JsonObject[]): JsonObject => ({
  apiVersion: 'networking.istio.io/v1beta1',
  kind: 'VirtualService',
  metadata: {name: 'app', namespace: 'shop'},
  spec: {http},
});

const propose = (object: JsonObject, baseline?: string, ...candidates: string[]) => {
  const {baseline: found, candidates: others} = proposeExperiment(object, {baseline, candidates});
  return [found, ...others].join(' ');
};

describe('proposeExperiment', () => {
  it.each([
    ['the one with the most traffic as the baseline', ksvc, [], 'current candidate'],
    ['what is named', ksvc, ['candidate'], 'candidate current'],
    ['the named candidate', ksvc, [undefined, 'current'], 'candidate current'],
    ['the rule that splits', virtualService(route(100), route(60, 40)), [], 'app-0-2 app-1'],
    [
      'the rule of the version that is named',
      virtualService(route(90, 10), route(60, 40)),
      ['app-1-2'],
      'app-1-2 app-0-2',
    ],
    ['a single version alone', virtualService(route(100)), [], 'app-0'],
    ['some of several candidates', virtualService(route(80, 10, 10)), [undefined, 'app-2'], 'app-0 app-2'],
  ])('takes %s', (_what, object, [baseline, ...candidates], versions) => {
    expect(propose(object, baseline, ...(candidates as string[]))).toBe(versions);
  });

  it.each([
    ['a version that is not there', ksvc, 'v9', '--from: there is no version "v9"'],
    ['an object without versions', virtualService(), undefined, '--from: app splits no traffic'],
    ['an object of another kind', {...ksvc, apiVersion: 'v1'}, undefined, 'tells no versions'],
  ])('refuses %s', (_what, object, baseline, message) => {
    expect(() => propose(object, baseline)).toThrow(message);
  });

  it('gives the builder revisions and where the weights stand; flags count more', () => {
    const {versions, ...proposal} = proposeExperiment(ksvc, {candidates: []});
    const {spec} = buildExperiment({
      ...proposal,
      name: 'x',
      isNameGenerated: false,
      knownVersions: versions,
      variables: ['candidate:revision=other', 'current:url=u'],
      weightReferences: [],
      objectives: [],
      indicators: [],
      rewards: [],
      actions: {start: [], loop: [], finish: []},
      labels: [],
      annotations: [],
    });
    const reference = (tag: string) => ({
      apiVersion: 'serving.knative.dev/v1',
      kind: 'Service',
      namespace: 'shop',
      name: 'app',
      fieldPath: `.spec.traffic[?(@.tag=="${tag}")].percent`,
    });
    expect(spec).toMatchObject({
      target: 'app',
      versionInfo: {
        baseline: {
          name: 'current',
          variables: [
            {name: 'revision', value: 'app-1'},
            {name: 'url', value: 'u'},
          ],
          weightObjRef: reference('current'),
        },
        candidates: [
          {
            name: 'candidate',
            variables: [{name: 'revision', value: 'other'}],
            weightObjRef: reference('candidate'),
          },
        ],
      },
    });
  });
});

describe('readRouter', () => {
  const cluster = fakeCluster({namespace: 'shop', objects: [ksvc, virtualService()]});

  it.each([
    ['ksvc/app', 'Service'],
    ['VirtualService/app', 'VirtualService'],
    ['vs/app', 'VirtualService'],
  ])('reads %s', async (text, kind) => {
    expect(await readRouter(cluster, text)).toMatchObject({kind, metadata: {name: 'app'}});
  });

  it.each([
    ['app', '--from: app is not KIND/NAME of a known kind'],
    ['deployment/app', '--from: deployment/app is not KIND/NAME of a known kind'],
    ['toString/app', '--from: toString/app is not KIND/NAME'],
    ['httproute/app', '--from: the cluster knows no HTTPRoute of gateway.networking.k8s.io'],
    ['ksvc/nosuch', 'no Service "nosuch"'],
  ])('refuses %s', async (text, message) => {
    await expect(readRouter(cluster, text)).rejects.toThrow(message);
  });
});
