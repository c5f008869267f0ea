import {Field, type FieldPath} from '../field.js';
import type {Experiment} from '../model.js';
import type {Conversion, Loss} from './conversion.js';
import type {Fates} from './fates.js';
import {ANALYTICS_URL, convertLegacy} from './legacy-conversion.js';
import {actionLosses} from './legacy-action.js';
import {directionOf} from './legacy-criteria.js';
import {CLEANUP, metricReason, rewardReason, when} from './legacy-spec.js';
import type {LegacyTimes} from './legacy-status.js';
import {statusLosses} from './v1alpha1.js';

const OWN_ROUTES = 'only the traffic inside the cluster is routed: keep it in a route of your own';
const LABELS = 'versions are only names in v2alpha2; what carries their traffic is named in weightObjRef';
const PROBABILITIES = 'v2alpha2 has no place for probabilities and intervals';

/** The fields that the old status has for each version. */
function versionFates(version: string): Fates {
  const criterion = `${version}.criterion_assessments[]`;
  return {
    [`${version}.id`]: null,
    [`${version}.name`]: null,
    [`${version}.weight`]: null,
    [`${version}.request_count`]: null,
    [`${version}.win_probability`]: PROBABILITIES,
    [`${version}.rollback`]: 'the old analysis never set it; v2alpha2 keeps no such mark',
    [`${criterion}.id`]: null,
    [`${criterion}.metric_id`]: null,
    [`${criterion}.statistics.value`]: null,
    [`${criterion}.statistics.ratio_statistics`]: PROBABILITIES,
    [`${criterion}.threshold_assessment.threshold_breached`]: null,
    [`${criterion}.threshold_assessment.probability_of_satisfying_threshold`]: PROBABILITIES,
  };
}

const FATES: Fates = {
  apiVersion: null,
  kind: null,
  metadata: null,
  metrics: null,
  'spec.metrics': null,
  'spec.service.name': null,
  'spec.service.namespace': null,
  'spec.service.baseline': null,
  'spec.service.candidates': null,
  'spec.service.apiVersion': LABELS,
  'spec.service.kind': LABELS,
  'spec.service.port': OWN_ROUTES,
  'spec.networking.hosts': OWN_ROUTES,
  'spec.networking.id': 'named routing rules that the old engine made for itself',
  'spec.criteria[].metric': null,
  'spec.criteria[].isReward': null,
  'spec.criteria[].threshold.type': null,
  'spec.criteria[].threshold.value': null,
  'spec.criteria[].threshold.cutoffTrafficOnViolation':
    'the old engine never acted on it; write rollback_on_failure: true into the objective if it should',
  'spec.duration.interval': null,
  'spec.duration.maxIterations': null,
  'spec.trafficControl.strategy': null,
  'spec.trafficControl.maxIncrement': null,
  'spec.trafficControl.onTermination': null,
  'spec.trafficControl.match': 'v2alpha2 matches no requests: keep it in a route of your own',
  'spec.trafficControl.percentage': 'the old engine never acted on it',
  'spec.trafficControl.routerID': 'the old engine never acted on it',
  'spec.analyticsEndpoint': 'belongs to the configuration of the engine, not to an experiment',
  'spec.cleanup': CLEANUP,
  'spec.manualOverride.action': null,
  'spec.manualOverride.trafficSplit':
    'a split is not set by hand: change the weights in the object that splits the traffic',
  'status.phase': null,
  'status.message': null,
  'status.experimentType': null,
  'status.effectiveHosts': 'v2alpha2 makes no routes and so lists no hosts',
  'status.currentIteration': null,
  'status.initTimestamp': null,
  'status.startTimestamp': null,
  'status.lastUpdateTime': null,
  'status.endTimestamp': null,
  'status.conditions': null,
  'status.analysisState': 'is the memory of the old analysis and means nothing to a new one',
  ...versionFates('status.assessment.baseline'),
  ...versionFates('status.assessment.candidates[]'),
  'status.assessment.winner.name': null,
  'status.assessment.winner.winning_version_found': null,
  'status.assessment.winner.current_best_version': 'v2alpha2 names a version only once it has won',
  'status.assessment.winner.probability_of_winning_for_best_version': PROBABILITIES,
};

