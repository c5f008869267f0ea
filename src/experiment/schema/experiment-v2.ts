import {DEPLOYMENT_PATTERNS, DIRECTIONS, FINAL_SPLITS, POLICIES, TESTING_PATTERNS} from '../model.js';
import {EXPERIMENT_V2_STATUS} from './experiment-v2-status.js';
import {
  ANYTHING,
  BOOLEAN,
  deprecated,
  explained,
  integer,
  keepingUnknown,
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
  apiVersion: explained('Of the object that splits the traffic, such as serving.knative.dev/v1.', text()),
  kind: explained('Its kind, such as Service.', text()),
  namespace: explained("Its namespace; the experiment's if left out.", text()),
  name: explained('Its name.', text()),
  fieldPath: explained(
    'JSONPath of the one field that holds the weight, such as .spec.traffic[0].percent.',
    text(),
  ),
  uid: explained('Not read.', text()),
  resourceVersion: explained('Not read.', text()),
});

const VERSION: Schema = object(
  {
    name: explained('Name of the version, unique in the experiment; $name in the queries of metrics.', text()),
    variables: explained(
      'Names and values for the placeholders of metrics and tasks, such as revision.',
      NAMED_VALUES,
    ),
    weightObjRef: explained(
      'Where the traffic weight of this version stands. One version may leave it out and gets what the others leave.',
      WEIGHT_REFERENCE,
    ),
    tags: deprecated(mapOf(text()), 'write variables.'),
  },
  ['name'],
);

const TASK: Schema = object({
  library: deprecated(text(), 'write task: library/task.'),
  task: explained('Task to run, as library/name; either this or run.', text()),
  run: explained('Script for bash; either this or task.', text()),
  if: explained('Condition under which it runs, such as CandidateWon(); always if left out.', text()),
  condition: deprecated(text(), 'write if.'),
  with: explained('Inputs of the task.', mapOf(ANYTHING)),
});

const STRATEGY: Schema = object({
  testingPattern: explained(
    'How the winner is found: Canary (candidate against limits), A/B and A/B/N (by a reward too), Conformance (one version).',
    oneOf(TESTING_PATTERNS),
  ),
  type: deprecated(oneOf([...TESTING_PATTERNS, 'Performance', 'BlueGreen']), 'write testingPattern.'),
  deploymentPattern: explained(
    'How traffic moves: Progressive (in steps), FixedSplit (not at all), BlueGreen (at once); Progressive if left out.',
    oneOf(DEPLOYMENT_PATTERNS),
  ),
  actions: explained(
    'Tasks, one after the other: start, before the run; loop, after each loop; finish, after the run.',
    mapOf(listOf(TASK)),
  ),
  handlers: deprecated(mapOf(text()), 'an action runs when it is there.'),
  weights: explained(
    'Bounds of the traffic during the run.',
    object({
      maxCandidateWeight: explained(
        'Most traffic that a candidate gets, in percent; 100 if left out.',
        integer(0, 100),
      ),
      maxCandidateWeightIncrement: explained(
        'Most by which its traffic rises in an iteration, in percent; 10 if left out.',
        integer(0, 100),
      ),
      finalSplit: explained(
        'What becomes of the traffic at a normal end: all to the Recommended version, which is the winner or else the baseline (if left out), all to the Baseline, or as it was Last; LastOnSuccess only if a candidate has won.',
        oneOf(FINAL_SPLITS),
      ),
      algorithm: deprecated(oneOf(DEPLOYMENT_PATTERNS), 'write strategy.deploymentPattern.'),
      weightDistribution: deprecated(ANYTHING, 'read by nobody.'),
    }),
  ),
});

const REWARD: Schema = object(
  {
    metric: explained('Reference of the metric: name, or namespace/name.', text()),
    preferredDirection: explained('Whether more or less is better.', oneOf(DIRECTIONS)),
  },
  ['metric', 'preferredDirection'],
);

