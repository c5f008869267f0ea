import {describe, expect, it} from '@jest/globals';
import {buildExperiment, type ExperimentRequest} from '../../../src/operate/create/build-experiment.js';
import {draftFromFlags} from '../../../src/operate/create/draft-from-flags.js';

const request = (over: Partial<ExperimentRequest> = {}): ExperimentRequest => ({
  name: 'my-canary',
  isNameGenerated: false,
  target: 'shop/checkout',
  baseline: 'v1',
  candidates: ['v2'],
  variables: [],
  weightReferences: [],
  objectives: ['mean-latency<=50'],
  indicators: [],
  rewards: [],
  actions: {start: [], loop: [], finish: []},
  labels: [],
  annotations: [],
  ...over,
});

describe('buildExperiment', () => {
  it('puts every flag where the resource has it', () => {
    const resource = buildExperiment(
      request({
        namespace: 'shop',
        deployment: 'Progressive',
        variables: ['v2:revision=checkout-2', 'v2:url=http://a?b=c:d'],
        weightReferences: [
          'v1=networking.istio.io/v1beta1/VirtualService/checkout:.spec.http[0].route[0].weight',
          'v2=networking.istio.io/v1beta1/VirtualService/checkout:.spec.http[0].route[1].weight',
        ],
        objectives: ['mean-latency<=50', 'iter8-istio/error-rate <= 0.01', 'availability>=99.5'],
        indicators: ['request-count'],
        interval: '1m30s',
        iterations: 10,
        loops: 2,
        maxWeight: 50,
        weightIncrement: 5,
        minimumSamples: 20,
        confidence: '0.9',
        policy: 'provenHarmful',
        looks: '5',
        endEarly: false,
        actions: {start: [{task: 'common/readiness'}], loop: [], finish: [{run: 'kubectl apply -f x.yaml'}]},
        labels: ['commit=4f5e', 'empty='],
        annotations: ['note=a=b'],
      }),
    );
    const reference = (route: number) => ({
      apiVersion: 'networking.istio.io/v1beta1',
      kind: 'VirtualService',
      name: 'checkout',
      fieldPath: `.spec.http[0].route[${route}].weight`,
    });
    expect(resource).toEqual({
      apiVersion: 'iter8.tools/v2alpha2',
      kind: 'Experiment',
      metadata: {
        name: 'my-canary',
        namespace: 'shop',
        labels: {commit: '4f5e', empty: ''},
        annotations: {note: 'a=b'},
      },
      spec: {
        target: 'shop/checkout',
        strategy: {
          testingPattern: 'Canary',
          deploymentPattern: 'Progressive',
          actions: {start: [{task: 'common/readiness'}], finish: [{run: 'kubectl apply -f x.yaml'}]},
          weights: {maxCandidateWeight: 50, maxCandidateWeightIncrement: 5},
        },
        criteria: {
          indicators: ['request-count'],
          objectives: [
            {metric: 'mean-latency', upperLimit: 50},
            {metric: 'iter8-istio/error-rate', upperLimit: '0.01'},
            {metric: 'availability', lowerLimit: '99.5'},
          ],
          strength: {confidence: 0.9, policy: 'provenHarmful', looks: 5, minimumSamples: 20},
        },
        duration: {intervalSeconds: 90, iterationsPerLoop: 10, maxLoops: 2, endEarly: false},
        versionInfo: {
          baseline: {name: 'v1', weightObjRef: reference(0)},
          candidates: [
            {
              name: 'v2',
              variables: [
                {name: 'revision', value: 'checkout-2'},
                {name: 'url', value: 'http://a?b=c:d'},
              ],
              weightObjRef: reference(1),
            },
          ],
        },
      },
    });
  });

  it.each(['auto', 'anytime'])('takes %s for a number of looks, and is asked for no other', (looks) => {
    expect(buildExperiment(request({looks}))).toMatchObject({spec: {criteria: {strength: {looks}}}});
  });

  it.each([
    [{confidence: '1'}, '--confidence: 1 is no probability from 0.5 to below 1'],
    [{confidence: '95'}, '--confidence: 95 is no probability'],
    [{confidence: ' '}, '--confidence:   is no probability'],
    [{confidence: 'high'}, '--confidence: high is no probability'],
    [{looks: '0'}, '--looks: 0 is no number of looks'],
    [{looks: '2.5'}, '--looks: 2.5 is no number of looks'],
  ])('refuses %j', (over, message) => {
    expect(() => buildExperiment(request(over))).toThrow(message);
  });

  it('writes nothing that was not said, so that defaults stay defaults', () => {
    expect(buildExperiment(request()).spec).toEqual({
      target: 'shop/checkout',
      strategy: {testingPattern: 'Canary'},
      criteria: {objectives: [{metric: 'mean-latency', upperLimit: 50}]},
      versionInfo: {baseline: {name: 'v1'}, candidates: [{name: 'v2'}]},
    });
  });

  it.each([
    ['Conformance', {candidates: []}],
    ['Canary', {candidates: ['v2']}],
    ['A/B', {candidates: ['v2'], rewards: ['books:HIGH']}],
    ['A/B/N', {candidates: ['v2', 'v3'], rewards: ['books:low']}],
    ['A/B/N', {candidates: ['v2'], rewards: ['books:low'], pattern: 'A/B/N' as const}],
  ])('finds the pattern %s by %j', (pattern, over) => {
    expect(buildExperiment(request(over))).toMatchObject({spec: {strategy: {testingPattern: pattern}}});
  });

  it.each([
    ['my-canary-', {}],
    ['checkout-v2-', {name: undefined, target: 'shop/Checkout_v2/'}],
    ['experiment-', {name: undefined, target: '***'}],
  ])('lets the server end the name %s', (generateName, over) => {
    expect(buildExperiment(request({...over, isNameGenerated: true})).metadata).toEqual({generateName});
  });

  it('leaves the versions to a start action', () => {
    const actions = {start: [{task: 'knative/init-experiment'}], loop: [], finish: []};
    const {spec} = buildExperiment(request({baseline: undefined, candidates: [], actions}));
    expect(spec).not.toHaveProperty('versionInfo');
  });

  it.each<[string, Partial<ExperimentRequest>]>([
    ['the experiment has no name', {name: undefined}],
    ['--target: is missing', {target: undefined}],
    ['--baseline: is missing', {baseline: undefined}],
    ['--var: revision=x is not VERSION:KEY=VALUE', {variables: ['revision=x']}],
    ['--var: there is no version "v3"', {variables: ['v3:a=b']}],
    ['--weight-ref: there is no version "v3"', {weightReferences: ['v3=v1/Service/x:.spec.y']}],
    ['--weight-ref: v2=Service/x:.spec.y is not VERSION=', {weightReferences: ['v2=Service/x:.spec.y']}],
    ['--weight-ref: version "v2" has two', {weightReferences: ['v2=v1/Service/x:.y', 'v2=v1/Service/x:.z']}],
    ['--objective: not an objective: latency', {objectives: ['latency']}],
    ['--reward: books is not METRIC:high or METRIC:low', {rewards: ['books']}],
    ['--reward: books:best is not', {rewards: ['books:best']}],
    ['--interval: 12 is no duration', {interval: '12'}],
    ['--interval: 500ms is not a number of whole seconds', {interval: '500ms'}],
    ['--label: team is not KEY=VALUE', {labels: ['team']}],
    ['--annotation: =x is not KEY=VALUE', {annotations: ['=x']}],
  ])('refuses with: %s', (message, over) => {
    expect(() => buildExperiment(request(over))).toThrow(message);
  });
});

