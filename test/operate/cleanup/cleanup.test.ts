import {describe, expect, it} from '@jest/globals';
import {Iter8Error} from '../../../src/errors.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {planCleanup, type PlanRequest} from '../../../src/operate/cleanup/plan.js';
import {droppedSince, removalsOf, removePlanned, stillPlanned} from '../../../src/operate/cleanup/remove.js';
import {fakeCluster, type FakeClusterOptions, kindOf, metadataOf} from '../../support/fake-cluster.js';

const NOW = new Date('2026-03-10T12:00:00Z');

/** A canary of two Deployments behind a VirtualService, or of two Knative revisions. */
function canary(
  name: string,
  over: {spec?: JsonObject; status?: JsonObject; router?: 'istio' | 'knative'} = {},
): JsonObject {
  const reference = (index: number): JsonObject =>
    over.router === 'knative'
      ? {
          apiVersion: 'serving.knative.dev/v1',
          kind: 'Service',
          name: 'app',
          fieldPath: `.spec.traffic[${index}].percent`,
        }
      : {
          apiVersion: 'networking.istio.io/v1beta1',
          kind: 'VirtualService',
          name: 'app',
          fieldPath: `.spec.http[0].route[${index}].weight`,
        };
  const version = (version: string, index: number): JsonObject => ({
    name: version,
    variables: [{name: 'revision', value: `app-${version}`}],
    weightObjRef: reference(index),
  });
  return {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name, namespace: 'shop', uid: `uid-${name}`},
    spec: {
      target: 'shop/app',
      strategy: {testingPattern: 'Canary'},
      criteria: {objectives: [{metric: 'm', upperLimit: 1}]},
      versionInfo: {baseline: version('v1', 0), candidates: [version('v2', 1)]},
      ...over.spec,
    },
    status: {
      stage: 'Completed',
      completedIterations: 15,
      versionRecommendedForPromotion: 'v1',
      analysis: {
        winnerAssessment: {data: {winnerFound: true, winner: 'v1'}},
        versionAssessments: {data: {v1: [true], v2: [false]}},
      },
      ...over.status,
    },
  };
}

const object = (apiVersion: string, kind: string, name: string, rest: JsonObject = {}): JsonObject => ({
  apiVersion,
  kind,
  ...rest,
  metadata: {name, namespace: 'shop', ...metadataOf(rest)},
});
const deployment = (name: string) => object('apps/v1', 'Deployment', name);
const router = (v1: number, v2: number) =>
  object('networking.istio.io/v1beta1', 'VirtualService', 'app', {
    spec: {http: [{route: [{weight: v1}, {weight: v2}].map((each) => ({destination: {host: 'app'}, ...each}))}]},
  });
const revision = (name: string) =>
  object('serving.knative.dev/v1', 'Revision', name, {metadata: {labels: {'serving.knative.dev/service': 'app'}}});
const knative = (spec: JsonObject[], latest = 'app-v3') =>
  object('serving.knative.dev/v1', 'Service', 'app', {
    spec: {traffic: spec},
    status: {traffic: [], latestReadyRevisionName: latest},
  });
const job = (name: string, metadata: JsonObject) => object('batch/v1', 'Job', name, {metadata});

const request = (over: Partial<PlanRequest> = {}): PlanRequest => ({
  names: [],
  namespace: 'shop',
  withLosers: false,
  ...over,
});

async function plan(
  objects: readonly JsonObject[],
  over: Partial<PlanRequest> = {},
  world: FakeClusterOptions = {},
) {
  const cluster = fakeCluster({namespace: 'shop', objects, ...world});
  const planned = await planCleanup(cluster, request(over), NOW);
  return {
    cluster,
    planned,
    whats: planned.experiments.flatMap(({removals}) => removals.map(({what}) => what)),
    kept: planned.experiments.flatMap(({kept}) => kept.map(({what, obstacle}) => `${what}: ${obstacle}`)),
  };
}

