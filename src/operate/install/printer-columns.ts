import type {JsonObject} from '../../experiment/json.js';

/** A column of `kubectl get`; those for `-o wide` alone have priority 1. */
function column(name: string, jsonPath: string, priority?: 1): JsonObject {
  return {name, type: 'string', ...(priority && {priority}), jsonPath};
}

const WINNER = '.status.assessment.winner';

const V2 = [
  column('type', '.spec.strategy.testingPattern'),
  column('target', '.spec.target'),
  column('stage', '.status.stage'),
  column('completed iterations', '.status.completedIterations'),
  column('message', '.status.message'),
];

const V1ALPHA2 = [
  column('type', '.status.experimentType'),
  column('hosts', '.status.effectiveHosts'),
  column('phase', '.status.phase'),
  column('winner found', `${WINNER}.winning_version_found`),
  column('current best', `${WINNER}.name`),
  column('confidence', `${WINNER}.probability_of_winning_for_best_version`, 1),
  column('status', '.status.message'),
  column('baseline', '.spec.service.baseline', 1),
  column('candidates', '.spec.service.candidates', 1),
];

/** Two columns have one name, as the original has it. */
const V1ALPHA1 = [
  column('phase', '.status.phase'),
  column('status', '.status.message'),
  column('baseline', '.spec.targetService.baseline'),
  column('percentage', '.status.trafficSplitPercentage.baseline'),
  column('candidate', '.spec.targetService.candidate'),
  column('percentage', '.status.trafficSplitPercentage.candidate'),
];

/** What `kubectl get experiments` shows, by version: the tables of the original, which has no AGE. */
export const EXPERIMENT_COLUMNS = {v2alpha2: V2, v2alpha1: V2, v1alpha2: V1ALPHA2, v1alpha1: V1ALPHA1} as const;

/** What `kubectl get metrics` shows. */
export const METRIC_COLUMNS: readonly JsonObject[] = [
  column('type', '.spec.type'),
  column('description', '.spec.description'),
];
