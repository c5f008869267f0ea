import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {wholeSecondsText} from '../../experiment/rfc3339.js';
import {refuseBadActions} from './actions.js';
import type {Effect} from './effects.js';
import {abortBeforeRun} from './abort.js';
import {stageMarks} from './failure.js';
import type {StepInput, TargetAnswer} from './input.js';
import {
  CONDITION_TYPES,
  isTold,
  isTrue,
  type Mark,
  progressMark,
  progressReason,
  warningMark,
  writeStatus,
} from './marks.js';
import {secondsAfter} from './times.js';
import {pauseIfWished} from './wishes.js';
import {wordsOf} from './words.js';

/** The first write: a bare status, without a message. */
export function initialise(input: StepInput): readonly Effect[] {
  const time = wholeSecondsText(input.now);
  const conditions = CONDITION_TYPES.map((type): JsonObject => ({
    type,
    status: 'False',
    lastTransitionTime: time,
  }));
  const fields = {conditions, initTime: time, lastUpdateTime: time, stage: 'Waiting', completedIterations: 0};
  return [writeStatus(input, fields)];
}

/** Stage Waiting: until the experiment has its target for itself. */
export function waitForTarget(input: StepInput): readonly Effect[] {
  return (
    tellInitialised(input) ??
    abortBeforeRun(input) ??
    refuseBadActions(input) ??
    pauseIfWished(input) ??
    acquire(input) ?? [writeStatus(input, {stage: 'Initializing'}, ...stageMarks(input, 'Initializing'))]
  );
}

function tellInitialised(input: StepInput): readonly Effect[] | undefined {
  if (progressReason(input.experiment) !== undefined) return undefined;
  const {initialized} = wordsOf(input.experiment);
  const marks = [...deprecationMarks(input), progressMark('ExperimentInitialized', initialized)];
  return [writeStatus(input, {}, ...marks)];
}

/** Versions beside `versionInfo` are read as if they stood in it; who wrote them so should hear of it. */
function deprecationMarks({experiment}: StepInput): Mark[] {
  const spec = new Field(experiment.source).get('spec');
  const misplaced = ['baseline', 'candidates'].filter((key) => spec.get(key).exists);
  if (misplaced.length === 0) return [];
  const [from, to] = ['spec', 'spec.versionInfo'].map((place) =>
    misplaced.map((key) => `${place}.${key}`).join(', '),
  );
  return [warningMark('DeprecatedField', `${from} should be ${to}; validate --fix moves it`)];
}

function acquire(input: StepInput): readonly Effect[] | undefined {
  const {experiment, observations} = input;
  if (isTrue(experiment, 'TargetAcquired')) return undefined;
  const answer = observations.target;
  if (!answer) return [{kind: 'acquireTarget', target: experiment.spec.target}];
  if (answer.kind !== 'acquired') return queue(input, answer);
  const mark: Mark = {type: 'TargetAcquired', isTrue: true, reason: 'TargetAcquired', message: ''};
  return [writeStatus(input, {}, mark)];
}

/** How often a waiting experiment asks again, if nobody wakes it. */
const QUEUE_SECONDS = 5;

/** The message names who is in the way; the original leaves people guessing. */
function queue(input: StepInput, answer: Exclude<TargetAnswer, {kind: 'acquired'}>): readonly Effect[] {
  const reason = `target ${input.experiment.spec.target} ${QUEUE_WORDS[answer.kind](answer)}`;
  const mark = (answer.kind === 'failed' ? warningMark : progressMark)('WaitingForTarget', `Waiting: ${reason}`);
  const wait: Effect = {kind: 'wait', until: secondsAfter(input.now, QUEUE_SECONDS), reason};
  return isTold(input.experiment, mark) ? [wait] : [writeStatus(input, {}, mark), wait];
}

const QUEUE_WORDS = {
  held: (answer: TargetAnswer) => `is held by experiment ${'by' in answer ? answer.by : ''}`,
  earlier: (answer: TargetAnswer) => `goes first to experiment ${'by' in answer ? answer.by : ''}`,
  failed: (answer: TargetAnswer) => `cannot be had: ${'reason' in answer ? answer.reason : ''}`,
} as const;