describe('planCleanup', () => {
  it('takes the Jobs of an experiment before itself, and no others', async () => {
    const owned = (uid: string) => ({ownerReferences: [{apiVersion: 'x', kind: 'Experiment', name: 'a', uid}]});
    const labels = {'iter8/experimentName': 'a', 'iter8/experimentNamespace': 'shop'};
    const {whats} = await plan([
      canary('a'),
      job('own', owned('uid-a')),
      job('of-an-earlier-a', owned('uid-earlier')),
      job('of-the-original', {labels, namespace: 'iter8-system'}),
      job('of-another', {labels: {...labels, 'iter8/experimentName': 'b'}}),
      job('users', {}),
    ]);
    expect(whats).toEqual(['job.batch/own', 'job.batch/of-the-original', 'experiment.iter8.tools/a']);
  });

  it('passes over what it cannot read, and says so', async () => {
    const broken = object('iter8.tools/v2alpha2', 'Experiment', 'broken', {spec: {duration: 'long'}});
    const forbidden = new Iter8Error('FORBIDDEN', 'you may not list jobs');
    const {whats, planned} = await plan(
      [canary('a'), broken],
      {},
      {
        interfere: (verb, kind) => {
          if (verb === 'list' && kind.kind === 'Job') throw forbidden;
        },
      },
    );
    expect(whats).toEqual(['experiment.iter8.tools/a']);
    expect(planned.notes).toEqual([
      expect.stringMatching(/^experiment "broken" cannot be read and is left alone: spec\.duration: /),
      'Jobs in shop are not looked at: you may not list jobs',
    ]);
  });

  it('looks only at those with the labels, and in one namespace', async () => {
    const labelled = {...canary('a'), metadata: {name: 'a', namespace: 'shop', labels: {team: 'x'}}};
    const elsewhere = {...canary('c'), metadata: {name: 'c', namespace: 'other', labels: {team: 'x'}}};
    const objects = [labelled, canary('b'), elsewhere];
    expect((await plan(objects, {labelSelector: 'team=x'})).whats).toEqual(['experiment.iter8.tools/a']);
    expect((await plan(objects, {labelSelector: 'team=x', namespace: undefined})).whats).toHaveLength(2);
  });

  const both = [deployment('v1'), deployment('v2')];

  it.each<[string, JsonObject[], string]>([
    ['the loser without traffic', [canary('a'), router(100, 0), ...both], 'deployment.apps/v2'],
    [
      'the baseline when the candidate has won',
      [
        canary('a', {
          status: {
            versionRecommendedForPromotion: 'v2',
            analysis: {winnerAssessment: {data: {winnerFound: true, winner: 'v2'}}},
          },
        }),
        router(0, 100),
        ...both,
      ],
      'deployment.apps/v1',
    ],
    [
      'the revision that the Service names no more',
      [canary('a', {router: 'knative'}), knative([{revisionName: 'app-v1', percent: 100}]), revision('app-v2')],
      'revision.serving.knative.dev/app-v2',
    ],
    ['nothing that is gone already', [canary('a'), router(100, 0), deployment('v1')], ''],
    [
      'nothing when nobody has lost',
      [
        canary('a', {status: {analysis: {winnerAssessment: {data: {winnerFound: false}}}}}),
        router(100, 0),
        ...both,
      ],
      '',
    ],
    [
      'nothing when the engine gave up',
      [canary('a', {status: {conditions: [{type: 'Failed', status: 'True'}]}}), router(100, 0), ...both],
      '',
    ],
  ])('takes with the losers %s', async (_what, objects, what) => {
    const {whats, kept} = await plan(objects, {withLosers: true});
    expect([whats, kept]).toEqual([[...(what === '' ? [] : [what]), 'experiment.iter8.tools/a'], []]);
  });

  const sharing = canary('next', {status: {stage: 'Running'}});
  const shared = (version: string): JsonObject => ({
    ...metadataOf({metadata: {name: version}}),
    variables: [{name: 'deployment', value: 'app'}],
    weightObjRef: {
      apiVersion: 'networking.istio.io/v1beta1',
      kind: 'VirtualService',
      name: 'app',
      fieldPath: `.spec.http[0].route[${version === 'v1' ? 0 : 1}].weight`,
    },
  });

  it.each<[string, JsonObject[], string]>([
    ['has traffic', [canary('a'), router(90, 10), ...both], 'deployment.apps/v2: it has 10 % of the traffic'],
    ['has no router any more', [canary('a'), ...both], 'version v2: no VirtualService "app"'],
    [
      'is tried out by another',
      [canary('a'), sharing, router(100, 0), ...both],
      'deployment.apps/v2: experiment "next", which has not ended, tries it out',
    ],
    [
      'is the recommended one too',
      [
        canary('a', {spec: {versionInfo: {baseline: shared('v1'), candidates: [shared('v2')]}}}),
        router(100, 0),
        deployment('app'),
      ],
      'deployment.apps/app: the recommended version runs in it',
    ],
    [
      'is named by its Service with 0 percent',
      [canary('a', {router: 'knative'}), knative([{revisionName: 'app-v2', percent: 0}]), revision('app-v2')],
      'revision.serving.knative.dev/app-v2: its Service still names it',
    ],
    [
      'is the latest of its Service',
      [canary('a', {router: 'knative'}), knative([{latestRevision: true}], 'app-v2'), revision('app-v2')],
      'revision.serving.knative.dev/app-v2: it is the latest of its Service',
    ],
  ])('keeps a loser that %s', async (_what, objects, obstacle) => {
    const {whats, kept} = await plan(objects, {withLosers: true});
    expect(whats).toEqual(['experiment.iter8.tools/a']);
    expect(kept).toEqual([expect.stringContaining(obstacle)]);
  });

  it('keeps all losers beside an experiment that it cannot read, which may try them out', async () => {
    const broken = object('iter8.tools/v2alpha2', 'Experiment', 'broken', {spec: {duration: 'long'}});
    const {whats, planned} = await plan([canary('a'), broken, router(100, 0), ...both], {withLosers: true});
    expect(whats).toEqual(['experiment.iter8.tools/a']);
    expect(planned.notes).toEqual([expect.stringMatching(/; it may try out any version, so all of them stay$/)]);
  });

  it('takes no losers from a server without Deployments', async () => {
    const kinds = [kindOf('iter8.tools/v2alpha2', 'Experiment')];
    const {whats} = await plan([canary('a')], {withLosers: true}, {kinds});
    expect(whats).toEqual(['experiment.iter8.tools/a']);
  });
});

