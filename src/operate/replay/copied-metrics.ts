import {type StoredMetrics, storedMetrics} from '../../engine/stored-metrics.js';
import {Iter8Error} from '../../errors.js';
import type {Experiment} from '../../experiment/model.js';

const NONE: StoredMetrics = {metrics: new Map(), sampleSizes: new Map()};

/**
 * The metrics that a run has copied. They only tell who has counted its samples, so that a recording whose copies cannot be
 * read is no worse than one that has none.
 */
export function copiedMetrics(experiment: Experiment): StoredMetrics {
  try {
    return storedMetrics(experiment);
  } catch (error) {
    if (error instanceof Iter8Error) return NONE;
    throw error;
  }
}
