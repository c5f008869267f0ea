import {bareName} from '../../experiment/metric-reference.js';
import type {Criteria, Objective, Strength} from '../../experiment/model.js';
import {limitKinds, limitLabel} from '../limits.js';
import {exactPercent} from '../proof-words.js';

/**
 * By what other criteria differ from those of a run, each in words that follow `with`; empty: by nothing that is judged.
 * Metrics are named without their namespace where that is enough.
 */
export function changeWords(before: Criteria, after: Criteria): string[] {
  const metrics = [...before.objectives, ...after.objectives].map(({metric}) => metric);
  const short = (metric: string) => {
    const isUnique = metrics.every((other) => other === metric || bareName(other) !== bareName(metric));
    return isUnique ? bareName(metric) : metric;
  };
  return [
    ...limitChanges(before.objectives, after.objectives, short),
    ...rollbackChanges(before.objectives, after.objectives, short),
    ...changeOf(strengthWords(before.strength), strengthWords(after.strength)),
    ...changeOf(samplesWords(before), samplesWords(after)),
    ...changeOf(rewardWords(before), rewardWords(after)),
  ];
}

/** What people call a metric. */
type Naming = (metric: string) => string;

function changeOf(before: string, after: string): string[] {
  return before === after ? [] : [`${after} instead of ${before}`];
}

/** The limits of a metric together, in whichever objectives they stand. */
function limitChanges(before: readonly Objective[], after: readonly Objective[], short: Naming): string[] {
  const metrics = [...new Set([...after, ...before].map(({metric}) => metric))];
  return metrics.flatMap((metric) => {
    const ofMetric = (all: readonly Objective[]) => all.filter((objective) => objective.metric === metric);
    const [was, is] = [ofMetric(before), ofMetric(after)];
    if (is.length === 0) return [`no limit on ${short(metric)}`];
    if (was.length === 0) return [`${short(metric)} ${limitsText(is)} besides`];
    const [old, now] = [limitsText(was), limitsText(is)];
    return old === now ? [] : [`${short(metric)} ${now} instead of ${withoutSameSide(old, now)}`];
  });
}

/** `50` of `<= 50`, beside `<= 60`. */
function withoutSameSide(old: string, now: string): string {
  const [, side, limit] = /^([<>]=) (\S+)$/.exec(old) ?? [];
  return side !== undefined && limit !== undefined && /^[<>]= \S+$/.test(now) && now.startsWith(side)
    ? limit
    : old;
}

/** `<= 60`, `>= 1 and <= 2 x baseline`. */
function limitsText(objectives: readonly Objective[]): string {
  const limits = objectives.flatMap((one) => limitKinds(one).map((kind) => limitLabel(one, kind)));
  return limits.join(' and ') || 'without a limit';
}

function rollbackChanges(before: readonly Objective[], after: readonly Objective[], short: Naming): string[] {
  return after.flatMap(({metric, rollbackOnFailure}) => {
    const was = before.find((objective) => objective.metric === metric);
    if (!was || was.rollbackOnFailure === rollbackOnFailure) return [];
    return [`${rollbackOnFailure ? 'a' : 'no'} rollback by ${short(metric)}`];
  });
}

function strengthWords(strength: Strength | undefined): string {
  if (!strength) return 'the last value';
  const {confidence, policy, looks} = strength;
  return `${policy} at ${exactPercent(confidence)}${looksWords(looks)}`;
}

function looksWords(looks: Strength['looks']): string {
  if (looks === 'auto') return '';
  if (looks === 'anytime') return ' looking at any time';
  return looks === 1 ? ' in one look' : ` in ${looks} looks`;
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
