import {DEFAULT_REQUEST_COUNT} from '../experiment/convert/metric-names.js';
import {Iter8Error} from '../errors.js';
import {Field} from '../experiment/field.js';
import type {JsonObject} from '../experiment/json.js';
import type {Experiment} from '../experiment/model.js';
import {parseExperiment} from '../experiment/parse.js';

/**
 * An Experiment as the engine sees it: v2alpha1 without a request count has `request-count`, as its installation said,
 * and one whose traffic nobody can move runs as FixedSplit.
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
  const {criteria} = spec;
  const requestCount = criteria.requestCount ?? (dialect === 'v2alpha1' ? DEFAULT_REQUEST_COUNT : undefined);
  const deploymentPattern = hasNoRouter(experiment) ? 'FixedSplit' : spec.deploymentPattern;
  return {...experiment, spec: {...spec, deploymentPattern, criteria: {...criteria, requestCount}}};
}

/** When the run began, no version said where its weight is: nothing can be moved. */
function hasNoRouter({source}: Experiment): boolean {
  const weights = new Field(source).get('status', 'currentWeightDistribution');
  return weights.exists && weights.items().length === 0;
}
