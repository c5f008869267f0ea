import type {Bounds} from '../../analysis/statistics/estimate.js';
import type {Canvas} from './canvas.js';
import {condense, levelOf, type Scale} from './charts.js';
import {type Line, type Span, span} from './line.js';

/** A value, and the bounds in which the truth was known to be. */
export interface ChartPoint {
  readonly value: number;
  readonly bounds?: Bounds | undefined;
}

export interface Chart {
  readonly points: readonly ChartPoint[];
  readonly scale: Scale;
  readonly limits: readonly number[];
}

const ROWS = 7;
const WIDEST = 100;
const NARROWEST = 20;
/** Columns of a point where there are few, and bounds beside them to be seen. */
const WIDEST_POINT = 5;
/** Two blanks, and the word ` limit`. */
const MARGINS = 8;

/** A run as points over time, with its limits as lines and its bounds as a band; the oldest value at the left. */
export function chartLines(chart: Chart, {columns, symbols}: Canvas): readonly Line[] {
  const room = Math.min(WIDEST, columns - MARGINS);
  const drawn = columnsOf(chart, room);
  const limitRows = chart.limits.map((limit) => levelOf(limit, chart.scale, ROWS));
  const blank: Column = {point: undefined, band: undefined};
  const places = [...drawn, ...Array.from({length: Math.min(NARROWEST, room) - drawn.length}, () => blank)];
  return Array.from({length: ROWS}, (_, index) => {
    const row = ROWS - 1 - index;
    const isLimit = limitRows.includes(row);
    const cells = places.map(({point, band}): Span => {
      if (point === row) return span(symbols.point, 'heading');
      if (isLimit) return span(symbols.limit, 'warning');
      const isBetween = band !== undefined && band.low <= row && row <= band.high;
      return isBetween ? span(symbols.band, 'faint') : span(' ', 'warning');
    });
    return [span('  '), ...cells, span(isLimit ? ' limit' : '', 'warning')];
  });
}

/** A place of a chart: rows from 0 at the bottom. */
interface Column {
  readonly point: number | undefined;
  readonly band: Scale | undefined;
}

function columnsOf({points, scale}: Chart, room: number): readonly Column[] {
  const row = (value: number) => levelOf(value, scale, ROWS);
  const values = condense(
    points.map(({value}) => value),
    room,
  );
  const bands = bandsOf(points, values.length);
  const width = bands.some(Boolean) ? Math.min(WIDEST_POINT, Math.max(1, Math.floor(room / values.length))) : 1;
  return values.flatMap((value, place) => {
    const bounds = bands[place];
    const band = bounds && {low: row(bounds.lower), high: row(bounds.upper)};
    return Array.from({length: width}, (_, column): Column => {
      return {point: column === Math.floor(width / 2) ? row(value) : undefined, band};
    });
  });
}

/** Of each place what was known at its end: what no look has changed stays as it was. */
function bandsOf(points: readonly ChartPoint[], places: number): readonly (Bounds | undefined)[] {
  return Array.from({length: places}, (_, place) => {
    const end = Math.floor(((place + 1) * points.length) / places);
    return points.slice(0, end).findLast(({bounds}) => bounds !== undefined)?.bounds;
  });
}
