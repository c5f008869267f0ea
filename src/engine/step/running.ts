import {totalIterations} from '../../experiment/model.js';
import {wholeSecondsText} from '../../experiment/rfc3339.js';
import {abortRun} from './abort.js';
import {carryOut} from './actions.js';
import {concludeRun, finishRun} from './ending.js';
import type {Effect} from './effects.js';
import {failExperiment} from './failure.js';
import type {StepInput} from './input.js';
import {completeIteration, iterate} from './iteration.js';
import {writeStatus} from './marks.js';
import {type Progress, progressJson, progressOf} from './progress.js';
import {findVersionChange, findVersionProblem} from './versions.js';
import {waitAfterFailure} from './weights.js';
import {pauseIfWished} from './wishes.js';

/** Stage Running: one iteration after the other, then the end. A wish to abort comes before every wait. */
export function proceed(input: StepInput): readonly Effect[] {
  const progress = progressOf(input.experiment);
  return (
    refuseBadVersions(input, progress) ??
    abortRun(input, progress) ??
    waitAfterFailure(input, progress) ??
    (progress.ending && concludeRun(input, progress.ending)) ??
    completeIteration(input, progress) ??
    pauseIfWished(input) ??
    finishRun(input) ??
    startClock(input) ??
    collectForLoop(input) ??
    iterate(input, progress)
  );
}

function refuseBadVersions(input: StepInput, progress: Progress): readonly Effect[] | undefined {
  const message = findVersionProblem(input.experiment) ?? findVersionChange(input.experiment, progress);
  return message === undefined ? undefined : failExperiment(input, {reason: 'InvalidExperiment', message});
}

function startClock(input: StepInput): readonly Effect[] | undefined {
  if (input.experiment.status.startTime) return undefined;
  const progress = progressJson({...progressOf(input.experiment), nextDueAt: input.now});
  return [writeStatus(input, {startTime: wholeSecondsText(input.now), progress})];
}

/**
 * The loop action runs before the iterations of its loop, which use what it collects (weakness 28: the original ran it
 * after them, so that the last data was looked at by nobody, and the first iteration had none).
 */
function collectForLoop(input: StepInput): readonly Effect[] | undefined {
  const {status, spec} = input.experiment;
  if (status.completedIterations >= totalIterations(spec)) return undefined;
  const loop = Math.floor(status.completedIterations / spec.duration.iterationsPerLoop) + 1;
  return carryOut(input, {key: 'loop', instance: `loop-${loop}`, handler: 'Loop'});
}
