import {describe, expect, it} from '@jest/globals';
import {formatPath} from '../../../src/experiment/field.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {convertV1alpha2} from '../../../src/experiment/convert/v1alpha2.js';
import {parseExperiment} from '../../../src/experiment/parse.js';

const converted = (source: JsonObject) => convertV1alpha2(parseExperiment(source));

const SERVICE = {name: 'cart', baseline: 'cart-v1', candidates: ['cart-v2']};

function experiment(spec: JsonObject): JsonObject {
  return {
    apiVersion: 'iter8.tools/v1alpha2',
    kind: 'Experiment',
    metadata: {name: 'e', namespace: 'shop'},
    spec: {service: SERVICE, ...spec},
  };
}

function reasonAt(place: string, source: JsonObject): string | undefined {
  return converted(source).losses.find(({path}) => formatPath(path) === place)?.reason;
}

describe('a v1alpha2 experiment becomes v2alpha2', () => {
  it('with the defaults of the old engine written out, which are not those of the new one', () => {
    expect(converted(experiment({})).resource.spec).toMatchObject({
      strategy: {
        testingPattern: 'Canary',
        deploymentPattern: 'Progressive',
        weights: {maxCandidateWeight: 100, maxCandidateWeightIncrement: 2},
      },
      duration: {intervalSeconds: 30, iterationsPerLoop: 100, maxLoops: 1},
    });
  });

  it('with a lower limit where the metric prefers to be high', () => {
    const source = experiment({
      criteria: [{metric: 'availability', threshold: {type: 'absolute', value: 0.995}}],
      metrics: {ratio_metrics: [{name: 'availability', preferred_direction: 'higher'}]},
    });
    expect(converted(source).resource.spec).toMatchObject({
      criteria: {objectives: [{metric: 'availability', lowerLimit: '0.995'}]},
    });
  });

  it('without a reward whose metric does not say which direction is better', () => {
    const source = experiment({criteria: [{metric: 'sales', isReward: true}]});
    expect(converted(source).resource.spec).not.toHaveProperty('criteria');
    expect(reasonAt('spec.criteria[0].isReward', source)).toMatch(/metric: sales, preferredDirection: High/);
    expect(reasonAt('spec.criteria[0].metric', source)).toMatch(/write a Metric sales in namespace shop$/);
  });

  it('and names a metric anew where Kubernetes takes no such name', () => {
    const source = experiment({criteria: [{metric: 'iter8_Error__Rate'}]});
    expect(reasonAt('spec.criteria[0].metric', source)).toMatch(
      /write a Metric iter8-error-rate in namespace shop \(no/,
    );
  });

  it('and says that several candidates need a reward', () => {
    const service = {...SERVICE, candidates: ['cart-v2', 'cart-v3']};
    expect(reasonAt('spec.service.candidates', experiment({service}))).toMatch(/need a reward/);
  });

  it('of one version when the version was compared with itself', () => {
    const source = experiment({service: {...SERVICE, candidates: ['cart-v1']}});
    expect(converted(source).resource.spec).toMatchObject({strategy: {testingPattern: 'Conformance'}});
    expect(reasonAt('spec.service.candidates', source)).toMatch(/compared with itself/);
  });

  it.each([
    ['top_2', 'Progressive'],
    ['uniform', 'FixedSplit'],
  ])('with %s as %s, and says so', (strategy, deploymentPattern) => {
    const source = experiment({trafficControl: {strategy}});
    expect(converted(source).resource.spec).toMatchObject({strategy: {deploymentPattern}});
    expect(reasonAt('spec.trafficControl.strategy', source)).toMatch(deploymentPattern);
  });

  it.each([
    ['to_winner', undefined],
    ['to_baseline', 'Baseline'],
    ['keep_last', 'Last'],
  ])('with onTermination: %s as finalSplit: %s', (onTermination, finalSplit) => {
    const {strategy} = converted(experiment({trafficControl: {onTermination}})).resource.spec as {
      strategy: {weights: JsonObject};
    };
    expect(strategy.weights.finalSplit).toBe(finalSplit);
  });

  it('with a reward whose direction everybody knows', () => {
    const source = experiment({criteria: [{metric: 'iter8_mean_latency', isReward: true}]});
    expect(converted(source).resource.spec).toMatchObject({
      criteria: {rewards: [{metric: 'iter8-istio/mean-latency', preferredDirection: 'Low'}]},
    });
    expect(reasonAt('spec.criteria[0].isReward', source)).toBeUndefined();
  });

  it('with limits as multiples of the baseline, lower ones where more is better', () => {
    const relative = (metric: string) => ({metric, threshold: {type: 'relative', value: 1.6}});
    const source = experiment({
      criteria: [relative('iter8_mean_latency'), relative('sales')],
      metrics: {ratio_metrics: [{name: 'sales', preferred_direction: 'higher'}]},
    });
    expect(converted(source).resource.spec).toMatchObject({
      criteria: {
        objectives: [
          {metric: 'iter8-istio/mean-latency', relativeUpperLimit: '1.6'},
          {metric: 'sales', relativeLowerLimit: '1.6'},
        ],
      },
    });
  });

  it('that waits where its user had paused it, and reports any other override, and not a clean-up that is off', () => {
    const paused = experiment({manualOverride: {action: 'pause'}, cleanup: false});
    expect(converted(paused).resource.metadata).toMatchObject({annotations: {'iter8.tools/wish': 'pause'}});
    expect(reasonAt('spec.cleanup', paused)).toBeUndefined();
    const ended = experiment({manualOverride: {action: 'terminate', trafficSplit: {'cart-v1': 30}}});
    expect(reasonAt('spec.manualOverride.action', ended)).toMatch(/^terminate is not carried out/);
    expect(reasonAt('spec.manualOverride.trafficSplit', ended)).toMatch(/not set by hand/);
  });
});