describe('draftFromFlags', () => {
  it.each<[string, Partial<ExperimentRequest>]>([
    ['--candidate: Canary compares the baseline with exactly one', {pattern: 'Canary', candidates: ['a', 'b']}],
    ['--candidate: version "v1" is there already', {candidates: ['v1']}],
    ['--reward: Canary takes no rewards', {pattern: 'Canary', rewards: ['books:high']}],
    ['--finish: has neither task nor run', {actions: {start: [], loop: [], finish: [{if: 'WinnerFound()'}]}}],
    ['NAME: the server refuses this name', {name: 'My_Canary'}],
  ])('says which flag is wrong: %s', (beginning, over) => {
    const {mistakes} = draftFromFlags(request(over));
    expect(mistakes.map((line) => line.slice(0, beginning.length))).toEqual([beginning]);
  });

  it.each<[string, Partial<ExperimentRequest>]>([
    ['--looks: there are 3 iterations', {confidence: '0.9', looks: '4', iterations: 3}],
    ['--end-early: does nothing where the last values decide', {endEarly: true}],
    ['--confidence: counts for nothing with policy lastValue', {confidence: '0.9', policy: 'lastValue'}],
    ['--confidence: there is nothing to prove', {confidence: '0.9', objectives: []}],
  ])('warns of what does nothing: %s', (beginning, over) => {
    const {warnings, mistakes} = draftFromFlags(request(over));
    expect([warnings, mistakes]).toEqual([expect.arrayContaining([expect.stringContaining(beginning)]), []]);
  });

  it('warns that no traffic can move, and not that a metric has no namespace', () => {
    const {warnings, mistakes} = draftFromFlags(request());
    expect(mistakes).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('more than one version has no weightObjRef (v1, v2)')]);
  });
});