describe('removePlanned', () => {
  const objects = [canary('a'), canary('b'), router(100, 0), deployment('v2')];

  async function remove(world: FakeClusterOptions = {}, signal = new AbortController().signal, isDryRun = false) {
    const {cluster, planned} = await plan(objects, {withLosers: true}, world);
    const removed: string[] = [];
    const kept: string[] = [];
    const done = removePlanned(cluster, planned, {
      isDryRun,
      signal,
      onRemoved: async ({what}) => void removed.push(what),
      onKept: async (what, why) => void kept.push(`${what}: ${why}`),
    });
    return {cluster, removed, kept, done};
  }

  it('removes everything that is planned', async () => {
    const {cluster, removed, done} = await remove();
    await done;
    expect(removed.at(0)).toBe('deployment.apps/v2');
    expect([...cluster.stored('Experiment'), ...cluster.stored('Deployment')]).toEqual([]);
    expect(cluster.stored('VirtualService')).toHaveLength(1);
  });

  it('removes nothing in a dry run', async () => {
    const {cluster, done} = await remove({}, undefined, true);
    await done;
    expect([cluster.stored('Experiment').length, cluster.stored('Deployment').length]).toEqual([2, 1]);
  });

  it.each([
    ['changed', () => ({...canary('a'), status: {stage: 'Completed', message: 'changed'}})],
    ['made anew', () => ({...canary('a'), metadata: {name: 'a', namespace: 'shop'}, status: {}})],
  ])('leaves an experiment that was %s meanwhile, and goes on with the next', async (_what, other) => {
    const {cluster, kept, removed, done} = await remove({
      interfere: (verb, kind, name) => {
        if (verb === 'delete' && kind.kind === 'Experiment' && name === 'a') cluster.put(other());
      },
    });
    await done;
    expect(kept).toEqual(['experiment.iter8.tools/a: it was changed meanwhile; run cleanup again']);
    expect(removed).toContain('experiment.iter8.tools/b');
    expect(cluster.stored('Experiment')).toHaveLength(1);
  });

  it('stops at an interruption, and finds the rest when it is run again', async () => {
    const interrupting = new AbortController();
    const {cluster, done} = await remove(
      {
        interfere: (verb) => {
          if (verb === 'delete') interrupting.abort();
        },
      },
      interrupting.signal,
    );
    await expect(done).rejects.toMatchObject({code: 'INTERRUPTED'});
    expect([cluster.stored('Deployment').length, cluster.stored('Experiment').length]).toEqual([0, 2]);
    const again = await planCleanup(cluster, request({withLosers: true}), NOW);
    expect(again.experiments).toHaveLength(2);
  });
});

describe('stillPlanned', () => {
  it('keeps what has come into use since the question', async () => {
    const {cluster, planned} = await plan([canary('a'), router(100, 0), deployment('v2')], {withLosers: true});
    cluster.put(router(50, 50));
    const latest = await planCleanup(cluster, request({withLosers: true}), NOW);
    const still = stillPlanned(planned, latest);
    expect(removalsOf(still).map(({what}) => what)).toEqual(['experiment.iter8.tools/a']);
    expect(droppedSince(planned, still).map(({what}) => what)).toEqual(['deployment.apps/v2']);
  });

  it('adds nothing that was not asked for', async () => {
    const {cluster, planned} = await plan([canary('a'), canary('b')]);
    cluster.put(canary('c'));
    cluster.put({...canary('b'), metadata: {...metadataOf(canary('b')), labels: {new: 'label'}}});
    const {experiments} = stillPlanned(planned, await planCleanup(cluster, request(), NOW));
    expect(experiments.map(({experiment}) => experiment.name)).toEqual(['a']);
  });
});
