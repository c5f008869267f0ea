import type {Setting} from '../../../bench/verdict/grid.js';

/** One error rate at four looks of 100 requests, unless something else is said. */
export const setting = (over: Partial<Setting> = {}): Setting => ({
  metric: 'errors',
  requests: 100,
  looks: 4,
  dependence: 'independent',
  metrics: 1,
  ...over,
});
