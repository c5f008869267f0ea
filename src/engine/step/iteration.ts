import {analyse, type AnalysisResult} from '../../analysis/analyse.js';
import {planFinalWeights, recommendVersion} from '../../analysis/ending.js';
import type {AnalysisInput} from '../../analysis/input.js';
import {recordLooks} from '../../analysis/record-looks.js';
import {rollbackWords} from '../../analysis/rollback.js';
import {noWinner} from '../../analysis/winner.js';
import type {JsonObject} from '../../experiment/json.js';
import {type Experiment, totalIterations, type Weight} from '../../experiment/model.js';
import {looksJson} from '../../experiment/stored-looks.js';
import {wholeSecondsText} from '../../experiment/rfc3339.js';
import {appendToHistory} from '../history.js';
import type {Effect} from './effects.js';
import type {MetricsAnswer, StepInput, WeightsAnswer} from './input.js';
import {type Mark, progressMark, warningMark, writeStatus} from './marks.js';
import {followingDueTime, waitUntilDue} from './due-time.js';
import {type Progress, progressJson} from './progress.js';
import {recommendation} from './recommendation.js';
import {splitFindings} from './split.js';
import {observationsOf} from './remembered.js';
import {analysisJson} from './stored-analysis.js';
import {statusField} from './times.js';
import {
  hasSplit,
  isSameSplit,
  movesTraffic,
  plannedWeights,
  retryOrFail,
  splitTraffic,
  weightsJson,
} from './weights.js';
import {wordsOf} from './words.js';

/**
 * The next iteration, up to its decision: wait until it is due, look at traffic and metrics, decide, and write all of it
 * down before any traffic moves. So an engine that is stopped in between does not decide the iteration twice.
 */
export function iterate(input: StepInput, progress: Progress): readonly Effect[] {
  return waitUntilDue(input, progress) ?? look(input) ?? decide(input, progress);
}

/** Weights are read before anything is decided (weakness 10: they were those of an iteration ago). */
function look({experiment, observations}: StepInput): readonly Effect[] | undefined {
  const effects: Effect[] = [];
  if (hasSplit(experiment) && !observations.weights) effects.push({kind: 'observeWeights'});
  if (!observations.metrics) effects.push({kind: 'queryMetrics'});
  return effects.length > 0 ? effects : undefined;
}

function decide(input: StepInput, progress: Progress): readonly Effect[] {
  const {experiment, observations} = input;
  const {weights, metrics} = observations;
  if (weights && weights.kind !== 'observed' && movesTraffic(experiment))
    return retryOrFail(input, weights.reason);
  const analysed = analysisInputOf(input, weights, metrics);
  const result = analyse(analysed);
  const next = {...progress, nextDueAt: followingDueTime(input, progress)};
  return result.rollbackReasons.length > 0
    ? [rollBack(input, analysed, result, next)]
    : [keepDecision(input, analysed, result, next)];
}

function analysisInputOf(
  {experiment, now, staleAfterSeconds, explorationPercent}: StepInput,
  weights: WeightsAnswer | undefined,
  metrics: MetricsAnswer | undefined,
): AnalysisInput {
  const observed = weights?.kind === 'observed' ? weights.weights : experiment.status.weights;
  const {minimumSamples} = experiment.spec.criteria;
  const observations = observationsOf(experiment, metrics);
  const looks = recordLooks(experiment, observations);
  return {
    experiment: {...experiment, status: {...experiment.status, weights: observed}},
    observations,
    now,
    ...(looks && {looks}),
    ...(staleAfterSeconds !== undefined && {staleAfterSeconds}),
    ...(minimumSamples !== undefined && {minimumSamples}),
    ...(explorationPercent !== undefined && {explorationPercent}),
  };
}

/** Decided and not counted yet; where no traffic is to move, counted in the same write. */
function keepDecision(
  input: StepInput,
  analysed: AnalysisInput,
  result: AnalysisResult,
  progress: Progress,
): Effect {
  const {experiment} = analysed;
  const {weights} = experiment.status;
  const {fields: split, marks} = splitFindings(analysed);
  const fields = {...analysisFields(analysed, result), ...split};
  const {isSettled} = result;
  if (!movesTraffic(experiment) || isSameSplit(result.plan.weights, weights)) {
    const {winner} = result.decision;
    return countIteration(input, {...progress, isSettled}, {weights, winner, fields, marks});
  }
  const decided = experiment.status.completedIterations + 1;
  return writeStatus(input, {...fields, progress: progressJson({...progress, decided, isSettled})}, ...marks);
}

