import {
  BOOLEAN,
  CONDITIONS,
  DURATION,
  integer,
  keepingUnknown,
  LARGE_INTEGER,
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

const HOSTS: Schema = listOf(object({name: text(), gateway: text()}, ['name']));
const RANGE: Schema = object({min: number(), max: number()});

const TARGET_SERVICE: Schema = object({
  name: text(),
  namespace: text(),
  apiVersion: oneOf(['v1', 'apps/v1', '']),
  kind: oneOf(['Deployment', 'Service']),
  baseline: text({minLength: 1}),
  candidate: text({minLength: 1}),
  hosts: HOSTS,
  port: integer(1, 65_535),
});

const TRAFFIC_CONTROL: Schema = object({
  strategy: oneOf([
    'check_and_increment',
    'increment_without_check',
    'epsilon_greedy',
    'posterior_bayesian_routing',
    'optimistic_bayesian_routing',
  ]),
  interval: DURATION,
  maxIterations: integer(1),
  trafficStepSize: number(0, 100),
  maxTrafficPercentage: number(0, 100),
  onSuccess: oneOf(['baseline', 'candidate', 'both']),
  confidence: number(0, 1),
});

const CRITERION: Schema = object(
  {
    metricName: text({minLength: 1}),
    toleranceType: oneOf(['threshold', 'delta']),
    tolerance: number(),
    sampleSize: integer(1),
    stopOnFailure: BOOLEAN,
    min_max: RANGE,
  },
  ['metricName', 'toleranceType', 'tolerance'],
);

const ANALYSIS: Schema = object({
  analyticsService: text(),
  grafanaEndpoint: text(),
  successCriteria: listOf(CRITERION),
  reward: object({metricName: text(), min_max: RANGE}, ['metricName']),
});

const ASSESSMENT: Schema = keepingUnknown(
  object({
    conclusions: listOf(text()),
    all_success_criteria_met: BOOLEAN,
    abort_experiment: BOOLEAN,
    success_criteria: listOf(
      keepingUnknown(
        object({
          metric_name: text(),
          conclusions: listOf(text()),
          success_criterion_met: BOOLEAN,
          abort_experiment: BOOLEAN,
        }),
      ),
    ),
  }),
);

const STATUS: Schema = keepingUnknown(
  object({
    phase: text(),
    message: text(),
    currentIteration: integer(0),
    trafficSplitPercentage: object({baseline: integer(0, 100), candidate: integer(0, 100)}),
    createTimestamp: LARGE_INTEGER,
    startTimestamp: LARGE_INTEGER,
    endTimestamp: LARGE_INTEGER,
    lastIncrementTime: TIME,
    assessment: ASSESSMENT,
    analysisState: OPEN_OBJECT,
    grafanaURL: text(),
    conditions: CONDITIONS,
    observedGeneration: LARGE_INTEGER,
  }),
);

/** Experiment of Iter8 v0.x. */
export const EXPERIMENT_V1ALPHA1: Schema = resource({
  spec: object(
    {
      targetService: TARGET_SERVICE,
      trafficControl: TRAFFIC_CONTROL,
      analysis: ANALYSIS,
      cleanup: oneOf(['delete', '']),
      assessment: text(),
      routingReference: OPEN_OBJECT,
    },
    ['targetService'],
  ),
  action: oneOf(['pause', 'resume', 'override_success', 'override_failure', '']),
  metrics: mapOf(OPEN_OBJECT),
  status: STATUS,
});
