import {padText, textWidth} from '../text-width.js';
import {parseQuantity, quantityToNumber} from '../../experiment/quantity.js';
import type {Block} from './arrange.js';
import type {Canvas} from './canvas.js';
import {scaleOf, sparkline} from './charts.js';
import type {CriterionView, ReadingView} from './criteria.js';
import {boundsText, marginText, ruleText, stateSpan, valueText} from './criteria-words.js';
import {cell, type Line, lineWidth, span} from './line.js';

/** A row of the list: the heading of a criterion, or what was read of it for one version. */
type Row =
  | {readonly kind: 'heading'; readonly criterion: CriterionView; readonly isSelected: boolean}
  | {readonly kind: 'reading'; readonly criterion: CriterionView; readonly reading: ReadingView};

/** Before a version, where there is room. */
const INDENT = 4;
const GAP = '  ';
const WIDEST_NAME = 24;
const WIDEST_TREND = 60;
const NARROWEST_TREND = 6;
/** A heading and two versions. */
const FEW = 3;

/** Each criterion with all versions below it; where there are too many, those around the selected one. */
export function criteriaBlock(
  criteria: readonly CriterionView[],
  selected: number | undefined,
  canvas: Canvas,
  rank: number,
): Block {
  const most = criteria.reduce((sum, {versions}) => sum + 1 + versions.length, 0);
  const draw = (rows: number) => readingLines(rowsAround(criteria, selected, rows), canvas, most - rows);
  return {rank, least: Math.min(FEW, most), most, hasGap: true, draw};
}

function rowsAround(criteria: readonly CriterionView[], selected: number | undefined, count: number): Row[] {
  const rows = criteria.flatMap((criterion, index): Row[] => [
    {kind: 'heading', criterion, isSelected: index === selected},
    ...criterion.versions.map((reading) => ({kind: 'reading', criterion, reading}) as const),
  ]);
  const heading = Math.max(
    0,
    rows.findIndex((row) => row.kind === 'heading' && row.isSelected),
  );
  const end = heading + 1 + (rows[heading]?.criterion.versions.length ?? 0);
  const first = Math.max(0, Math.min(heading, end - count));
  return rows.slice(first, first + count);
}

/** @param hidden rows that there is no room for */
function readingLines(rows: readonly Row[], canvas: Canvas, hidden: number): readonly Line[] {
  const widths = columnWidths(rows, canvas);
  return rows.map((row, index) => {
    if (row.kind === 'reading') return readingLine(row, widths, canvas);
    const line = headingLine(row, canvas);
    const note = `${hidden} more rows ${canvas.symbols.upDown}`;
    const gap = canvas.columns - lineWidth(line) - textWidth(note);
    return index === 0 && hidden > 0 && gap > 0 ? [...line, span(' '.repeat(gap) + note, 'faint')] : line;
  });
}

function headingLine({criterion, isSelected}: Row & {kind: 'heading'}, {symbols}: Canvas): Line {
  return [
    span(isSelected ? `${symbols.pointer} ` : '  ', 'heading'),
    span(criterion.metric, 'strong'),
    span(`${GAP}${ruleText(criterion)}`, 'faint'),
  ];
}

function indentOf(columns: number): number {
  return columns < 40 ? 1 : INDENT;
}

interface Widths {
  readonly name: number;
  readonly value: number;
  /** 0: there is no room for it. */
  readonly margin: number;
  /** 0: there is no room for it, or nothing is to be proven. */
  readonly bounds: number;
  readonly state: number;
  readonly isStateShort: boolean;
  readonly trend: number;
}

const STATE_WIDTH = 11;

function columnWidths(rows: readonly Row[], {columns}: Canvas): Widths {
  const readings = rows.flatMap((row) => (row.kind === 'reading' ? [row.reading] : []));
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(textWidth));
  const name = Math.min(
    WIDEST_NAME,
    Math.ceil(columns / 4),
    widest(readings.map(({version}) => span(version).text)),
  );
  const value = widest(readings.map((reading) => valueText(reading.value)));
  const margin = widest(readings.map(({bound}) => marginText(bound)));
  const range = widest(readings.map(boundsText));
  const left = (...widths: readonly number[]) =>
    widths.reduce(
      (rest, width) => (width === 0 ? rest : rest - width - GAP.length),
      columns - indentOf(columns) + GAP.length,
    );
  if (left(name, value, margin, STATE_WIDTH) >= 0) {
    const bounds = left(name, value, margin, range, STATE_WIDTH, NARROWEST_TREND) >= 0 ? range : 0;
    const trend = left(name, value, margin, bounds, STATE_WIDTH) - GAP.length;
    const fitting = trend < NARROWEST_TREND ? 0 : Math.min(WIDEST_TREND, trend);
    return {name, value, margin, bounds, state: STATE_WIDTH, isStateShort: false, trend: fitting};
  }
  const hasMargin = left(name, value, margin, 1) >= 0;
  return {name, value, margin: hasMargin ? margin : 0, bounds: 0, state: 1, isStateShort: true, trend: 0};
}

/** `    candidate  17.304  91 % left  16.9 to 17.7  ✓ satisfied  ▁▂▃▄` */
function readingLine({criterion, reading}: Row & {kind: 'reading'}, widths: Widths, canvas: Canvas): Line {
  const {symbols} = canvas;
  const state = stateSpan(criterion, reading, symbols, widths.isStateShort);
  const margin = padText(marginText(reading.bound), widths.margin, 'right');
  const trend = widths.trend === 0 ? '' : trendText(criterion, reading, widths.trend, canvas);
  const columns: Line = [
    cell(reading.version, widths.name, {ellipsis: symbols.ellipsis}),
    span(padText(valueText(reading.value), widths.value, 'right'), reading.value ? 'plain' : 'warning'),
    ...(widths.margin === 0 ? [] : [span(margin)]),
    ...(widths.bounds === 0 ? [] : [span(padText(boundsText(reading), widths.bounds, 'right'))]),
    {...state, text: padText(state.text, trend === '' ? 0 : widths.state, 'left')},
    ...(trend === '' ? [] : [span(trend, 'faint')]),
  ];
  return [
    span(' '.repeat(indentOf(canvas.columns))),
    ...columns.flatMap((column, index) => (index === 0 ? [column] : [span(GAP), column])),
  ];
}

/** On the same scale for all versions, so that they can be compared. */
function trendText({versions}: CriterionView, {history}: ReadingView, width: number, {symbols}: Canvas): string {
  const scale = scaleOf(versions.map((each) => numbersOf(each.history)));
  return scale ? sparkline(numbersOf(history), width, scale, symbols) : '';
}

export function numbersOf(history: ReadingView['history']): readonly number[] {
  return history.flatMap(({value}) => {
    const quantity = parseQuantity(value);
    return quantity ? [quantityToNumber(quantity)] : [];
  });
}
