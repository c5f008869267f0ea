import {Field, type FieldPath} from '../field.js';
import type {Experiment, Objective} from '../model.js';
import {nanosecondTime} from '../parse-v1alpha1.js';
import type {Conversion, Loss} from './conversion.js';
import type {Fates} from './fates.js';
import {ANALYTICS_URL, convertLegacy} from './legacy-conversion.js';
import {directionOf, isAlwaysSuccess, isInSeconds, readyMadeMetric} from './legacy-criteria.js';
import {CLEANUP, metricReason, rewardReason, when} from './legacy-spec.js';
import type {LegacyTimes} from './legacy-status.js';
import {actionLosses} from './legacy-action.js';

const OWN_ROUTES = 'only the traffic inside the cluster is routed: keep it in a route of your own';
const LABELS = 'versions are only names in v2alpha2; what carries their traffic is named in weightObjRef';

const FATES: Fates = {
  apiVersion: null,
  kind: null,
  metadata: null,
  metrics: null,
  action: null,
  'spec.assessment': null,
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
  'spec.analysis.successCriteria[].sampleSize': null,
  'spec.analysis.successCriteria[].min_max': 'only the Bayesian strategies used it, and they have no counterpart',
  'spec.analysis.reward.metricName': null,
  'spec.analysis.reward.min_max': 'only the Bayesian strategies used it, and they have no counterpart',
  'spec.cleanup': CLEANUP,
  'spec.routingReference': 'the VirtualService whose hosts name the Service is used, whatever it is called',
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
  const resource = new Field(experiment.source);
  return [
    ...actionLosses(experiment, resource.get('action')),
    ...actionLosses(experiment, resource.get('spec', 'assessment')),
    ...controlLosses(experiment),
    ...criteriaLosses(experiment),
    ...sampleLosses(experiment),
    ...statusLosses(experiment),
  ];
}

function controlLosses({source, spec}: Experiment): Loss[] {
  const control = new Field(source).get(...PATHS.control);
  const service = new Field(source).get(...PATHS.service);
  const strategy = control.get('strategy').text() ?? 'check_and_increment';
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
        ...when(/latency/i.test(metric), [...path, 'tolerance'], latencyReason(experiment, objective)),
        ...when(!metrics.get(metric).exists, [...path, 'metricName'], metricReason(metric, experiment)),
      ];
    }),
    ...criteria.rewards
      .filter(({metric}) => directionOf(metric) === undefined)
      .map(({metric}) => ({path: reward, reason: rewardReason(metric)})),
    ...metrics.entries().map(([metric, {path}]) => ({path, reason: metricReason(metric, experiment)})),
  ];
}

function latencyReason(experiment: Experiment, objective: Objective): string {
  const {metric, upperLimit} = objective;
  if (!upperLimit) return `${metric} is held against the baseline, whatever its unit`;
  if (isInSeconds(experiment, objective)) return `read as seconds, and written as milliseconds: check the limit`;
  if (readyMadeMetric(metric) !== undefined) return `read as milliseconds, as of v0.2: check the limit`;
  return `${metric} may be in seconds; v2 metrics use milliseconds: check the limit`;
}

/** What each criterion had of its own, and all have together now. */
function sampleLosses(experiment: Experiment): Loss[] {
  const {minimumSamples} = experiment.spec.criteria;
  const sizes = new Field(experiment.source)
    .get(...PATHS.criteria)
    .items()
    .map((criterion) => criterion.get('sampleSize'));
  const isOther = sizes.some((size) => (size.integer() ?? 10) !== minimumSamples);
  return [
    ...when(isAlwaysSuccess(experiment), PATHS.criteria, ALWAYS_SUCCESS),
    ...when(
      isOther,
      PATHS.criteria,
      `criteria.strength.minimumSamples holds for all: ${minimumSamples ?? 0}, the largest`,
    ),
  ];
}

const ALWAYS_SUCCESS =
  'without any the candidate always won; written as an objective that holds as soon as requests can be counted';

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
