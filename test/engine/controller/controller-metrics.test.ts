import {expect, it} from '@jest/globals';
import {ControllerMetrics} from '../../../src/engine/controller/controller-metrics.js';

it('counts every outcome and cause from 0, so that the first of each is seen as growth', async () => {
  const text = await new ControllerMetrics().text();
  expect(text).toContain('iter8_verdicts_total{outcome="candidateWon"} 0');
  expect(text).toContain('iter8_metric_query_failures_total{cause="unreachable"} 0');
});