const PATHS = {
  service: ['spec', 'service'],
  interval: ['spec', 'duration', 'interval'],
  cap: ['spec', 'trafficControl'],
  step: ['spec', 'trafficControl', 'maxIncrement'],
};

/**
 * An Experiment of Iter8 v1.0 as v2alpha2.
 *
 * @throws FieldError for the first field that holds another type than it must
 */
export function convertV1alpha2(experiment: Experiment): Conversion {
  return convertLegacy(experiment, {paths: PATHS, fates: FATES, timesOf, lossesOf});
}

function timesOf(resource: Field): LegacyTimes {
  const status = resource.get('status');
  return {
    initTime: status.get('initTimestamp').time(),
    endTime: status.get('endTimestamp').time(),
    analyticsUrl: resource.get('spec', 'analyticsEndpoint').text() ?? ANALYTICS_URL,
  };
}

function lossesOf(experiment: Experiment): Loss[] {
  return [
    ...actionLosses(experiment, new Field(experiment.source).get('spec', 'manualOverride', 'action')),
    ...controlLosses(experiment),
    ...criteriaLosses(experiment),
    ...metricLosses(experiment),
    ...statusLosses(experiment, ['ExperimentCompleted', 'TargetsProvided']),
  ];
}

const OTHER_STRATEGIES: Readonly<Record<string, string>> = {
  top_2: 'top_2 has no counterpart; written as Progressive, which gives the traffic to the best version alone',
  uniform:
    'uniform has no counterpart; written as FixedSplit, which leaves the weights as they are: set them equal before',
};

function controlLosses({source, spec}: Experiment): Loss[] {
  const control = new Field(source).get('spec', 'trafficControl');
  const candidates = new Field(source).get('spec', 'service', 'candidates');
  const strategy = OTHER_STRATEGIES[control.get('strategy').text() ?? ''];
  return [
    ...when(strategy !== undefined, [...control.path, 'strategy'], strategy ?? ''),
    ...when(
      spec.versions.length < 2 && candidates.items().length > 0,
      candidates.path,
      'a version compared with itself has no counterpart; written as Conformance of this one version',
    ),
    ...when(
      spec.testingPattern === 'A/B/N' && spec.criteria.rewards.length === 0,
      candidates.path,
      'several candidates need a reward in v2alpha2: write one into criteria.rewards',
    ),
  ];
}

function criteriaLosses({source, spec}: Experiment): Loss[] {
  const unclear = spec.criteria.rewards
    .filter(({metric, preferredDirection}) => !preferredDirection && !directionOf(metric))
    .map(({metric}) => metric);
  const criteria = new Field(source).get('spec', 'criteria').items();
  return criteria.flatMap((criterion) => {
    const metric = criterion.get('metric').text() ?? '';
    const isUnclear = criterion.get('isReward').boolean() === true && unclear.includes(metric);
    return [...when(isUnclear, [...criterion.path, 'isReward'], rewardReason(metric))];
  });
}

/** A line at the definition of each metric, or at its first use where the object holds no definition. */
function metricLosses(experiment: Experiment): Loss[] {
  const resource = new Field(experiment.source);
  const homes = [resource.get('spec', 'metrics'), resource.get('metrics')];
  const definitions = homes.flatMap((home) =>
    [home.get('counter_metrics'), home.get('ratio_metrics')].flatMap((list) => list.items()),
  );
  const paths = new Map<string, FieldPath>();
  for (const definition of definitions) paths.set(definition.get('name').text() ?? '', definition.path);
  for (const criterion of resource.get('spec', 'criteria').items()) {
    const metric = criterion.get('metric').text() ?? '';
    if (!paths.has(metric)) paths.set(metric, [...criterion.path, 'metric']);
  }
  return [...paths].map(([metric, path]) => ({path, reason: metricReason(metric, experiment)}));
}
