import {describe, expect, it} from '@jest/globals';
import {Iter8Error} from '../../../src/errors.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {INIT_EXPERIMENT} from '../../../src/tasks/knative/init-experiment.js';
import {itemContext, type TaskContext} from '../../../src/tasks/task.js';
import {fakeCluster, type FakeClusterOptions, kindOf} from '../../support/fake-cluster.js';
import {revision, tutorialService, TUTORIAL_VERSIONS} from '../../support/knative-service.js';
import {itemOf} from '../support/context.js';

const WORLD = [tutorialService(), revision('sample-app-v1'), revision('sample-app-v2')];

function parse(spec: JsonObject = {}) {
  return parseExperiment({
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'canary', namespace: 'default'},
    spec: {
      target: 'default/sample-app',
      strategy: {testingPattern: 'Canary'},
      versionInfo: TUTORIAL_VERSIONS,
      ...spec,
    },
  });
}

/** Runs the task in time that jumps. */
async function run(options: FakeClusterOptions, spec?: JsonObject, context: Partial<TaskContext> = {}) {
  let now = 0;
  const waits: number[] = [];
  const clock = {
    now: () => now,
    sleep: async (milliseconds: number) => {
      waits.push(milliseconds);
      now += milliseconds;
    },
  };
  const cluster = fakeCluster(options);
  const whole = {experiment: parse(spec), action: 'start', env: {}, cluster, clock, ...context} as const;
  return {outcome: await INIT_EXPERIMENT.run(itemOf({}), itemContext(whole)), waits, cluster};
}

const reference = (tag: string) => ({
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  namespace: 'default',
  name: 'sample-app',
  fieldPath: `.spec.traffic[?(@.tag=="${tag}")].percent`,
});

