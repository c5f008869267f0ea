import {parseExperiment} from '../../../src/experiment/parse.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import type {Experiment} from '../../../src/experiment/model.js';
import {convertResource} from '../../../src/experiment/convert/convert.js';
import {WISH_ANNOTATION, WISH_BY_ANNOTATION, WISH_REASON_ANNOTATION} from '../../../src/experiment/wish.js';
import type {World} from '../../engine/support/world.js';
import type {Sighting} from '../../engine/support/any-world.js';
import {experiment} from '../../engine/support/experiment.js';
import {readFixture} from './read-fixture.js';
import {ERRORS, LATENCY, play, type Plot, type Scene, V1, V2, V3} from './scene.js';

const at = (text: string, samples = 480, age = 4): Sighting => ({text, age, samples});
const both = (one: string, other: string) => ({[V1]: at(one), [V2]: at(other)});

const GOOD = () => ({'mean-latency': both('104.2', '112.5'), 'error-rate': both('0', '0.008')});
const SLOW = () => ({'mean-latency': both('104.2', '820.351954438'), 'error-rate': both('0.001', '0.002')});
const REWARD = {criteria: {rewards: [{metric: 'revenue', preferredDirection: 'High'}]}};
const AB = {pattern: 'A/B', ...REWARD};
const afterIteration = (count: number) => (found: Experiment) => found.status.completedIterations === count;

function wish(kind: string, by?: string, reason?: string): JsonObject {
  return {
    [WISH_ANNOTATION]: kind,
    ...(by !== undefined && {[WISH_BY_ANNOTATION]: by}),
    ...(reason !== undefined && {[WISH_REASON_ANNOTATION]: reason}),
  };
}

/** Somebody wishes it after so many iterations. */
function wishedAfter(iterations: number, annotations: JsonObject): Pick<Plot, 'ports'> {
  const change = (world: World) =>
    world.store.change((resource) => ({
      ...resource,
      metadata: {...(resource.metadata as JsonObject), annotations},
    }));
  return {
    ports: (world) => ({
      observeWeights: async ({spec, status}) => {
        if (status.completedIterations === iterations) change(world);
        return {kind: 'observed', weights: world.split(spec.versions)};
      },
    }),
  };
}

const HELM = {task: 'common/exec', with: {cmd: 'helm'}};
const NOTHING = {task: 'iter8ctl/nothing'};

const INTERRUPTED =
  'task 2 (common/exec) was interrupted and is not of a kind that may be repeated; see what it has done, and finish it by hand';

/** An action whose second task ends as told; undefined: it never ends. */
function secondTask(result: 'failed' | undefined, reason?: string): Pick<Plot, 'ports'> {
  return {
    ports: () => ({
      runAction: async (_run, _experiment, report) => {
        await report({index: 0, task: 'iter8ctl/nothing', result: 'running'});
        await report({index: 0, task: 'iter8ctl/nothing', result: 'succeeded', output: ''});
        await report({index: 1, task: 'common/exec', result: 'running'});
        if (!result) return {kind: 'failed', reason: INTERRUPTED};
        await report({index: 1, task: 'common/exec', result, output: '', reason: reason ?? ''});
        return {kind: 'failed', reason: `task 2 (common/exec) failed: ${reason ?? ''}`};
      },
    }),
  };
}

const hasBegunTask = (number: number) => (found: Experiment) => {
  const actions = (found.source.status as JsonObject).actions as
    Readonly<Record<string, {tasks: unknown[]}>> | undefined;
  return Object.values(actions ?? {}).some(({tasks}) => tasks.length === number);
};

const refuses = (reason: string): Pick<Plot, 'ports'> => ({
  ports: () => ({setWeights: () => Promise.reject(new Error(reason))}),
});

function stored(status: JsonObject, seconds = 0): Scene {
  const resource = experiment({status, objectives: [LATENCY]});
  const metadata = {name: 'e', namespace: 'default', uid: '1', creationTimestamp: '2026-11-22T09:48:00Z'};
  return {
    experiment: parseExperiment({...resource, metadata}),
    now: new Date(Date.UTC(2026, 10, 22, 10, 0, seconds)),
  };
}

