import {compareQuantities, formatExact, type Quantity} from '../../experiment/quantity.js';
import type {Bound} from '../objective.js';
import {oneLine} from './one-line.js';

/** Decimals of a number in a headline. */
const FEW = 3;
const LONGEST_UNIT = 30;

/** A number with the unit of its metric: `80.5 milliseconds`. */
export function amount(number: string, units: string | undefined): string {
  return units ? `${number} ${oneLine(units, LONGEST_UNIT)}` : number;
}

/** The distance from zero. */
export function magnitude(quantity: Quantity): Quantity {
  return quantity.digits < 0n ? {...quantity, digits: -quantity.digits} : quantity;
}

/**
 * A number with at most 3 decimals, or all of them where fewer would move it to the other side of the limit, or to zero.
 */
export function shortNumber(quantity: Quantity, limit: Quantity = {digits: 0n, scale: 0}): string {
  const rounded = round(quantity);
  const isFaithful =
    Math.sign(compareQuantities(rounded, limit)) === Math.sign(compareQuantities(quantity, limit));
  return formatExact(isFaithful && rounded.digits !== 0n ? rounded : quantity);
}

/** To 3 decimals, halves away from zero. */
function round(quantity: Quantity): Quantity {
  if (quantity.scale <= FEW) return quantity;
  const divisor = 10n ** BigInt(quantity.scale - FEW);
  const half = quantity.digits < 0n ? -divisor / 2n : divisor / 2n;
  return withoutZeros({digits: (quantity.digits + half) / divisor, scale: FEW});
}

function withoutZeros({digits, scale}: Quantity): Quantity {
  return scale > 0 && digits % 10n === 0n
    ? withoutZeros({digits: digits / 10n, scale: scale - 1})
    : {digits, scale};
}

/**
 * A part in percent of a whole, with one decimal, both without their signs: `173.5 %`.
 *
 * @returns undefined for a whole of 0, and where it would read `0 %` for something that is not nothing
 */
export function percentWords(part: Quantity, whole: Quantity): string | undefined {
  const [above, below] = [magnitude(part), magnitude(whole)];
  const divisor = below.digits * 10n ** BigInt(above.scale);
  if (divisor === 0n) return undefined;
  const dividend = above.digits * 10n ** BigInt(below.scale) * 1000n;
  const tenths = (2n * dividend + divisor) / (2n * divisor);
  return tenths === 0n ? undefined : `${formatExact(withoutZeros({digits: tenths, scale: 1}))} %`;
}

/** `above` or `below`: the side of its limit on which the value lies. */
export function sideOf({kind, margin}: Bound): 'above' | 'below' {
  return (kind === 'upper') === margin.digits < 0n ? 'above' : 'below';
}
