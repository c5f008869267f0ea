import {Field} from '../../field.js';
import type {JsonObject} from '../../json.js';
import {doubtfulField, doubtfulValue, type Finding, wrongField, wrongValue} from '../finding.js';
import {Place} from '../place.js';
import {checkInterval, COUNTERS} from './legacy.js';

/** What Iter8 v0.x needed beyond its schema. */
export function checkV1alpha1(resource: JsonObject): Finding[] {
  const spec = new Place(new Field(resource)).get('spec');
  const criteria = spec.get('analysis', 'successCriteria').items();
  return [
    ...checkService(spec.get('targetService')),
    ...checkInterval(spec.get('trafficControl', 'interval')),
    ...checkStep(spec.get('trafficControl')),
    ...criteria.flatMap(checkCriterion),
    ...checkStrategy(spec),
  ];
}

function checkService(service: Place): Finding[] {
  if (!service.exists) return [];
  const [baseline, candidate] = [service.get('baseline'), service.get('candidate')];
  const isCalled = service.get('name').exists || !service.get('hosts').hasNoItems;
  const missing = ['baseline', 'candidate'].filter((key) => !service.get(key).exists);
  const isSame = baseline.exists && baseline.text() === candidate.text();
  return [
    ...(isCalled
      ? []
      : [wrongField(service, 'name is missing; write the Kubernetes Service that gets the traffic')]),
    ...missing.map((key) => wrongField(service, `${key} is missing; write the name of its Deployment`)),
    ...(isSame
      ? [doubtfulValue(candidate, 'is the baseline: nothing is compared, this only brings up a first version')]
      : []),
  ];
}

function checkStep(control: Place): Finding[] {
  const [step, most] = [control.get('trafficStepSize'), control.get('maxTrafficPercentage')];
  const limit = most.number() ?? 50;
  if (step.number() === 0)
    return [doubtfulValue(step, 'with steps of 0 the candidate never gets traffic; write 1 or more')];
  if ((step.number() ?? 0) <= limit) return [];
  return [doubtfulValue(step, `is above maxTrafficPercentage (${limit}), which caps it`)];
}

function checkCriterion(criterion: Place): Finding[] {
  const metric = criterion.get('metricName').text();
  const tolerance = criterion.get('tolerance');
  const isDelta = criterion.get('toleranceType').text() === 'delta';
  return [
    ...(isDelta && COUNTERS.includes(metric ?? '')
      ? [
          wrongValue(
            criterion.get('toleranceType'),
            `delta compares with the baseline, which a counter such as ${metric} cannot; write threshold`,
          ),
        ]
      : []),
    ...((tolerance.number() ?? 0) < 0 && !isDelta
      ? [doubtfulValue(tolerance, 'no value is below a negative threshold; write 0 or more')]
      : []),
  ];
}

const COMPARING = ['epsilon_greedy', 'posterior_bayesian_routing', 'optimistic_bayesian_routing'];

function checkStrategy(spec: Place): Finding[] {
  const strategy = spec.get('trafficControl', 'strategy').text() ?? 'check_and_increment';
  const reward = spec.get('analysis', 'reward');
  return [
    ...(spec.get('analysis', 'successCriteria').hasNoItems && strategy !== 'increment_without_check'
      ? [
          doubtfulField(
            spec,
            'no success criteria: traffic is shifted without any check; write analysis.successCriteria',
          ),
        ]
      : []),
    ...(reward.exists && !COMPARING.includes(strategy)
      ? [
          doubtfulField(
            reward,
            `a reward is of use with ${COMPARING.slice(1).join(' and ')} only, not with ${strategy}`,
          ),
        ]
      : []),
  ];
}
