import {expect, it} from '@jest/globals';
import {collectedHistograms} from '../../../src/engine/collected.js';
import {readExperimentResource} from '../../../src/engine/experiment-resource.js';
import {countsAbove, StoredCounts} from '../../../src/operate/replay/stored-counts.js';

it('a percentile is counted as its looks have it, exactly or as at least and at most so many', () => {
  const metricObj = {metadata: {name: 'p95-latency', namespace: 'shop'}, spec: {}};
  const look = (iteration: number, more = {}) => ({iteration, samples: 100 * iteration, sum: 4, ...more});
  const looks = [look(1), look(2, {least: 1, most: 9})];
  const experiment = readExperimentResource({
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'e', namespace: 'shop'},
    spec: {target: 'app', strategy: {testingPattern: 'Conformance'}, versionInfo: {baseline: {name: 'v1'}}},
    status: {
      metrics: [{name: 'shop/p95-latency', metricObj}],
      looks: [{metric: 'p95-latency', version: 'v1', above: 200, looks}],
    },
  });
  const above = (iteration: number) =>
    new StoredCounts(experiment).above('shop/p95-latency', 'v1', 200, iteration);
  expect([above(1), above(2), above(3)]).toEqual([4, {of: 200, count: 4, within: {least: 1, most: 9}}, undefined]);
});

it('a built-in percentile is counted by the requests that were answered, as the engine counts it', () => {
  const name = 'iter8-system/latency-95th-percentile';
  const metadata = {name: 'latency-95th-percentile', namespace: 'iter8-system'};
  const metricObj = {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Metric',
    metadata,
    spec: {provider: 'iter8', urlTemplate: 'http://iter8-metrics'},
  };
  const histogram = {Count: 8, Sum: 1, Max: 0.3, Data: [{Start: 0.1, End: 0.1, Count: 6}, {Start: 0.3, End: 0.3, Count: 2}]}; // prettier-ignore
  const collected = {v1: {DurationHistogram: histogram, RetCodes: {200: 8, '-1': 2}}};
  const experiment = readExperimentResource({
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'e', namespace: 'shop'},
    spec: {target: 'app', strategy: {testingPattern: 'Conformance'}, versionInfo: {baseline: {name: 'v1'}}},
    status: {metrics: [{name, metricObj}], analysis: {aggregatedBuiltinHists: {data: collected}}},
  });
  const judged = collectedHistograms(experiment).get('v1')!;
  expect(judged.count).toBe(10);
  expect(countsAbove(experiment, 1)(name, 'v1', 200)).toEqual({of: 8, count: 2});
});
