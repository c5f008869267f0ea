import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {applyPatch, type Operation} from 'rfc6902';
import type {JsonObject} from '../../src/experiment/json.js';
import {parseWeightPath} from '../../src/experiment/parse-weight-path.js';
import {planChanges, restorationOf} from '../../src/traffic/plan.js';
import {DEFAULT_POLICY} from '../../src/traffic/policy.js';
import {weightReferences} from '../../src/traffic/references.js';
import {resolveWeightPath} from '../../src/traffic/resolve.js';
import {observeWeights, setWeights} from '../../src/traffic/traffic.js';
import {contentOf, MemoryCluster} from './support/memory-cluster.js';
import {type RouterCase, ROUTERS} from './support/router-cases.js';
import {experimentWith, fixtureObject, referenceTo, split} from './support/situation.js';

function situation({fixture, paths}: RouterCase) {
  const object = fixtureObject(fixture);
  const {stable, canary} = paths;
  const references = {
    stable: stable === undefined ? stable : referenceTo(object, stable),
    canary: referenceTo(object, canary),
  };
  const cluster = new MemoryCluster([object]);
  const set = (canaryPercent: number) => {
    const weights = split({stable: 100 - canaryPercent, canary: canaryPercent});
    return setWeights(cluster.port, experiment, {weights, ...DEFAULT_POLICY});
  };
  const experiment = experimentWith({references});
  const observe = () => observeWeights(cluster.port, experiment, DEFAULT_POLICY);
  const current = () => [...cluster.objects.values()][0] as JsonObject;
  return {object, cluster, experiment, set, observe, current};
}

describe.each(ROUTERS)('%s', (_name, router) => {
  it('tells the present split', async () => {
    const {stable, canary} = router.observed;
    const {notes = []} = router;
    expect(await situation(router).observe()).toEqual({kind: 'observed', weights: split({stable, canary}), notes});
  });

  it('gets one patch that tests what it rests on', async () => {
    const {cluster, set} = situation(router);
    await set(40);
    const operations = (op: string, values: JsonObject) =>
      Object.entries(values).map(([path, value]) => ({op, path, value}));
    const expected = [...operations('test', router.tests), ...operations('replace', router.replacements)];
    expect(cluster.patches.map(({patch}) => patch)).toEqual([{kind: 'json', operations: expected}]);
  });

  it('holds the new weights in the types of the old ones, and nothing else is changed', async () => {
    const {object, set, current} = situation(router);
    await set(40);
    const expected = structuredClone(object);
    for (const [path, value] of Object.entries(router.written)) {
      const {keys} = resolveWeightPath(expected, parseWeightPath(path));
      const parent = keys
        .slice(0, -1)
        .reduce<Record<string, unknown>>((at, key) => at[key] as never, expected as never);
      parent[String(keys.at(-1))] = value;
    }
    expect(contentOf(current())).toEqual(contentOf(expected));
  });

  it('tells whatever split is set', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({min: 0, max: 100}), {minLength: 1, maxLength: 4}),
        async (percents) => {
          const {set, observe} = situation(router);
          for (const percent of percents) await set(percent);
          const canary = percents.at(-1)!;
          expect(await observe()).toMatchObject({weights: split({stable: 100 - canary, canary})});
        },
      ),
      {numRuns: 50},
    );
  });

  it('is not written when it has the weights already', async () => {
    const {cluster, set} = situation(router);
    await set(40);
    await set(40);
    expect(cluster.patches).toHaveLength(1);
  });

  it('gets back what it had', async () => {
    const {object, experiment, set, current} = situation(router);
    const changes = planChanges(object, weightReferences(experiment), split({stable: 60, canary: 40}));
    await set(40);
    const restored = structuredClone(current());
    expect(applyPatch(restored, [...restorationOf(changes)] as Operation[]).filter(Boolean)).toEqual([]);
    expect(contentOf(restored)).toEqual(contentOf(object));
  });
});
