import {
  ANYTHING,
  BOOLEAN,
  CONDITIONS,
  DURATION,
  integer,
  keepingUnknown,
  listOf,
  mapOf,
  number,
  object,
  oneOf,
  OPEN_OBJECT,
  resource,
  type Schema,
  text,
  TIME,
} from './schema.js';

const SERVICE: Schema = object(
  {
    name: text(),
    namespace: text(),
    kind: oneOf(['Deployment', 'Service']),
    apiVersion: oneOf(['v1', 'apps/v1', '']),
    port: integer(1, 65_535),
    baseline: text({minLength: 1}),
    candidates: listOf(text({minLength: 1})),
  },
  ['baseline', 'candidates'],
);

const CRITERION: Schema = object(
  {
    metric: text({minLength: 1}),
    threshold: object(
      {type: oneOf(['absolute', 'relative']), value: number(), cutoffTrafficOnViolation: BOOLEAN},
      ['type', 'value'],
    ),
    isReward: BOOLEAN,
  },
  ['metric'],
);

const TRAFFIC_CONTROL: Schema = object({
  strategy: oneOf(['progressive', 'top_2', 'uniform']),
  maxIncrement: integer(0, 100),
  onTermination: oneOf(['to_winner', 'to_baseline', 'keep_last']),
  match: object({http: listOf(ANYTHING)}),
  percentage: integer(0, 100),
  routerID: text(),
});

const METRICS: Schema = object({counter_metrics: listOf(OPEN_OBJECT), ratio_metrics: listOf(OPEN_OBJECT)});

const CRITERION_ASSESSMENT: Schema = keepingUnknown(
  object({
    id: text(),
    metric_id: text(),
    statistics: keepingUnknown(object({value: number(), ratio_statistics: OPEN_OBJECT})),
    threshold_assessment: object({
      threshold_breached: BOOLEAN,
      probability_of_satisfying_threshold: number(),
    }),
  }),
);

const VERSION_ASSESSMENT: Schema = keepingUnknown(
  object({
    id: text(),
    name: text(),
    weight: integer(0, 100),
    request_count: integer(0),
    win_probability: number(),
    criterion_assessments: listOf(CRITERION_ASSESSMENT),
    rollback: BOOLEAN,
  }),
);

const WINNER: Schema = keepingUnknown(
  object({
    name: text(),
    current_best_version: text(),
    winning_version_found: BOOLEAN,
    probability_of_winning_for_best_version: number(),
  }),
);

const STATUS: Schema = keepingUnknown(
  object({
    phase: text(),
    message: text(),
    experimentType: text(),
    effectiveHosts: listOf(text()),
    currentIteration: integer(0),
    initTimestamp: TIME,
    startTimestamp: TIME,
    lastUpdateTime: TIME,
    endTimestamp: TIME,
    assessment: keepingUnknown(
      object({baseline: VERSION_ASSESSMENT, candidates: listOf(VERSION_ASSESSMENT), winner: WINNER}),
    ),
    analysisState: OPEN_OBJECT,
    conditions: CONDITIONS,
  }),
);

/** Experiment of Iter8 v1.0. */
export const EXPERIMENT_V1ALPHA2: Schema = resource({
  spec: object(
    {
      service: SERVICE,
      networking: object({
        id: text(),
        hosts: listOf(object({name: text(), gateway: text()}, ['name', 'gateway'])),
      }),
      criteria: listOf(CRITERION),
      duration: object({interval: DURATION, maxIterations: integer(1)}),
      trafficControl: TRAFFIC_CONTROL,
      analyticsEndpoint: text(),
      cleanup: BOOLEAN,
      manualOverride: object(
        {action: oneOf(['pause', 'resume', 'terminate']), trafficSplit: mapOf(integer(0, 100))},
        ['action'],
      ),
      metrics: METRICS,
    },
    ['service'],
  ),
  metrics: METRICS,
  status: STATUS,
});
