import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import {checkItem, mayRepeat, TASK_REGISTRY} from '../../src/tasks/registry.js';
import {runItems} from '../../src/tasks/run-items.js';
import {contextOf} from './support/context.js';
import {available, object, readiness, runReadiness} from './support/readiness.js';

describe('objects with the weights of versions', () => {
  const reference = (over: JsonObject = {}) => ({
    apiVersion: 'networking.istio.io/v1beta1',
    kind: 'VirtualService',
    name: 'shop',
    fieldPath: '.spec.http[0].route[0].weight',
    ...over,
  });
  const versions = (first: JsonObject, second: JsonObject = first): JsonObject => ({
    versionInfo: {
      baseline: {name: 'current', weightObjRef: first},
      candidates: [{name: 'candidate', weightObjRef: second}],
    },
  });

  it('are to exist, each asked for once, in the namespace of the experiment', async () => {
    const spec = versions(reference());
    const missing = await runReadiness({numRetries: 0}, {spec});
    expect(missing.outcome.reason).toBe(
      'waited 5 s in vain: VirtualService.networking.istio.io shop/shop: no VirtualService "shop" in namespace "shop"',
    );
    const objects = [object('networking.istio.io/v1beta1', 'VirtualService', 'shop')];
    const {lines, asked} = await runReadiness({}, {spec, objects});
    expect(lines).toEqual(['attempt 1 after 5 s: VirtualService.networking.istio.io shop/shop is there']);
    expect(asked).toEqual(['get VirtualService shop']);
  });

  it('may be known from the status alone', async () => {
    const {versionInfo} = versions(reference());
    const base = contextOf().experiment;
    const experiment = {...base, source: {...base.source, status: {versionInfo}}};
    const {outcome} = await runReadiness({numRetries: 0}, {experiment});
    expect(outcome.reason).toContain(
      'VirtualService.networking.istio.io shop/shop: no VirtualService "shop" in namespace "shop"',
    );
  });

  it.each([
    ['in another namespace', reference({namespace: 'bank'}), 'is in namespace bank, and the experiment in shop'],
    ['without a name', reference({name: undefined}), 'no name specified in referencing object'],
  ])('are refused at once %s', async (_what, first, reason) => {
    const {outcome, waits} = await runReadiness({}, {spec: versions(first)});
    expect(outcome.reason).toContain(reason);
    expect(waits).toEqual([]);
  });

  it('are waited for where their kind is not served yet', async () => {
    const spec = versions(reference({apiVersion: 'split.smi-spec.io/v1alpha2', kind: 'TrafficSplit'}));
    expect((await runReadiness({}, {spec})).outcome.reason).toBe(
      'waited 65 s in vain: TrafficSplit.split.smi-spec.io shop/shop: the weight of version "current" is in a ' +
        'TrafficSplit of split.smi-spec.io/v1alpha2, which the cluster does not serve',
    );
  });
});

describe('an item of common/readiness', () => {
  it.each([
    [{kind: 'deploy', name: 'Web_1'}, 'with.objRefs[0].name: "Web_1" is no DNS label'],
    [{kind: 'deploy', name: 'a'.repeat(64)}, 'is no DNS label: at most 63'],
    [{kind: 'deploy', name: 'web', namespace: '../kube-system'}, 'with.objRefs[0].namespace: "../kube-system" is no'],
    [{kind: 'deploy/web', name: 'web'}, 'with.objRefs[0].kind: "deploy/web" is no kind: write TYPE'],
    [{kind: 'deploy', name: 'web', waitFor: 'ready'}, 'waitFor: "ready" is nothing to wait for: possible are condition=NAME,'],
    [{kind: 'deploy', NAME: 'web', WAITFOR: 'ready'}, 'waitFor: "ready" is nothing to wait for'],
    [{kind: 'deploy'}, 'name is missing'],
  ])('is refused before anything runs with %j', async (objRef, problem) => {
    const item = readiness({objRefs: [objRef]});
    expect(checkItem(item)).toContain(problem);
    const outcome = await runItems({items: [item], context: contextOf()}, async () => undefined);
    expect(outcome).toMatchObject({kind: 'failed', reason: expect.stringContaining(problem)});
  }); // prettier-ignore

  it('is sound with the longest name, with all forms, and with nothing', () => {
    const objRefs = [
      {kind: 'ksvc', name: 'a'.repeat(63), waitFor: 'condition=Ready'},
      {kind: 'services.v1.', name: '0'},
    ];
    expect([checkItem(readiness({objRefs})), checkItem(readiness())]).toEqual([undefined, undefined]);
  });

  it('may be run again, and has as long as it may wait and a minute', () => {
    const {timeoutMs} = TASK_REGISTRY['common/readiness']!;
    const slow = readiness({initialDelaySeconds: 10, numRetries: 2, intervalSeconds: 7});
    const endless = readiness({numRetries: 2 ** 31 - 1});
    expect(mayRepeat(slow)).toBe(true);
    expect([readiness(), slow, endless].map((item) => timeoutMs?.(item))).toEqual([125_000, 84_000, 2 ** 31 - 1]);
  });

  it('tells what it saw when it is ended, and before', async () => {
    const controller = new AbortController();
    const printed: string[] = [];
    const {outcome} = await runReadiness(
      {objRefs: [available]},
      {
        signal: controller.signal,
        before: (attempt) => attempt === 2 && controller.abort(),
        onOutput: (_index, text) => {
          printed.push(text);
        },
      },
    );
    const output = 'attempt 1 after 5 s: deployment shop/web: not found\n';
    expect(outcome).toEqual({result: 'failed', output, reason: 'was ended while it waited'});
    expect(printed).toEqual([output]);
  });
});
