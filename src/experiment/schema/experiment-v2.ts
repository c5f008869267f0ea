import {DEPLOYMENT_PATTERNS, DIRECTIONS, TESTING_PATTERNS} from '../model.js';
import {EXPERIMENT_V2_STATUS} from './experiment-v2-status.js';
import {
  ANYTHING,
  BOOLEAN,
  deprecated,
  integer,
  listOf,
  mapOf,
  NAMED_VALUES,
  object,
  oneOf,
  OPEN_OBJECT,
  QUANTITY,
  resource,
  type Schema,
  text,
} from './schema.js';

const WEIGHT_REFERENCE: Schema = object({
  apiVersion: text(),
  kind: text(),
  namespace: text(),
  name: text(),
  fieldPath: text(),
  uid: text(),
  resourceVersion: text(),
});

const VERSION: Schema = object(
  {
    name: text(),
    variables: NAMED_VALUES,
    weightObjRef: WEIGHT_REFERENCE,
    tags: deprecated(mapOf(text()), 'write variables.'),
  },
  ['name'],
);

const TASK: Schema = object({
  library: deprecated(text(), 'write task: library/task.'),
  task: text(),
  run: text(),
  if: text(),
  condition: deprecated(text(), 'write if.'),
  with: mapOf(ANYTHING),
});

const STRATEGY: Schema = object({
  testingPattern: oneOf(TESTING_PATTERNS),
  type: deprecated(oneOf([...TESTING_PATTERNS, 'Performance', 'BlueGreen']), 'write testingPattern.'),
  deploymentPattern: oneOf(DEPLOYMENT_PATTERNS),
  actions: mapOf(listOf(TASK)),
  handlers: deprecated(mapOf(text()), 'an action runs when it is there.'),
  weights: object({
    maxCandidateWeight: integer(0, 100),
    maxCandidateWeightIncrement: integer(0, 100),
    algorithm: deprecated(oneOf(DEPLOYMENT_PATTERNS), 'write strategy.deploymentPattern.'),
    weightDistribution: deprecated(ANYTHING, 'read by nobody.'),
  }),
});

const REWARD: Schema = object({metric: text(), preferredDirection: oneOf(DIRECTIONS)}, [
  'metric',
  'preferredDirection',
]);

const OBJECTIVE: Schema = object(
  {metric: text(), upperLimit: QUANTITY, lowerLimit: QUANTITY, rollback_on_failure: BOOLEAN},
  ['metric'],
);

const CRITERIA: Schema = object({
  requestCount: text(),
  rewards: listOf(REWARD),
  reward: deprecated(REWARD, 'write rewards, a list.'),
  indicators: listOf(text()),
  objectives: listOf(OBJECTIVE),
  strength: ANYTHING,
  support: deprecated(ANYTHING, 'it is called strength.'),
});

const DURATION: Schema = object({
  intervalSeconds: integer(1),
  iterationsPerLoop: integer(1),
  maxLoops: integer(1),
  maxIterations: deprecated(integer(1), 'write iterationsPerLoop and maxLoops.'),
});

/**
 * Experiment of v2alpha1 and v2alpha2: all spellings that are read, the deprecated ones and the `baseline` and
 * `candidates` beside `versionInfo` of the Helm tutorial among them, so that a server keeps them.
 */
export const EXPERIMENT_V2: Schema = resource({
  spec: object(
    {
      target: text({minLength: 1}),
      versionInfo: {...object({baseline: VERSION, candidates: listOf(VERSION)}), nullable: true},
      baseline: deprecated(VERSION, 'belongs below versionInfo.'),
      candidates: deprecated(listOf(VERSION), 'belong below versionInfo.'),
      strategy: STRATEGY,
      criteria: CRITERIA,
      duration: DURATION,
      metrics: deprecated(listOf(OPEN_OBJECT), 'copies of metrics are kept in the status.'),
    },
    ['target', 'strategy'],
  ),
  status: EXPERIMENT_V2_STATUS,
});
