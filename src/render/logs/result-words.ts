import {ageText} from '../../experiment/age.js';
import type {TaskRun} from '../../experiment/log-event.js';

/** `succeeded after 3s`, `failed after 2m5s: ended with exit code 1`, `running for 10s`; still to be made safe. */
export function resultWords(run: TaskRun, now: Date): string {
  const {result, startedAt, endedAt, reason} = run;
  if (result === 'running') return startedAt ? `running for ${ageText(startedAt, now)}` : 'has not ended yet';
  if (result === 'interrupted') return 'interrupted, nobody knows how far it got';
  const time = startedAt && endedAt ? ` after ${ageText(startedAt, endedAt)}` : '';
  return `${result}${time}${reason === undefined ? '' : `: ${reason}`}`;
}
