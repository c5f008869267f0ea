import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {RERUN_ANNOTATION} from '../../experiment/wish.js';
import {actionOf} from '../../tasks/action.js';
import {launchMark} from './actions.js';
import {finishNumber} from '../../experiment/action-instance.js';
import {latestFinish, recordOf, withRelaunch} from './action-records.js';
import type {Effect} from './effects.js';
import {endingOf, finishAction} from './finish-action.js';
import type {StepInput} from './input.js';
import {type Mark, writeStatus} from './marks.js';
import {progressJson} from './progress.js';
import {secondsAfter} from './times.js';

/** How often the target is asked for again. */
const RETRY_SECONDS = 5;

/**
 * Takes up an ended experiment whose finish action is to be run again, once it has its target for itself.
 *
 * @returns undefined when nobody wishes so
 */
export function reopen(input: StepInput): readonly Effect[] | undefined {
  const {experiment, observations, now} = input;
  const instance = wishedRerun(experiment.source);
  if (instance === undefined || !actionOf(experiment, 'finish')) return undefined;
  const {target} = experiment.spec;
  if (!observations.target) return [{kind: 'acquireTarget', target}];
  if (observations.target.kind !== 'acquired') {
    const until = secondsAfter(now, RETRY_SECONDS);
    return [{kind: 'wait', until, reason: `target ${target} is not free for the finish action`}];
  }
  const ending = endingOf(experiment);
  const fields = {
    stage: 'Finishing',
    actions: withRelaunch(experiment, instance, now),
    progress: progressJson({attempts: 0, ending}),
  };
  const cleared: Mark = {type: 'Failed', isTrue: false, reason: 'ActionRerun', message: ''};
  return [writeStatus(input, fields, cleared, launchMark(input, finishAction(ending, instance)))];
}

/** The run of the finish action that somebody wishes for and that was not begun, as `finish-2`; never after it succeeded. */
export function wishedRerun(source: JsonObject): string | undefined {
  const root = new Field(source);
  const {value: wished} = root.get('metadata', 'annotations').get(RERUN_ANNOTATION);
  const latest = latestFinish({source});
  if (typeof wished !== 'string' || latest === undefined) return undefined;
  if (recordOf({source}, latest)?.state === 'succeeded') return undefined;
  return (finishNumber(wished) ?? 0) > (finishNumber(latest) ?? 0) ? wished : undefined;
}
