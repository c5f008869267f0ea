import type {BoundedPoint} from '../../bounded-points.js';
import {type Markup, markup, NO_MARKUP} from './markup.js';
import {tenth} from './picture.js';

/** Where a drawing has a value. */
interface Places {
  readonly x: (atMs: number) => number;
  readonly y: (value: number) => number;
}

/** The room between the bounds over time, in the colour of its line; nothing where there are none. */
export function drawBand(points: readonly BoundedPoint[], place: number, {x, y}: Places): Markup {
  const bounded = points.flatMap(({atMs, bounds}) => (bounds ? [{atMs, ...bounds}] : []));
  if (bounded.length === 0) return NO_MARKUP;
  const above = bounded.map(({atMs, upper}) => corner(x(atMs), y(upper)));
  const below = bounded.map(({atMs, lower}) => corner(x(atMs), y(lower))).reverse();
  return markup`<polygon class="band s${place}" points="${[...above, ...below].join(' ')}"/>\n`;
}

function corner(x: number, y: number): string {
  return `${tenth(x)},${tenth(y)}`;
}

/** The bounds that were known last; undefined where nothing was. */
export function lastBounds(points: readonly BoundedPoint[]): BoundedPoint['bounds'] {
  return points.findLast(({bounds}) => bounds !== undefined)?.bounds;
}
