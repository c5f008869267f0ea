import {DEFAULT_REQUEST_COUNT} from '../experiment/convert/metric-names.js';
import {Iter8Error} from '../errors.js';
import type {JsonObject} from '../experiment/json.js';
import type {Experiment} from '../experiment/model.js';
import {parseExperiment} from '../experiment/parse.js';

/**
 * An Experiment as the engine sees it: v2alpha1 without a request count has `request-count`, as its installation said.
 *
 * @throws Iter8Error INVALID for generations before v2alpha1, which this engine does not run
 * @throws FieldError with the path of the first field that holds another type than it must
 */
export function readExperimentResource(resource: JsonObject): Experiment {
  const experiment = parseExperiment(resource);
  const {dialect, spec} = experiment;
  if (dialect === 'v1alpha1' || dialect === 'v1alpha2') {
    const hint = 'write it as v2alpha2 first: iter8ctl convert -f FILE';
    throw new Iter8Error('INVALID', `an Experiment of ${dialect} cannot be run`, hint);
  }
  if (dialect === 'v2alpha2' || spec.criteria.requestCount !== undefined) return experiment;
  return {...experiment, spec: {...spec, criteria: {...spec.criteria, requestCount: DEFAULT_REQUEST_COUNT}}};
}
