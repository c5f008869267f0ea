import type {Assessment, Objective} from '../experiment/model.js';
import {
  compareQuantities,
  multiplyQuantities,
  type Quantity,
  quantityToNumber,
  subtractQuantities,
} from '../experiment/quantity.js';

/** How a value stands to an objective. */
export interface ObjectiveCheck {
  readonly state: Assessment;
  /** The bound that is broken, or the closer one; undefined when the objective has none. */
  readonly bound: Bound | undefined;
}

export interface Bound {
  readonly kind: 'upper' | 'lower';
  /** In the metric's unit. */
  readonly limit: Quantity;
  /** Distance to the limit in the metric's unit; negative when the limit is broken. */
  readonly margin: Quantity;
  /** The margin in percent of the limit; undefined for a limit of 0. */
  readonly marginPercent: number | undefined;
}

/** Whether an objective tests anything: every value satisfies one without a limit. */
export function hasLimit(objective: Objective): boolean {
  const {upperLimit, lowerLimit} = objective;
  return [upperLimit, lowerLimit].some((limit) => limit !== undefined) || isRelative(objective);
}

/** Whether it depends on the baseline's value. */
export function isRelative({relativeLimit, relativeLowerLimit}: Objective): boolean {
  return relativeLimit !== undefined || relativeLowerLimit !== undefined;
}

/**
 * Holds a value against the limits of an objective, bounds included.
 *
 * @param value undefined: there is no value, so the state is unknown
 * @param baselineValue needed only for a limit relative to the baseline; without it the state is unknown
 */
export function checkObjective(
  objective: Objective,
  value: Quantity | undefined,
  baselineValue?: Quantity,
): ObjectiveCheck {
  if (!value) return {state: 'unknown', bound: undefined};
  if (isRelative(objective) && !baselineValue) return {state: 'unknown', bound: undefined};
  const timesBaseline = (factor: Quantity | undefined) =>
    factor && baselineValue ? multiplyQuantities(factor, baselineValue) : undefined;
  const bounds = [
    boundOf('upper', objective.upperLimit, value),
    boundOf('upper', timesBaseline(objective.relativeLimit), value),
    boundOf('lower', objective.lowerLimit, value),
    boundOf('lower', timesBaseline(objective.relativeLowerLimit), value),
  ].filter((bound) => bound !== undefined);
  const [closest] = bounds.sort((a, b) => compareQuantities(a.margin, b.margin));
  return {state: closest && closest.margin.digits < 0n ? 'violated' : 'satisfied', bound: closest};
}

function boundOf(kind: Bound['kind'], limit: Quantity | undefined, value: Quantity): Bound | undefined {
  if (!limit) return undefined;
  const margin = kind === 'upper' ? subtractQuantities(limit, value) : subtractQuantities(value, limit);
  const size = Math.abs(quantityToNumber(limit));
  return {kind, limit, margin, marginPercent: size === 0 ? undefined : (quantityToNumber(margin) / size) * 100};
}