describe('knative/init-experiment', () => {
  it("finds each version's weight by its revision, also that of the latest, and writes nothing", async () => {
    const {outcome, waits, cluster} = await run({objects: WORLD});
    const variables = [{name: 'namespace', value: 'default'}];
    expect(outcome).toMatchObject({
      result: 'succeeded',
      versionInfo: {
        baseline: {name: 'current', variables, weightObjRef: reference('current')},
        candidates: [{name: 'candidate', variables, weightObjRef: reference('candidate')}],
      },
    });
    expect(outcome.output).toContain(
      'version candidate is revision sample-app-v2, with its weight at .spec.traffic',
    );
    expect([waits, cluster.writes]).toEqual([[], []]);
  });

  it('names places by index where entries have no tags', async () => {
    const traffic = [
      {revisionName: 'sample-app-v2', percent: 0},
      {revisionName: 'sample-app-v1', percent: 100},
    ];
    const {outcome} = await run({objects: [tutorialService({traffic}), ...WORLD.slice(1)]});
    expect(outcome.versionInfo).toMatchObject({
      baseline: {weightObjRef: {fieldPath: '.spec.traffic[1].percent'}},
      candidates: [{weightObjRef: {fieldPath: '.spec.traffic[0].percent'}}],
    });
  });

  it('needs no weights for Conformance', async () => {
    const spec = {strategy: {testingPattern: 'Conformance'}, versionInfo: {baseline: TUTORIAL_VERSIONS.baseline}};
    const {outcome} = await run({objects: WORLD}, spec);
    expect(outcome.versionInfo).toEqual({
      baseline: {name: 'current', variables: [{name: 'namespace', value: 'default'}]},
    });
  });

  it('waits until what is missing is there', async () => {
    const late = [...WORLD];
    const cluster = fakeCluster({});
    const clock = {now: () => 0, sleep: async () => void cluster.put(late.shift()!)};
    const {outcome} = await run({}, {}, {cluster, clock});
    expect([outcome.result, late]).toEqual(['succeeded', []]);
  });

  const notReady = (type: string) => [
    {type, status: 'False', reason: 'RevisionFailed', message: 'image cannot be pulled'},
  ];
  it.each([
    ['there is no Service', [], 'no Service "sample-app" in namespace "default"'],
    ['there is no revision', WORLD.slice(0, 2), 'no Revision "sample-app-v2" in namespace "default"'],
    [
      'the Service is not ready',
      [tutorialService({conditions: notReady('Ready')}), ...WORLD.slice(1)],
      'Knative Service default/sample-app is not ready: condition Ready is False: RevisionFailed: image cannot be pulled',
    ],
    [
      'nothing is known of the Service',
      [tutorialService({conditions: []}), ...WORLD.slice(1)],
      'is not ready: it has no condition Ready yet',
    ],
    [
      'its status is of an earlier spec',
      [tutorialService({generation: 2}), ...WORLD.slice(1)],
      'is not ready: its latest change is not carried out yet',
    ],
    [
      'a revision is not ready',
      [...WORLD.slice(0, 2), revision('sample-app-v2', 'default', notReady('Ready'))],
      'Knative Revision default/sample-app-v2 is not ready: condition Ready is False: RevisionFailed: image cannot be pulled',
    ],
    [
      'a revision has no traffic entry',
      [
        tutorialService({traffic: [{tag: 'current', revisionName: 'sample-app-v1', percent: 100}]}),
        ...WORLD.slice(1),
      ],
      'spec.traffic of Knative Service default/sample-app has no entry for revision "sample-app-v2" of version "candidate"; it has entries for sample-app-v1',
    ],
  ])('waits for three minutes, then says that %s', async (_what, objects, reason) => {
    const {outcome, waits} = await run({objects});
    expect(outcome).toEqual({
      result: 'failed',
      output: '',
      reason: expect.stringMatching(/^waited 180 s in vain: /),
    });
    expect(outcome.reason).toContain(reason);
    expect(waits).toHaveLength(180);
  });

  const versions = (over: JsonObject) => ({versionInfo: {...TUTORIAL_VERSIONS, ...over}});
  it.each([
    ['a target that is no name', {target: 'sample-app'}, 'spec.target is "sample-app", not the name of a Knative Service; write'],
    ['a target in another namespace', {target: 'shop/sample-app'}, 'is in namespace shop, and the experiment in default; create the'],
    ['another pattern', {strategy: {testingPattern: 'A/B'}}, 'testing pattern A/B is not for this task'],
    ['no versions', {versionInfo: undefined}, 'spec.versionInfo names no version'],
    ['no candidate', versions({candidates: []}), 'a Canary needs a single candidate, and spec.versionInfo has 0'],
    ['no revision', versions({baseline: {name: 'current'}}), 'version "current" has no variable revision'],
  ])('does not wait with %s', async (_what, spec, reason) => {
    const {outcome, waits} = await run({objects: WORLD}, spec);
    expect(outcome.result).toBe('failed');
    expect(outcome.reason).toContain(`cannot go on: `);
    expect(outcome.reason).toContain(reason);
    expect(waits).toEqual([]);
  }); // prettier-ignore

  it('does not wait where a revision has two entries, where Knative is missing, or without rights', async () => {
    const traffic = ['a', 'b'].map((tag) => ({tag, revisionName: 'sample-app-v1', percent: 50}));
    const twice = await run({objects: [tutorialService({traffic}), ...WORLD.slice(1)]});
    expect(twice.outcome.reason).toContain(
      'has 2 entries for revision "sample-app-v1" of version "current"; leave a single one',
    );
    const without = await run({kinds: [kindOf('v1', 'Service')]});
    expect(without.outcome.reason).toContain('the cluster serves no Service of serving.knative.dev/v1');
    const forbid = () => {
      throw new Iter8Error('FORBIDDEN', 'may not get services.serving.knative.dev');
    };
    const forbidden = await run({objects: WORLD, interfere: forbid});
    expect(forbidden.outcome.reason).toBe('cannot go on: may not get services.serving.knative.dev');
    expect([twice, without, forbidden].flatMap(({waits}) => waits)).toEqual([]);
  });

  it('says that it needs a cluster where there is none', async () => {
    const {outcome} = await run({}, {}, {cluster: undefined});
    expect(outcome).toMatchObject({result: 'failed', reason: 'needs a cluster, and this run has none'});
  });

  it('stops waiting when the signal aborts', async () => {
    const controller = new AbortController();
    const clock = {now: () => 0, sleep: async () => controller.abort(new Error('enough'))};
    const context = {experiment: parse(), action: 'start', env: {}, cluster: fakeCluster({}), clock} as const;
    await expect(INIT_EXPERIMENT.run(itemOf({}), itemContext(context), controller.signal)).rejects.toThrow(
      'enough',
    );
  });
});
