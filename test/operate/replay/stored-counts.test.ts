import {expect, it} from '@jest/globals';
import {readExperimentResource} from '../../../src/engine/experiment-resource.js';
import {StoredCounts} from '../../../src/operate/replay/stored-counts.js';

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
