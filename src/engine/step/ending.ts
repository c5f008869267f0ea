import {planFinalWeights, recommendVersion, type Ending as AnalysedEnding} from '../../analysis/ending.js';
import type {JsonObject} from '../../experiment/json.js';
import {type Experiment, totalIterations} from '../../experiment/model.js';
import {actionOf} from '../../tasks/action.js';
import {failAction, launchMark, runRest} from './actions.js';
import {latestFinish, withActionEnd, withLaunch} from './action-records.js';
import {completionMarks} from './completion.js';
import {endingOf, finishAction} from './finish-action.js';
import type {Effect} from './effects.js';
import {stageMarks} from './failure.js';
import type {StepInput} from './input.js';
import {isTrue, writeStatus} from './marks.js';
import {type Ending, progressJson, progressOf} from './progress.js';
import {reopen} from './reopen.js';
import {recommendation} from './recommendation.js';
import {movesTraffic, splitTraffic, weightsJson} from './weights.js';
import {wordsOf} from './words.js';

/** Decides that the run is over when all iterations are done, also when somebody has made them fewer meanwhile. */
export function finishRun(input: StepInput): readonly Effect[] | undefined {
  const {status, spec} = input.experiment;
  if (status.completedIterations < totalIterations(spec)) return undefined;
  const progress = progressOf(input.experiment);
  return [writeStatus(input, {progress: progressJson({...progress, ending: {kind: 'finished', reason: ''}})})];
}

/** Leaves all traffic with the recommended version, then launches the finish action, or ends without one. */
export function concludeRun(input: StepInput, ending: Ending): readonly Effect[] {
  const {experiment} = input;
  if (!movesTraffic(experiment)) return launchOrEnd(input, ending, {});
  const wanted = planFinalWeights(experiment, analysedEnding(experiment, ending));
  return splitTraffic(input, wanted, (weights) =>
    launchOrEnd(input, ending, {currentWeightDistribution: weightsJson(weights)}),
  );
}

function analysedEnding({status}: Experiment, {kind}: Ending): AnalysedEnding {
  if (kind !== 'finished') return {kind: 'rolledBack'};
  return {kind, decision: {winner: status.analysis.winner?.version}};
}

function launchOrEnd(input: StepInput, ending: Ending, fields: JsonObject): readonly Effect[] {
  const {experiment, now} = input;
  const ended = {
    ...fields,
    ...iterationsOf(experiment, ending),
    ...recommendation(experiment, recommendVersion(experiment, analysedEnding(experiment, ending))),
    progress: progressJson({attempts: 0, ending}),
  };
  if (!actionOf(experiment, 'finish')) {
    const marks = completionMarks(input, ending.kind, ending.reason);
    return [writeStatus(input, {...ended, stage: 'Completed'}, ...marks)];
  }
  const launched = {...ended, stage: 'Finishing', actions: withLaunch(experiment, finishAction(ending), now)};
  return [
    writeStatus(input, launched, ...stageMarks(input, 'Finishing'), launchMark(input, finishAction(ending))),
  ];
}

/** v2alpha1 counts its last iteration together with the end of the run; only that one, should more be asked for by now. */
function iterationsOf(experiment: Experiment, {kind}: Ending): JsonObject {
  const {completedIterations} = experiment.status;
  const isCounted = wordsOf(experiment).tellsLoops || completedIterations >= totalIterations(experiment.spec);
  return kind !== 'finished' || isCounted ? {} : {completedIterations: completedIterations + 1};
}

/** Stage Finishing: the finish action, then the end. */
export function finish(input: StepInput): readonly Effect[] {
  const {experiment, observations, now} = input;
  const ending = endingOf(experiment);
  const run = finishAction(ending, latestFinish(experiment));
  if (!observations.action) return runRest(input, run);
  if (observations.action.kind === 'failed') return failAction(input, run, observations.action.reason);
  const fields = {stage: 'Completed', actions: withActionEnd(experiment, run.instance, 'succeeded', now)};
  return [writeStatus(input, fields, ...completionMarks(input, ending.kind, ending.reason, true))];
}

/** Stage Completed: others may have the target, unless the finish action is to be run again. */
export function close(input: StepInput): readonly Effect[] {
  const {experiment} = input;
  const reopened = reopen(input);
  if (reopened) return reopened;
  if (!isTrue(experiment, 'TargetAcquired')) return [{kind: 'end'}];
  return [{kind: 'releaseTarget', target: experiment.spec.target}, {kind: 'end'}];
}