const OBJECTIVE: Schema = object(
  {
    metric: explained('Reference of the metric: name, or namespace/name.', text()),
    upperLimit: explained('Largest value that satisfies, in the unit of the metric.', QUANTITY),
    lowerLimit: explained('Smallest value that satisfies, in the unit of the metric.', QUANTITY),
    relativeUpperLimit: explained(
      "Largest value that satisfies, as a multiple of the baseline's, such as 1.1.",
      QUANTITY,
    ),
    relativeLowerLimit: explained("Smallest value that satisfies, as a multiple of the baseline's.", QUANTITY),
    rollback_on_failure: explained(
      'Whether the experiment ends as soon as a version violates this; true with BlueGreen, else false if left out.',
      BOOLEAN,
    ),
  },
  ['metric'],
);

const STRENGTH: Schema = keepingUnknown(
  object({
    confidence: explained(
      'Probability that no wrong verdict comes out of all looks together, from 0.5 to below 1; 0.95 if left out.',
      {type: 'number', minimum: 0.5, maximum: 1},
    ),
    policy: explained(
      'What counts: provenSafe promotes only what is shown to keep all limits, provenHarmful stops only what is shown to break one, lastValue takes the last values as they are; provenSafe with a confidence, else lastValue if left out.',
      oneOf(POLICIES),
    ),
    looks: explained(
      'How often the data may be looked at: a number, auto (at each iteration, 50 times at most; if left out), or anytime (without a plan, which takes more data).',
      {'x-kubernetes-int-or-string': true, pattern: '^(auto|anytime)$'},
    ),
    minimumSamples: explained('Number of observations that a value needs to be judged at all.', integer(0)),
  }),
);

const CRITERIA: Schema = object({
  requestCount: explained('Metric that counts requests; shown, and not judged.', text()),
  rewards: explained(
    'Metric that decides among the versions that satisfy all objectives; one at most.',
    listOf(REWARD),
  ),
  reward: deprecated(REWARD, 'write rewards, a list.'),
  indicators: explained('Metrics that are shown and not judged.', listOf(text())),
  objectives: explained('Limits that a version must satisfy, all of them, to win.', listOf(OBJECTIVE)),
  strength: explained('How sure a verdict has to be; the last value decides if left out.', STRENGTH),
  support: deprecated(ANYTHING, 'it is called strength.'),
});

const DURATION: Schema = object({
  intervalSeconds: explained('Length of an iteration; 20 if left out.', integer(1)),
  iterationsPerLoop: explained('Iterations in a loop; 15 if left out.', integer(1)),
  maxLoops: explained('Loops; 1 if left out.', integer(1)),
  endEarly: explained(
    'Whether the run ends when nothing can change its verdict any more; true with criteria.strength, else false if left out.',
    BOOLEAN,
  ),
  maxIterations: deprecated(integer(1), 'write iterationsPerLoop and maxLoops.'),
});

/**
 * Experiment of v2alpha1 and v2alpha2: all spellings that are read, the deprecated ones and the `baseline` and
 * `candidates` beside `versionInfo` of the Helm tutorial among them, so that a server keeps them.
 */
export const EXPERIMENT_V2: Schema = resource({
  spec: explained(
    'What is tried out, how, and when it is good enough.',
    object(
      {
        target: explained(
          'What is tried out, by custom NAMESPACE/SERVICE. Experiments of one target run one after the other.',
          text({minLength: 1}),
        ),
        versionInfo: explained('The versions that are compared; a start action may fill it in.', {
          ...object({
            baseline: explained('The current version.', VERSION),
            candidates: explained(
              'The new versions: one, several with A/B/N, none with Conformance.',
              listOf(VERSION),
            ),
          }),
          nullable: true,
        }),
        baseline: deprecated(VERSION, 'belongs below versionInfo.'),
        candidates: deprecated(listOf(VERSION), 'belong below versionInfo.'),
        strategy: explained(
          'How the winner is found, how traffic moves, and what is done around the run.',
          STRATEGY,
        ),
        criteria: explained('What a version is judged by.', CRITERIA),
        duration: explained('How long it takes: intervalSeconds × iterationsPerLoop × maxLoops.', DURATION),
        metrics: deprecated(listOf(OPEN_OBJECT), 'copies of metrics are kept in the status.'),
      },
      ['target', 'strategy'],
    ),
  ),
  status: EXPERIMENT_V2_STATUS,
});
