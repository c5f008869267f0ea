/** Places below a bound by which a density is integrated, with the weights of Simpson's rule. */
export interface Grid {
  readonly places: Float64Array;
  readonly widths: Float64Array;
  /** From the place `first` to `last` it is as far from each to the next; `last` < `first` where there are none. */
  readonly even: {readonly first: number; readonly last: number; readonly distance: number};
}

/** @param growth of information by the looks around, 0 to 1: the less they add, the denser are the places */
export function gridBelow(bound: number, growth: number): Grid {
  const fineness = Math.min(40, Math.max(9, Math.ceil(2 / Math.sqrt(growth))));
  const knots = knotsBelow(bound, fineness);
  const count = Math.max(0, 2 * knots.length - 1);
  const grid = {places: new Float64Array(count), widths: new Float64Array(count)};
  for (let index = 0; index + 1 < knots.length; index += 1) {
    addPiece(grid, 2 * index, [knots[index]!, knots[index + 1]!]);
  }
  return {...grid, even: evenPart(knots, fineness)};
}

function addPiece(
  {places, widths}: Omit<Grid, 'even'>,
  at: number,
  [left, right]: readonly [number, number],
): void {
  places.set([left, (left + right) / 2, right], at);
  widths[at]! += (right - left) / 6;
  widths[at + 1] = (4 * (right - left)) / 6;
  widths[at + 2]! += (right - left) / 6;
}

function knotsBelow(bound: number, fineness: number): number[] {
  const knots: number[] = [];
  for (let index = 1; index < 8 * fineness; index += 1) {
    const knot = knotAt(index, fineness);
    if (!(knot < bound)) break;
    knots.push(knot);
  }
  if (bound < Infinity) knots.push(bound);
  return knots;
}

/** Even between −3 and 6, where bounds are, sparser outside. */
function knotAt(index: number, fineness: number): number {
  if (index < fineness) return -3 - 4 * Math.log(fineness / index);
  if (index > 7 * fineness) return 6 + 4 * Math.log(fineness / (8 * fineness - index));
  return -3 + (3 * (index - fineness)) / (2 * fineness);
}

/** The last knot may be the bound, which is where it is. */
function evenPart({length}: readonly number[], fineness: number): Grid['even'] {
  const lastKnot = Math.min(length - 2, 7 * fineness - 1);
  return {first: 2 * (fineness - 1), last: 2 * lastKnot, distance: 3 / (4 * fineness)};
}