/**
 * The iteration is not counted, and the baseline is recommended (weaknesses 13 and 14). Nobody wins a run that is rolled back,
 * whichever version led: the finish action would promote it.
 */
function rollBack(input: StepInput, analysed: AnalysisInput, result: AnalysisResult, progress: Progress): Effect {
  const {experiment} = analysed;
  const reason = rollbackWords(result.rollbackReasons);
  const words = `rolled back: ${reason}`;
  const plan = {weights: planFinalWeights(experiment, {kind: 'rolledBack'}), notes: [words]};
  const split = splitFindings(analysed);
  const fields = {
    ...analysisFields(analysed, {...result, plan, decision: noWinner(words)}),
    ...split.fields,
    ...recommendation(experiment, recommendVersion(experiment, {kind: 'rolledBack'})),
    progress: progressJson({...progress, ending: {kind: 'rolledBack', reason}}),
  };
  return writeStatus(input, fields, ...split.marks, warningMark('RollbackStarted', `Rolling back: ${reason}`));
}

function analysisFields(analysed: AnalysisInput, result: AnalysisResult): JsonObject {
  const {experiment} = analysed;
  const {looks} = analysed;
  return {
    analysis: analysisJson(analysed, result),
    ...(looks && {looks: looksJson(looks)}),
    history: appendToHistory(statusField(experiment).get('history'), analysed),
    ...(hasSplit(experiment) && {currentWeightDistribution: weightsJson(experiment.status.weights)}),
  };
}

/**
 * The rest of a decided iteration: traffic is split as planned, read back, and the iteration counted.
 *
 * @returns undefined when no decision is waiting
 */
export function completeIteration(input: StepInput, progress: Progress): readonly Effect[] | undefined {
  const {experiment} = input;
  if (progress.decided !== experiment.status.completedIterations + 1) return undefined;
  const plan = plannedWeights(experiment);
  const winner = experiment.status.analysis.winner?.version;
  const count = (weights: readonly Weight[]) => [countIteration(input, progress, {weights, winner})];
  if (!movesTraffic(experiment) || isSameSplit(plan, experiment.status.weights)) {
    return count(experiment.status.weights);
  }
  return splitTraffic(input, plan, count);
}

/** What an iteration came to. */
interface Counted {
  readonly weights: readonly Weight[];
  readonly winner: string | undefined;
  /** Of the status, that are not written yet. */
  readonly fields?: JsonObject;
  readonly marks?: readonly Mark[];
}

function countIteration(input: StepInput, progress: Progress, counted: Counted): Effect {
  const {nextDueAt, versions, isSettled = false} = progress;
  const {experiment, now} = input;
  const {weights, winner, marks = []} = counted;
  const iteration = experiment.status.completedIterations + 1;
  const isLast = isSettled || iteration >= totalIterations(experiment.spec);
  const fields = {
    ...counted.fields,
    lastUpdateTime: wholeSecondsText(now),
    ...recommendation(experiment, recommendVersion(experiment, {kind: 'finished', decision: {winner}})),
    ...(hasSplit(experiment) && {currentWeightDistribution: weightsJson(weights)}),
    progress: progressJson({
      attempts: 0,
      versions,
      ...(nextDueAt && {nextDueAt}),
      ...(isLast && {ending: {kind: 'finished', reason: ''}}),
    }),
  };
  if (isLast && !wordsOf(experiment).tellsLoops) return writeStatus(input, fields, ...marks);
  const told = [...marks, ...iterationMarks(experiment, iteration)];
  return writeStatus(input, {...fields, completedIterations: iteration}, ...told);
}

function iterationMarks(experiment: Experiment, iteration: number): Mark[] {
  const {iterationsPerLoop} = experiment.spec.duration;
  const mark = progressMark('IterationUpdate', `Completed Iteration ${iteration}`);
  if (iteration % iterationsPerLoop !== 0 || !wordsOf(experiment).tellsLoops) return [mark];
  return [mark, progressMark('IterationUpdate', `Completed Loop ${iteration / iterationsPerLoop}`)];
}
