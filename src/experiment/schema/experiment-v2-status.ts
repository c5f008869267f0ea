import {STAGES} from '../model.js';
import {
  BOOLEAN,
  CONDITIONS,
  integer,
  keepingUnknown,
  listOf,
  mapOf,
  object,
  oneOf,
  OPEN_OBJECT,
  QUANTITY,
  type Schema,
  text,
  TIME,
} from './schema.js';

const WEIGHTS: Schema = listOf(object({name: text(), value: integer()}, ['name', 'value']));

const VALUE: Schema = object({
  value: QUANTITY,
  max: QUANTITY,
  min: QUANTITY,
  sampleSize: integer(0),
  lastValue: QUANTITY,
  observedAt: TIME,
});

const METRIC_VALUES: Schema = object({data: mapOf(VALUE), max: QUANTITY, min: QUANTITY});

const OBJECTIVE_ASSESSMENT: Schema = object({
  state: oneOf(['satisfied', 'violated', 'unknown']),
  message: text(),
});

function block(data: Schema): Schema {
  return object({provenance: text(), timestamp: TIME, message: text(), data});
}

const ANALYSIS: Schema = keepingUnknown(
  object({
    aggregatedBuiltinHists: block(OPEN_OBJECT),
    aggregatedMetrics: block(mapOf(METRIC_VALUES)),
    versionAssessments: block(mapOf(listOf(BOOLEAN))),
    objectiveAssessments: block(mapOf(listOf(OBJECTIVE_ASSESSMENT))),
    winnerAssessment: block(keepingUnknown(object({winnerFound: BOOLEAN, winner: text()}))),
    weights: block(WEIGHTS),
  }),
);

/** Written by engines. Open, since ours adds to what the original wrote. */
export const EXPERIMENT_V2_STATUS: Schema = keepingUnknown(
  object({
    conditions: CONDITIONS,
    initTime: TIME,
    startTime: TIME,
    endTime: TIME,
    lastUpdateTime: TIME,
    stage: oneOf(STAGES),
    completedIterations: integer(0),
    currentWeightDistribution: WEIGHTS,
    analysis: ANALYSIS,
    versionRecommendedForPromotion: text(),
    recommendedBaseline: text(),
    message: text(),
    metrics: listOf(OPEN_OBJECT),
    progress: OPEN_OBJECT,
    actions: mapOf(OPEN_OBJECT),
    history: OPEN_OBJECT,
    looks: listOf(OPEN_OBJECT),
  }),
);
