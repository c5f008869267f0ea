import {multiplyQuantities, parseQuantity, type Quantity} from '../../experiment/quantity.js';
import type {Metric, MockSource} from '../metric.js';
import {type Unavailable, unavailable, type Value} from '../outcome.js';
import {wholeSeconds} from '../template.js';
import {type Random, symmetricBeta} from './random.js';

type MockMetric = Pick<Metric, 'type'> & {readonly source: MockSource};

/**
 * The value of a mock metric after t seconds: a counter is t × level; a gauge is drawn anew each time around its level,
 * 2 × level × Beta(t, t), with standard deviation level / √(2t + 1), so that it gets calmer as the run goes on.
 *
 * @param elapsedSeconds since the start of the run; counts as whole seconds, at least 1
 */
export function mockValue(
  {type, source}: MockMetric,
  version: string,
  elapsedSeconds: number,
  random: Random,
): Value | Unavailable {
  const level = source.levels.get(version);
  if (!level) return unavailable('definition', `mock has no level for version ${version}`);
  const seconds = wholeSeconds(elapsedSeconds);
  const factor = type === 'Counter' ? whole(seconds) : fraction(2 * symmetricBeta(seconds, random));
  return {kind: 'value', value: multiplyQuantities(level, factor)};
}

function whole(seconds: number): Quantity {
  return {digits: BigInt(seconds), scale: 0};
}

function fraction(value: number): Quantity {
  return parseQuantity(value.toFixed(9)) ?? {digits: 0n, scale: 0};
}
