import {Field, type FieldPath} from '../field.js';
import type {Experiment} from '../model.js';
import {nanosecondTime} from '../parse-v1alpha1.js';
import type {Conversion, Loss} from './conversion.js';
import type {Fates} from './fates.js';
import {ANALYTICS_URL, convertLegacy} from './legacy-conversion.js';
import {isAbsolute, metricReason, relativeLimitReason, rewardReason, when} from './legacy-spec.js';
import type {LegacyTimes} from './legacy-status.js';

const USER_ACTION = 'asks something of one run and is no field of v2alpha2; left out';
const OWN_ROUTES = 'v2alpha2 makes no routes: keep it in a route of your own';
const LABELS = 'versions are only names in v2alpha2; what carries their traffic is named in weightObjRef';

const FATES: Fates = {
  apiVersion: null,
  kind: null,
  metadata: null,
  metrics: null,
  action: USER_ACTION,
  'spec.assessment': USER_ACTION,
  'spec.targetService.name': null,
  'spec.targetService.namespace': null,
  'spec.targetService.baseline': null,
  'spec.targetService.candidate': null,
  'spec.targetService.apiVersion': LABELS,
  'spec.targetService.kind': LABELS,
  'spec.targetService.port': OWN_ROUTES,
  'spec.targetService.hosts': OWN_ROUTES,
  'spec.trafficControl.strategy': null,
  'spec.trafficControl.interval': null,
  'spec.trafficControl.maxIterations': null,
  'spec.trafficControl.trafficStepSize': null,
  'spec.trafficControl.maxTrafficPercentage': null,
  'spec.trafficControl.onSuccess': null,
  'spec.trafficControl.confidence': 'only the Bayesian strategies used it, and they have no counterpart',
  'spec.analysis.analyticsService': 'belongs to the configuration of the engine, not to an experiment',
  'spec.analysis.grafanaEndpoint': 'v2alpha2 links to no dashboard',
  'spec.analysis.successCriteria[].metricName': null,
  'spec.analysis.successCriteria[].tolerance': null,
  'spec.analysis.successCriteria[].toleranceType': null,
  'spec.analysis.successCriteria[].stopOnFailure': null,
  'spec.analysis.successCriteria[].sampleSize':
    'an objective has no smallest number of samples; make the first iterations long enough',
  'spec.analysis.successCriteria[].min_max': 'only the Bayesian strategies used it, and they have no counterpart',
  'spec.analysis.reward.metricName': null,
  'spec.analysis.reward.min_max': 'only the Bayesian strategies used it, and they have no counterpart',
  'spec.cleanup': 'v2alpha2 deletes nothing: delete the losing version in a finish action',
  'spec.routingReference': 'what it names may be what the weightObjRef of each version has to name',
  'status.phase': null,
  'status.message': null,
  'status.currentIteration': null,
  'status.trafficSplitPercentage': null,
  'status.createTimestamp': null,
  'status.startTimestamp': null,
  'status.endTimestamp': null,
  'status.lastIncrementTime': null,
  'status.conditions': null,
  'status.grafanaURL': 'v2alpha2 links to no dashboard',
  'status.analysisState': 'is the memory of the old analysis and means nothing to a new one',
  'status.assessment.conclusions': 'sentences of the old analysis have no place in v2alpha2',
  'status.assessment.all_success_criteria_met': null,
  'status.assessment.abort_experiment': null,
  'status.assessment.success_criteria[].metric_name': null,
  'status.assessment.success_criteria[].success_criterion_met': null,
  'status.assessment.success_criteria[].abort_experiment': null,
  'status.assessment.success_criteria[].conclusions': 'sentences of the old analysis have no place in v2alpha2',
};

const PATHS = {
  service: ['spec', 'targetService'],
  control: ['spec', 'trafficControl'],
  interval: ['spec', 'trafficControl', 'interval'],
  cap: ['spec', 'trafficControl', 'maxTrafficPercentage'],
  step: ['spec', 'trafficControl', 'trafficStepSize'],
  criteria: ['spec', 'analysis', 'successCriteria'],
};

