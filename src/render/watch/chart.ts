import type {Canvas} from './canvas.js';
import {condense, levelOf, type Scale} from './charts.js';
import {type Line, span} from './line.js';

export interface Chart {
  readonly values: readonly number[];
  readonly scale: Scale;
  readonly limits: readonly number[];
}

const ROWS = 7;
const WIDEST = 100;
/** Two blanks, and the word ` limit`. */
const MARGINS = 8;

/** A run as points over time, with its limits as lines; the oldest value at the left. */
export function chartLines({values, scale, limits}: Chart, {columns, symbols}: Canvas): readonly Line[] {
  const shown = condense(values, Math.min(WIDEST, columns - MARGINS));
  const points = shown.map((value) => levelOf(value, scale, ROWS));
  const limitRows = limits.map((limit) => levelOf(limit, scale, ROWS));
  const width = Math.max(points.length, Math.min(20, columns - MARGINS));
  return Array.from({length: ROWS}, (_, index) => {
    const row = ROWS - 1 - index;
    const isLimit = limitRows.includes(row);
    const places = Array.from({length: width}, (_, place) => points[place] === row);
    return [
      span('  '),
      ...places.map((isPoint) => {
        if (isPoint) return span(symbols.point, 'heading');
        return span(isLimit ? symbols.limit : ' ', 'warning');
      }),
      span(isLimit ? ' limit' : '', 'warning'),
    ];
  });
}
