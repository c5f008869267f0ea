import type {Direction} from '../experiment/model.js';
import {compareQuantities, type Quantity} from '../experiment/quantity.js';

/** The versions with the best value; all of them on a tie, none without a value or a direction. */
export function bestVersions(
  values: ReadonlyMap<string, Quantity | undefined>,
  direction: Direction | undefined,
): readonly string[] {
  const known = [...values].filter((entry): entry is [string, Quantity] => entry[1] !== undefined);
  const [first] = known;
  if (!direction || !first) return [];
  const isBetter = (a: Quantity, b: Quantity) => compareQuantities(a, b) * (direction === 'High' ? 1 : -1) > 0;
  const best = known.reduce((leader, [, value]) => (isBetter(value, leader) ? value : leader), first[1]);
  return known.filter(([, value]) => compareQuantities(value, best) === 0).map(([version]) => version);
}
