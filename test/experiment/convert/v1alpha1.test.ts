import {describe, expect, it} from '@jest/globals';
import {formatPath} from '../../../src/experiment/field.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {convertV1alpha1} from '../../../src/experiment/convert/v1alpha1.js';
import {parseExperiment} from '../../../src/experiment/parse.js';

const converted = (source: JsonObject) => convertV1alpha1(parseExperiment(source));

const SERVICE = {name: 'cart', baseline: 'cart-v1', candidate: 'cart-v2'};

function experiment(rest: JsonObject): JsonObject {
  return {
    apiVersion: 'iter8.tools/v1alpha1',
    kind: 'Experiment',
    metadata: {name: 'e', namespace: 'shop'},
    ...rest,
  };
}

function specOf(spec: JsonObject): JsonObject {
  return converted(experiment({spec: {targetService: SERVICE, ...spec}})).resource.spec as JsonObject;
}

function reasonAt(place: string, source: JsonObject): string | undefined {
  return converted(source).losses.find(({path}) => formatPath(path) === place)?.reason;
}

describe('a v1alpha1 experiment becomes v2alpha2', () => {
  it('with the defaults of the old engine written out, which are not those of the new one', () => {
    expect(specOf({})).toMatchObject({
      target: 'shop/cart',
      strategy: {
        testingPattern: 'Canary',
        deploymentPattern: 'Progressive',
        weights: {maxCandidateWeight: 50, maxCandidateWeightIncrement: 2},
      },
      duration: {intervalSeconds: 60, iterationsPerLoop: 100, maxLoops: 1},
    });
  });

  it('with an objective that always holds where there was none, since then the candidate won', () => {
    const objective = {metric: 'iter8-istio/request-count', lowerLimit: 0};
    expect(specOf({}).criteria).toEqual({requestCount: 'iter8-istio/request-count', objectives: [objective]});
    const source = experiment({spec: {targetService: SERVICE}});
    expect(reasonAt('spec.analysis.successCriteria', source)).toMatch(/the candidate always won/);
  });

  it('with the ready-made metrics of today, and the variable that their queries ask by', () => {
    const criteria = ['iter8_latency', 'iter8_error_rate', 'own'].map((metricName) => {
      return {metricName, toleranceType: 'threshold', tolerance: 20};
    });
    const {criteria: written, versionInfo} = specOf({analysis: {successCriteria: criteria}});
    expect(written).toMatchObject({
      objectives: [{metric: 'iter8-istio/mean-latency'}, {metric: 'iter8-istio/error-rate'}, {metric: 'own'}],
    });
    const variables = [{name: 'namespace', value: 'shop'}];
    expect(versionInfo).toEqual({
      baseline: {name: 'cart-v1', variables},
      candidates: [{name: 'cart-v2', variables}],
    });
    const source = experiment({spec: {targetService: SERVICE, analysis: {successCriteria: criteria}}});
    expect(reasonAt('spec.analysis.successCriteria[1].metricName', source)).toBe(
      'read as iter8-istio/error-rate, of: iter8ctl install --metrics istio',
    );
  });

  it.each([
    ['seconds by its size', {}, [0.2, 200]],
    ['milliseconds by its size', {}, [200, 200]],
    ['milliseconds by a field of v0.2', {kind: 'Deployment'}, [5, 5]],
    ['seconds by the query', {query: 'istio_request_duration_seconds_sum'}, [30, 30_000]],
    ['milliseconds by the query', {query: 'istio_request_duration_milliseconds_sum'}, [5, 5]],
  ])('with a latency in %s', (_how, given: {kind?: string; query?: string}, limits) => {
    const [tolerance = 0, upperLimit] = limits;
    const criterion = {metricName: 'iter8_latency', toleranceType: 'threshold', tolerance};
    const source = experiment({
      spec: {targetService: {...SERVICE, kind: given.kind}, analysis: {successCriteria: [criterion]}},
      metrics: {iter8_latency: {query_template: given.query}},
    });
    expect(converted(source).resource.spec).toMatchObject({criteria: {objectives: [{upperLimit}]}});
  });

  it('with the largest of the sample sizes, and says so where they differ', () => {
    const criterion = {metricName: 'errors', toleranceType: 'threshold', tolerance: 1};
    const successCriteria = [criterion, {...criterion, sampleSize: 40}];
    expect(specOf({analysis: {successCriteria}}).criteria).toMatchObject({strength: {minimumSamples: 40}});
    const source = experiment({spec: {targetService: SERVICE, analysis: {successCriteria}}});
    expect(reasonAt('spec.analysis.successCriteria', source)).toMatch(/holds for all: 40, the largest/);
  });

  it('that waits where its user had paused it, and says what became of other wishes', () => {
    const wishing = (action: string) => experiment({action, spec: {targetService: SERVICE}});
    expect(converted(wishing('pause')).resource).toMatchObject({
      metadata: {annotations: {'iter8.tools/wish': 'pause'}},
    });
    expect(reasonAt('action', wishing('pause'))).toBeUndefined();
    expect(converted(wishing('override_success')).resource.metadata).not.toHaveProperty('annotations');
    expect(reasonAt('action', wishing('override_success'))).toMatch(/not carried out: .* iter8ctl abort e/);
    const ended = {...wishing('pause'), status: {phase: 'Completed'}};
    expect(converted(ended).resource.metadata).not.toHaveProperty('annotations');
  });

  it.each([
    [200, 200],
    [0.2, '0.2'],
    [1e-7, '0.0000001'],
    [3.0, 3],
    [12345678901234567890n, '12345678901234567890'],
  ])('with the tolerance %p as the limit %p', (tolerance, upperLimit) => {
    const criterion = {metricName: 'errors', toleranceType: 'threshold', tolerance};
    expect(specOf({analysis: {successCriteria: [criterion]}}).criteria).toEqual({
      strength: {minimumSamples: 10},
      objectives: [{metric: 'errors', upperLimit}],
    });
  });

  it.each([
    ['2.5', 2.5, 2],
    ['0.5, which must not become 0', 0.5, 1],
    ['250, more than there is', 250, 100],
    ['0', 0, 0],
  ])('with a whole percentage for a step of %s', (_name, trafficStepSize, written) => {
    const {strategy} = specOf({trafficControl: {trafficStepSize}});
    expect(strategy).toMatchObject({weights: {maxCandidateWeightIncrement: written}});
  });

  it('and says that it cut a step or an interval', () => {
    const source = experiment({
      spec: {targetService: SERVICE, trafficControl: {trafficStepSize: 2.5, interval: '1500ms'}},
    });
    expect(reasonAt('spec.trafficControl.trafficStepSize', source)).toMatch(/written as 2$/);
    expect(reasonAt('spec.trafficControl.interval', source)).toMatch(/written as 1$/);
  });

  it('of one version when the version was compared with itself', () => {
    const source = experiment({spec: {targetService: {...SERVICE, candidate: 'cart-v1'}}});
    const {resource, losses} = converted(source);
    expect(resource.spec).toMatchObject({
      strategy: {testingPattern: 'Conformance'},
      versionInfo: {baseline: {name: 'cart-v1'}},
    });
    expect(losses.map(({path}) => formatPath(path))).toEqual(['spec.targetService.candidate']);
  });

  it('without the baseline that is not there, and says so', () => {
    const source = experiment({spec: {targetService: {name: 'cart', candidate: 'cart-v2'}}});
    expect(converted(source).resource.spec).toMatchObject({versionInfo: {candidates: [{name: 'cart-v2'}]}});
    expect(reasonAt('spec.targetService.baseline', source)).toMatch(/is missing/);
  });

  it('without a target when only hosts are named, and says so', () => {
    const source = experiment({spec: {targetService: {...SERVICE, name: undefined, hosts: [{name: 'x.org'}]}}});
    expect(converted(source).resource.spec).not.toHaveProperty('target');
    expect(reasonAt('spec.targetService.name', source)).toMatch(/spec\.target/);
    expect(reasonAt('spec.targetService.hosts', source)).toBeDefined();
  });

  it('without the reward whose direction nobody wrote down, and says what to write', () => {
    const source = experiment({spec: {targetService: SERVICE, analysis: {reward: {metricName: 'sales'}}}});
    expect(converted(source).resource.spec).not.toHaveProperty('criteria');
    expect(reasonAt('spec.analysis.reward.metricName', source)).toMatch(/metric: sales, preferredDirection: High/);
  });

  it('with a multiple where the limit hung on the baseline', () => {
    const criterion = {metricName: 'errors', toleranceType: 'delta', tolerance: 0.02};
    expect(specOf({analysis: {successCriteria: [criterion]}}).criteria).toMatchObject({
      objectives: [{metric: 'errors', relativeUpperLimit: '1.02'}],
    });
  });

  it('and doubts the unit of latencies, but of nothing else', () => {
    const criteria = ['iter8_latency', 'iter8_error_rate'].map((metricName) => {
      return {metricName, toleranceType: 'threshold', tolerance: 0.2};
    });
    const source = experiment({spec: {targetService: SERVICE, analysis: {successCriteria: criteria}}});
    expect(reasonAt('spec.analysis.successCriteria[0].tolerance', source)).toBe(
      'read as seconds, and written as milliseconds: check the limit',
    );
    expect(reasonAt('spec.analysis.successCriteria[1].tolerance', source)).toBeUndefined();
  });

  it.each([
    ['candidate', undefined],
    ['baseline', 'Baseline'],
    ['both', 'LastOnSuccess'],
  ])('with onSuccess: %s as finalSplit: %s', (onSuccess, finalSplit) => {
    const {strategy} = specOf({trafficControl: {onSuccess}});
    expect((strategy as {weights: JsonObject}).weights.finalSplit).toBe(finalSplit);
  });

  it('and reports what no version of the format knows', () => {
    expect(reasonAt('spec.colour', experiment({spec: {targetService: SERVICE, colour: 'red'}}))).toMatch(
      /no field/,
    );
    expect(reasonAt('spec.cleanup', experiment({spec: {cleanup: 'delete'}}))).toMatch(/iter8ctl cleanup NAME/);
  });

  it('and keeps that the engine gave up, which is not the same as losing', () => {
    const status = {
      phase: 'Completed',
      message: 'ExperimentFailed: cart-v2(candidate) deleted',
      currentIteration: 2,
    };
    const {resource} = converted(experiment({spec: {targetService: SERVICE}, status}));
    expect(resource.status).toMatchObject({
      conditions: [
        {type: 'Completed', status: 'True', reason: 'ExperimentCompleted', message: 'Experiment failed'},
        {type: 'Failed', status: 'True', reason: 'ExperimentFailed', message: 'cart-v2(candidate) deleted'},
        {type: 'TargetAcquired', status: 'False'},
      ],
    });
  });

  it('without a status when it has none', () => {
    expect(converted(experiment({spec: {targetService: SERVICE}})).resource).not.toHaveProperty('status');
  });
});
