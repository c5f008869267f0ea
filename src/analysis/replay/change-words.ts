import {type Criteria, type Objective, type Strength} from '../../experiment/model.js';
import {limitKinds, limitLabel} from '../limits.js';
import {exactPercent} from '../proof-words.js';

/** By what other criteria differ from those of a run, each in words that follow `with`; empty: by nothing that is judged. */
export function changeWords(before: Criteria, after: Criteria): string[] {
  return [
    ...limitChanges(before.objectives, after.objectives),
    ...rollbackChanges(before.objectives, after.objectives),
    ...changeOf(strengthWords(before.strength), strengthWords(after.strength)),
    ...changeOf(samplesWords(before), samplesWords(after)),
    ...changeOf(rewardWords(before), rewardWords(after)),
  ];
}

function changeOf(before: string, after: string): string[] {
  return before === after ? [] : [`${after} instead of ${before}`];
}

/** The limits of a metric together, in whichever objectives they stand. */
function limitChanges(before: readonly Objective[], after: readonly Objective[]): string[] {
  const metrics = [...new Set([...after, ...before].map(({metric}) => metric))];
  return metrics.flatMap((metric) => {
    const [was, is] = [before, after].map((all) => all.filter((objective) => objective.metric === metric));
    if (!is || is.length === 0) return [`no limit on ${metric}`];
    const [old, now] = [limitsText(was ?? []), limitsText(is)];
    if (!was || was.length === 0) return [`${metric} ${now} besides`];
    if (old === now) return [];
    const [comparison, number] = now.split(' ');
    const isSameSide = old.split(' ').length === 2 && old.startsWith(`${comparison} `) && number !== undefined;
    return [`${metric} ${now} instead of ${isSameSide ? old.slice(comparison!.length + 1) : old}`];
  });
}

/** `<= 60`, `>= 1 and <= 2 x baseline`. */
function limitsText(objectives: readonly Objective[]): string {
  const limits = objectives.flatMap((one) => limitKinds(one).map((kind) => limitLabel(one, kind)));
  return limits.join(' and ') || 'without a limit';
}

function rollbackChanges(before: readonly Objective[], after: readonly Objective[]): string[] {
  return after.flatMap(({metric, rollbackOnFailure}) => {
    const was = before.find((objective) => objective.metric === metric);
    if (!was || was.rollbackOnFailure === rollbackOnFailure) return [];
    return [`${rollbackOnFailure ? 'a' : 'no'} rollback by ${metric}`];
  });
}

function strengthWords(strength: Strength | undefined): string {
  if (!strength) return 'the last value';
  const {confidence, policy, looks} = strength;
  const often = looks === 'auto' ? '' : looks === 'anytime' ? ' looking at any time' : ` in ${looks} looks`;
  return `${policy} at ${exactPercent(confidence)}${often}`;
}

function samplesWords({minimumSamples = 1}: Criteria): string {
  return `${minimumSamples === 1 ? 'one sample' : `${minimumSamples} samples`} at least`;
}

function rewardWords({rewards}: Criteria): string {
  const [reward] = rewards;
  return reward
    ? `reward ${reward.metric} (${(reward.preferredDirection ?? 'no direction').toLowerCase()})`
    : 'no reward';
}