/** What people meet, each with the golden text of its name. */
export const SITUATIONS: Readonly<Record<string, () => Scene | Promise<Scene>>> = {
  'canary-won': () => play({}, {sights: GOOD}),
  'canary-lost': () => play({}, {sights: SLOW}),
  'canary-lost-by-several': () =>
    play({}, {sights: () => ({'mean-latency': both('104.2', '301'), 'error-rate': both('0', '0.031')})}),
  'canary-lost-by-a-hair': () =>
    play({}, {sights: () => ({'mean-latency': both('104.2', '300.000000001'), 'error-rate': both('0', '0')})}),
  'canary-both-bad': () =>
    play({}, {sights: () => ({'mean-latency': both('410', '820'), 'error-rate': both('0', '0.2')})}),
  'canary-leads': () => play({}, {sights: GOOD, until: afterIteration(2)}),
  'canary-trails': () => play({}, {sights: SLOW, until: afterIteration(2)}),
  'ab-won-by-reward': () => play(AB, {sights: () => ({...GOOD(), revenue: both('20', '25')})}),
  'ab-baseline-won': () => play(AB, {sights: () => ({...GOOD(), revenue: both('31.5', '29.999')})}),
  'ab-tie': () => play(AB, {sights: () => ({...GOOD(), revenue: both('25', '25')})}),
  'ab-without-reward': () => play(AB, {sights: () => ({...GOOD(), revenue: {[V1]: at('25'), [V2]: {reason: 'the answer is empty'}}})}),
  'ab-leads': () => play(AB, {sights: () => ({...GOOD(), revenue: both('20', '25')}), until: afterIteration(2)}),
  'abn-won': () =>
    play(
      {pattern: 'A/B/N', candidates: [V2, V3], objectives: [LATENCY], ...REWARD},
      {sights: () => ({
        'mean-latency': {[V1]: at('104.2'), [V2]: at('310'), [V3]: at('118.5')},
        revenue: {[V1]: at('20'), [V2]: at('40'), [V3]: at('21')},
      })},
    ),
  'conformance-satisfied': () => play({pattern: 'Conformance', candidates: []}, {sights: GOOD}),
  'conformance-violated': () =>
    play({pattern: 'Conformance', candidates: []}, {sights: () => ({'mean-latency': both('455', '1'), 'error-rate': both('0', '0')})}),
  'few-samples': () => play({criteria: {strength: {minimumSamples: 100}}}, {
    sights: () => ({'mean-latency': {[V1]: at('104.2'), [V2]: at('98', 12)}, 'error-rate': {[V1]: at('0'), [V2]: at('0', 12)}}),
    until: afterIteration(1),
  }),
  'few-samples-at-the-end': () => play({objectives: [LATENCY], criteria: {strength: {minimumSamples: 100}}}, {
    sights: () => ({'mean-latency': {[V1]: at('104.2'), [V2]: at('98', 12)}}),
  }),
  'stale-values': () => play({objectives: [LATENCY]}, {sights: () => ({'mean-latency': {[V1]: at('104.2'), [V2]: at('98', 480, 400)}})}),
  'metric-unavailable': () => play({objectives: [LATENCY]}, {
    sights: () => ({'mean-latency': {[V1]: at('104.2'), [V2]: {reason: 'http://prometheus:9090 gave status 503'}}}),
  }),
  'rolled-back': () => play({objectives: [LATENCY, {...ERRORS, rollback_on_failure: true}]}, {
    sights: (iteration) => (iteration < 3 ? GOOD() : {...GOOD(), 'error-rate': both('0', '0.2')}),
  }),
  'being-rolled-back': () => play({objectives: [{...LATENCY, rollback_on_failure: true}]}, {
    sights: SLOW,
    until: ({status}) => status.message?.startsWith('RollbackStarted') === true,
  }),
  'aborted': () => play({}, {sights: GOOD, ...wishedAfter(2, wish('abort', 'ann', 'checkout errors, see incident 4711'))}),
  'aborted-without-a-word': () => play({}, {sights: GOOD, ...wishedAfter(1, wish('abort'))}),
  'paused': () => play({}, {
    sights: GOOD,
    ...wishedAfter(2, wish('pause', 'bob', 'maintenance of the database')),
    until: ({status}) => status.message?.startsWith('ExperimentPaused') === true,
  }),
  'waiting-for-target': () => play({}, {
    target: () => ({kind: 'held', by: 'shop/christmas'}),
    until: ({status}) => status.message?.startsWith('WaitingForTarget') === true,
  }),
  'start-running': () => play({actions: {start: [NOTHING, HELM, NOTHING]}}, {...secondTask(undefined), until: hasBegunTask(2)}),
  'start-failed': () => play({actions: {start: [NOTHING, HELM]}}, secondTask('failed', 'helm upgrade ended with exit code 1: timed out waiting for the condition')),
  'finish-running': () => play({actions: {finish: [NOTHING, HELM]}}, {sights: GOOD, ...secondTask(undefined), until: hasBegunTask(2)}),
  'finish-failed': () => play({actions: {finish: [NOTHING, HELM]}}, {sights: GOOD, ...secondTask('failed', 'exit code 1')}),
  'finish-interrupted': () => play({actions: {finish: [NOTHING, HELM]}}, {sights: GOOD, ...secondTask(undefined)}),
  'invalid': () => play({actions: {start: [{task: 'common/exce'}]}}),
  'metric-missing': () => play({}, {
    metrics: () => ({kind: 'missing', name: 'shop/mean-latency', reason: 'no Metric of that name in namespace shop'}),
  }),
  'weights-refused': () => play({}, {
    sights: GOOD,
    ...refuses('virtualservices "checkout" is forbidden'),
    until: ({status}) => status.message?.startsWith('WeightRedistributionFailed') === true,
  }),
  'weights-refused-for-good': () => play({}, {sights: GOOD, ...refuses('virtualservices "checkout" is forbidden')}),
  'rollback-refused': () => play({objectives: [{...LATENCY, rollback_on_failure: true}]}, {
    sights: SLOW,
    ports: () => ({
      observeWeights: async () => ({kind: 'observed', weights: [{version: V1, percent: 80}, {version: V2, percent: 20}]}),
      setWeights: () => Promise.reject(new Error('virtualservices "checkout" is forbidden')),
    }),
    until: ({status}) => status.message?.startsWith('WeightRedistributionFailed') === true,
  }),
  'finish-failed-again': () => stored({
    stage: 'Completed', completedIterations: 2,
    conditions: [{type: 'Failed', status: 'True', reason: 'HandlerFailed', message: 'Finish actions failed'}],
    currentWeightDistribution: [{name: 'b', value: 0}, {name: 'c', value: 100}],
    actions: {
      finish: {state: 'failed', startedAt: '2026-11-22T09:50:00Z', tasks: [{index: 0, task: 'common/exec', result: 'failed', reason: 'exit code 1'}]},
      'finish-10': {state: 'failed', startedAt: '2026-11-22T09:59:00Z', tasks: [{index: 0, task: 'common/exec', result: 'failed', reason: 'exit code 10'}]},
      'finish-9': {state: 'failed', startedAt: '2026-11-22T09:58:00Z', tasks: [{index: 0, task: 'common/exec', result: 'failed', reason: 'exit code 9'}]},
    },
  }),
  'untested': () => play({objectives: []}),
  'stalled': () => play({}, {sights: GOOD, until: afterIteration(2), laterSeconds: 1500}),
  'no-engine': () => stored({}),
  'no-versions': () => play({spec: {versionInfo: undefined}, actions: {start: [HELM]}}, {until: ({status}) => status.stage === 'Initializing'}),
  'original-minimal': () => stored({stage: 'Running', completedIterations: 1, message: 'IterationUpdate: Completed Iteration 1'}),
  'original-won-without-numbers': () => stored({
    stage: 'Completed', completedIterations: 15,
    analysis: {winnerAssessment: {data: {winnerFound: true, winner: 'c'}}},
  }),
  'original-counted-no-value-as-failure': () => stored({
    stage: 'Completed', completedIterations: 2,
    analysis: {
      aggregatedMetrics: {data: {'mean-latency': {data: {b: {value: '80'}}}}},
      versionAssessments: {data: {b: [true], c: [false]}},
      winnerAssessment: {data: {winnerFound: true, winner: 'b'}},
    },
  }),
  'original-running': () => readFixture('canary-running.yaml'),
  'original-rolled-back': () => readFixture('canary-rolled-back.yaml'),
  'original-at-odds': () => readFixture('original-bare-names.yaml'),
  'v1alpha1-failed': () => readFixture('legacy/v1alpha1-failed.yaml'),
  'v1alpha1-paused': () => readFixture('legacy/v1alpha1-paused.yaml'),
  'v1alpha2-no-winner': () => readFixture('legacy/v1alpha2-no-winner.yaml'),
  'v1alpha2-converted': () => converted(readFixture('legacy/v1alpha2-canary-won.yaml')),
}; // prettier-ignore

function converted({experiment: {source}, now}: Scene): Scene {
  const conversion = convertResource(source);
  if (conversion.kind === 'foreign') throw new Error('the fixture is no Experiment');
  return {experiment: parseExperiment(conversion.resource), now};
}
