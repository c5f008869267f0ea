import type {Direction, Experiment} from '../../experiment/model.js';
import {compareQuantities, formatExact, type Quantity, subtractQuantities} from '../../experiment/quantity.js';
import {bestVersions} from '../best-reward.js';
import {amount, magnitude, percentWords} from './numbers.js';
import {storedValue, unitsOf} from '../objective-facts.js';

/** The reward by which versions are compared: the first. */
export interface RewardFact {
  readonly metric: string;
  readonly direction: Direction | undefined;
  readonly units: string | undefined;
  /** In the order of the versions. */
  readonly values: readonly RewardValue[];
}

interface RewardValue {
  readonly version: string;
  readonly value: Quantity | undefined;
  readonly readAt: Date | undefined;
  readonly samples: number | undefined;
}

/** @returns undefined without a reward, or before any metric was read */
export function rewardFact(experiment: Experiment): RewardFact | undefined {
  const {spec, status} = experiment;
  const [reward] = spec.criteria.rewards;
  if (!reward || !status.analysis.aggregatedMetrics) return undefined;
  const values = spec.versions.map(({name}): RewardValue => {
    const stored = storedValue(experiment, reward.metric, name);
    return {version: name, value: stored?.value, readAt: stored?.observedAt, samples: stored?.sampleSize};
  });
  return {
    metric: reward.metric,
    direction: reward.preferredDirection,
    units: unitsOf(experiment, reward.metric),
    values,
  };
}

/** The versions with the best reward among some. */
export function bestOf({values, direction}: RewardFact, among: readonly string[]): readonly string[] {
  const known = values.filter(({version}) => among.includes(version));
  return bestVersions(new Map(known.map(({version, value}) => [version, value])), direction);
}

/** The best of some versions, one of them left out; undefined when none has a value. */
export function runnerUp(reward: RewardFact, among: readonly string[], leader: string): RewardValue | undefined {
  const [second] = bestOf(reward, among.filter((version) => version !== leader)); // prettier-ignore
  return reward.values.find(({version, value}) => version === second && value !== undefined);
}

export function rewardOf({values}: RewardFact, version: string): Quantity | undefined {
  return values.find((entry) => entry.version === version)?.value;
}

/** `25 % more`, `5 less`: how far the first value is from the second. */
export function differenceWords(one: Quantity, other: Quantity, units: string | undefined): string {
  const difference = subtractQuantities(one, other);
  const size = percentWords(difference, other) ?? amount(formatExact(magnitude(difference)), units);
  return `${size} ${compareQuantities(one, other) > 0 ? 'more' : 'less'}`;
}
