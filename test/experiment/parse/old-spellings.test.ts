import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';

function experiment(version: string, rest: JsonObject): JsonObject {
  return {apiVersion: `iter8.tools/${version}`, kind: 'Experiment', metadata: {name: 'e'}, ...rest};
}

describe('an early v2alpha1 experiment', () => {
  const blueGreen = (strategy: JsonObject) =>
    parseExperiment(
      experiment('v2alpha1', {
        spec: {strategy, criteria: {objectives: [{metric: 'mean-latency', upperLimit: 5}]}},
      }),
    ).spec;

  it('of type BlueGreen is a Canary that deploys blue and green and so rolls back on failure', () => {
    const spec = blueGreen({type: 'BlueGreen'});
    expect([spec.testingPattern, spec.deploymentPattern]).toEqual(['Canary', 'BlueGreen']);
    expect(spec.criteria.objectives[0]?.rollbackOnFailure).toBe(true);
  });

  it('of type BlueGreen may still name another way to deploy', () => {
    const spec = blueGreen({type: 'BlueGreen', weights: {algorithm: 'FixedSplit'}});
    expect([spec.testingPattern, spec.deploymentPattern]).toEqual(['Canary', 'FixedSplit']);
    expect(spec.criteria.objectives[0]?.rollbackOnFailure).toBe(false);
  });
});

describe('a v1alpha1 experiment', () => {
  it('has no last update before the first iteration, which the old engine wrote as 1970', () => {
    const {status} = parseExperiment(
      experiment('v1alpha1', {status: {phase: 'Pause', lastIncrementTime: '1970-01-01T00:00:00Z'}}),
    );
    expect(status.lastUpdateTime).toBeUndefined();
  });

  it('of v0.0 says in its spec that a user declared success', () => {
    const {status} = parseExperiment(
      experiment('v1alpha1', {
        spec: {targetService: {baseline: 'a', candidate: 'b'}, assessment: 'override_success'},
        status: {phase: 'Completed'},
      }),
    );
    expect(status.analysis.winner).toEqual({found: true, version: 'b'});
  });
});

describe('a v1alpha2 experiment', () => {
  it('that compares a version with itself has one version and only checks conformance', () => {
    const {spec} = parseExperiment(
      experiment('v1alpha2', {spec: {service: {name: 's', baseline: 'a', candidates: ['a']}}}),
    );
    expect(spec.versions).toEqual([{name: 'a', role: 'baseline'}]);
    expect(spec.testingPattern).toBe('Conformance');
  });

  it('guesses no direction for a reward whose metric says none that is known', () => {
    const {spec} = parseExperiment(
      experiment('v1alpha2', {
        spec: {
          service: {baseline: 'a', candidates: ['b']},
          criteria: [{metric: 'sales', isReward: true}],
          metrics: {ratio_metrics: [{name: 'sales', preferred_direction: ''}]},
        },
      }),
    );
    expect(spec.criteria.rewards).toEqual([{metric: 'sales', preferredDirection: undefined}]);
  });
});
