import {EXPERIMENT_V1ALPHA1} from './experiment-v1alpha1.js';
import {EXPERIMENT_V1ALPHA2} from './experiment-v1alpha2.js';
import {EXPERIMENT_V2} from './experiment-v2.js';
import {METRIC_V2ALPHA1, METRIC_V2ALPHA2} from './metric.js';
import type {Schema} from './schema.js';

/** kind → version of the group `iter8.tools` → schema. */
export const SCHEMAS: Readonly<Record<string, Readonly<Record<string, Schema>>>> = {
  Experiment: {
    v1alpha1: EXPERIMENT_V1ALPHA1,
    v1alpha2: EXPERIMENT_V1ALPHA2,
    v2alpha1: EXPERIMENT_V2,
    v2alpha2: EXPERIMENT_V2,
  },
  Metric: {v2alpha1: METRIC_V2ALPHA1, v2alpha2: METRIC_V2ALPHA2},
};
