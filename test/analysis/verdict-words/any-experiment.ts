import fc from 'fast-check';
import type {Json, JsonObject} from '../../../src/experiment/json.js';
import {DEPLOYMENT_PATTERNS, STAGES, TESTING_PATTERNS} from '../../../src/experiment/model.js';
import {WISH_ANNOTATION, WISH_BY_ANNOTATION, WISH_REASON_ANNOTATION} from '../../../src/experiment/wish.js';

/** Words of a stranger: line breaks, escape sequences, wide and joined characters, and none of our own words. */
const text = fc.string({
  unit: fc.constantFrom('x', 'é', '漢', '😀', ' ', '\n', '\r', '\u001b', '\u2028', '\u0085', ':', ';'),
  maxLength: 300,
});
const name = fc.oneof(
  text.map((words) => `${words}z`),
  fc.constantFrom('b', 'c', 'd'),
);
const metric = fc.constantFrom('latency', 'shop/latency', 'errors', 'reward');
const quantity = fc.oneof(
  fc.integer({min: -1000, max: 1000}).map(String),
  fc.constantFrom('0', '10m', '1n', '0.949999999', '1e30'),
);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, {nil: undefined});

const objective = fc.record(
  {metric, upperLimit: quantity, lowerLimit: quantity, rollback_on_failure: fc.boolean()},
  {requiredKeys: ['metric']},
);

const REASONS = [
  'ExperimentPaused',
  'WaitingForTarget',
  'IterationUpdate',
  'WeightRedistributionFailed',
  'HandlerFailed',
];
const condition = fc.record(
  {
    type: fc.constantFrom('Completed', 'Failed'),
    status: fc.constantFrom('True', 'False'),
    reason: fc.constantFrom(...REASONS),
    message: text,
  },
  {requiredKeys: ['type']},
);

const task = fc.record(
  {index: fc.nat(3), task: text, result: fc.constantFrom('succeeded', 'failed', 'running'), reason: text},
  {requiredKeys: []},
);
const record = fc.record({
  state: fc.constantFrom('running', 'succeeded', 'failed', 'aborted'),
  tasks: fc.array(task, {maxLength: 3}),
});
const actions = fc.oneof(
  fc.dictionary(fc.constantFrom('start', 'loop-1', 'finish', 'finish-2', ''), record),
  fc.jsonValue(),
);

const progress = fc.oneof(
  fc.record(
    {
      ending: fc.record({kind: fc.constantFrom('finished', 'rolledBack', 'aborted'), reason: text}),
      attempts: fc.nat(5),
      nextDueAt: fc.constantFrom('2026-11-22T09:00:00.000Z', 'soon'),
    },
    {requiredKeys: []},
  ),
  fc.jsonValue(),
);

function analysisOf(versions: readonly string[]): fc.Arbitrary<object> {
  const version = fc.constantFrom('z', ...versions);
  const values = fc.dictionary(
    version,
    fc.record(
      {value: quantity, sampleSize: fc.nat(), observedAt: fc.constant('2026-11-22T10:00:00Z')},
      {requiredKeys: []},
    ),
  );
  const assessment = fc.record(
    {state: fc.constantFrom('satisfied', 'violated', 'unknown'), message: text},
    {requiredKeys: ['state']},
  );
  const block = <T>(data: fc.Arbitrary<T>) => fc.record({message: text, data});
  return fc.record(
    {
      aggregatedMetrics: block(fc.dictionary(metric, fc.record({data: values}))),
      objectiveAssessments: block(fc.dictionary(version, fc.array(assessment, {maxLength: 3}))),
      versionAssessments: block(fc.dictionary(version, fc.array(fc.boolean(), {maxLength: 3}))),
      winnerAssessment: block(
        fc.record({winnerFound: fc.boolean(), winner: version}, {requiredKeys: ['winnerFound']}),
      ),
    },
    {requiredKeys: []},
  );
}

function statusOf(versions: readonly string[]): fc.Arbitrary<object> {
  const weight = fc.record({name: fc.constantFrom('z', ...versions), value: fc.nat(100)});
  return fc.record(
    {
      stage: fc.constantFrom(...STAGES),
      completedIterations: fc.nat(12),
      message: text,
      conditions: fc.array(condition, {maxLength: 3}),
      currentWeightDistribution: fc.array(weight, {maxLength: 4}),
      progress,
      actions,
      analysis: analysisOf(versions),
    },
    {requiredKeys: []},
  );
}

/** An Experiment that can be read, in any state, with whatever a stranger has written into it. */
export const anyExperiment: fc.Arbitrary<JsonObject> = fc
  .uniqueArray(name, {maxLength: 4})
  .chain((versions) =>
    fc.record({
      testingPattern: optional(fc.constantFrom(...TESTING_PATTERNS)),
      deploymentPattern: fc.constantFrom(...DEPLOYMENT_PATTERNS),
      objectives: fc.array(objective, {maxLength: 3}),
      rewards: fc.array(fc.record({metric, preferredDirection: fc.constantFrom('High', 'Low')}), {maxLength: 2}),
      versions: fc.constant(versions),
      annotations: fc.record(
        {[WISH_ANNOTATION]: fc.constantFrom('pause', 'abort'), [WISH_BY_ANNOTATION]: text, [WISH_REASON_ANNOTATION]: text},
        {requiredKeys: []},
      ),
      name,
      status: optional(statusOf(versions)),
    }),
  )
  .map(({testingPattern, deploymentPattern, objectives, rewards, versions, annotations, name, status}): JsonObject => {
    const [baseline, ...candidates] = versions.map((version) => ({name: version}));
    return {
      apiVersion: 'iter8.tools/v2alpha2',
      kind: 'Experiment',
      metadata: {name, namespace: 'shop', uid: '1', annotations},
      spec: {
        target: 'shop/checkout',
        strategy: {...(testingPattern && {testingPattern}), deploymentPattern},
        criteria: {objectives, rewards} as unknown as JsonObject,
        duration: {intervalSeconds: 10, iterationsPerLoop: 5},
        ...(baseline && {versionInfo: {baseline, candidates}}),
      },
      ...(status !== undefined && {status: status as Json}),
    };
  }); // prettier-ignore
