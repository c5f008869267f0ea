import {limitWords} from '../../analysis/limits.js';
import type {Need, ObjectivePlan} from '../../analysis/planning/launch-plan.js';
import {safeText} from '../safe-text.js';
import {countText, durationText, exactText, numberText, percentText} from './numbers.js';

const JUDGED: Readonly<Record<ObjectivePlan['judgedBy'], string>> = {
  share: 'judged by the share of all requests',
  mean: 'judged by the mean, and how much it varies from look to look',
  shareAbove: 'judged by the share of requests above the limit',
  events: 'judged by a number of events: broken as soon as it is above, kept at the end',
  lastValue: 'judged by its last value',
  nothing: 'not judged',
};

/** How an objective is judged, and what that takes. */
export function objectiveLines({metric, limit, judgedBy, needs}: ObjectivePlan): string[] {
  const head = `${safeText(metric)} ${limitWords(limit.kind, exactText(limit.value))}: ${JUDGED[judgedBy]}`;
  const shown = (['kept', 'broken'] as const).flatMap((toShow) => {
    const list = needs.filter((need) => need.toShow === toShow);
    return needWords(toShow, list, judgedBy === 'lastValue');
  });
  return [head, ...shown.map((line) => `  ${line}`)];
}

function needWords(toShow: Need['toShow'], needs: readonly Need[], isLastValue: boolean): string[] {
  const [first] = needs;
  if (!first) return [];
  const verb = isLastValue
    ? `for ${numberText(first.truth)} to ${toShow === 'kept' ? 'keep' : 'break'} it`
    : `to show that ${numberText(first.truth)} ${toShow === 'kept' ? 'keeps' : 'breaks'} it`;
  if (needs.every(({requests}) => requests === null)) return [`${verb}: no number of requests is enough`];
  const parts = needs.map(({power, requests, seconds, isReached}) => {
    const count = requests === null ? 'no number of requests' : countText(requests, 'request');
    const when =
      seconds === null ? 'never there' : `${isReached ? 'there' : 'too late,'} after ${durationText(seconds)}`;
    return `${count} for ${percentText(power)} (${when})`;
  });
  return [`${verb}: ${parts.join(', ')}`];
}