/**
 * An Experiment of Iter8 v0.x as v2alpha2.
 *
 * @throws FieldError for the first field that holds another type than it must
 */
export function convertV1alpha1(experiment: Experiment): Conversion {
  return convertLegacy(experiment, {paths: PATHS, fates: FATES, timesOf, lossesOf});
}

function timesOf(resource: Field): LegacyTimes {
  const status = resource.get('status');
  return {
    initTime: nanosecondTime(status.get('createTimestamp')),
    endTime: nanosecondTime(status.get('endTimestamp')),
    analyticsUrl: resource.get('spec', 'analysis', 'analyticsService').text() ?? ANALYTICS_URL,
  };
}

function lossesOf(experiment: Experiment): Loss[] {
  return [...controlLosses(experiment), ...criteriaLosses(experiment), ...statusLosses(experiment)];
}

const AT_THE_END: Readonly<Record<string, string>> = {
  candidate:
    'after success all traffic went to the candidate; write a finish action that promotes versionRecommendedForPromotion',
  baseline: 'even after success all traffic went back to the baseline; write a finish action if it still should',
  both: 'after success the last split stayed, as it does in v2alpha2 without a finish action; after a failure all traffic went to the baseline',
};

function controlLosses({source, spec}: Experiment): Loss[] {
  const control = new Field(source).get(...PATHS.control);
  const service = new Field(source).get(...PATHS.service);
  const strategy = control.get('strategy').text() ?? 'check_and_increment';
  const onSuccess = control.get('onSuccess').text() ?? 'candidate';
  const isSelfTest =
    service.get('candidate').exists && service.get('candidate').value === service.get('baseline').value;
  return [
    ...when(
      strategy !== 'check_and_increment',
      [...PATHS.control, 'strategy'],
      `${strategy} has no counterpart; written as ${spec.deploymentPattern}, which raises the weight while the objectives hold`,
    ),
    ...when(
      isSelfTest,
      [...PATHS.service, 'candidate'],
      'a version compared with itself has no counterpart; written as Conformance of this one version',
    ),
    ...when(!isSelfTest, [...PATHS.control, 'onSuccess'], AT_THE_END[onSuccess] ?? AT_THE_END.candidate ?? ''),
  ];
}

function criteriaLosses(experiment: Experiment): Loss[] {
  const {criteria} = experiment.spec;
  const metrics = new Field(experiment.source).get('metrics');
  const reward: FieldPath = ['spec', 'analysis', 'reward', 'metricName'];
  return [
    ...criteria.objectives.flatMap((objective, index) => {
      const path = [...PATHS.criteria, index];
      const {metric} = objective;
      return [
        ...when(!isAbsolute(objective), [...path, 'tolerance'], relativeLimitReason(metric)),
        ...when(
          isAbsolute(objective) && /latency/i.test(metric),
          [...path, 'tolerance'],
          `${metric} may be in seconds; v2 metrics use milliseconds: check the limit`,
        ),
        ...when(!metrics.get(metric).exists, [...path, 'metricName'], metricReason(metric, experiment)),
      ];
    }),
    ...criteria.rewards.map(({metric}) => ({path: reward, reason: rewardReason(metric)})),
    ...metrics.entries().map(([metric, {path}]) => ({path, reason: metricReason(metric, experiment)})),
  ];
}

const CARRIED_CONDITIONS = ['ExperimentCompleted', 'ExperimentSucceeded', 'TargetsProvided'];

/** What both old formats say in their status and v2alpha2 cannot. */
export function statusLosses({source, status}: Experiment, carried = CARRIED_CONDITIONS): Loss[] {
  const field = new Field(source).get('status');
  const types = field
    .get('conditions')
    .items()
    .map((condition) => condition.get('type').text() ?? '');
  const others = types.filter((type) => !carried.includes(type));
  return [
    ...when(
      field.get('phase').value === 'Pause',
      ['status', 'phase'],
      `Pause has no counterpart; written as stage ${status.stage ?? 'Running'}`,
    ),
    ...when(
      others.length > 0,
      ['status', 'conditions'],
      `${others.join(', ')} have no counterpart; v2alpha2 knows Completed, Failed and TargetAcquired`,
    ),
  ];
}
