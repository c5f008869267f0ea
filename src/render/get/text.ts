import type {Style} from '../style.js';
import {padText, textWidth} from '../text-width.js';
import type {GetTable} from './rows.js';

const GAP = 3;
/** Headings of the columns of free text, which may be shortened on a screen. */
const FREE_TEXT = ['MESSAGE', 'STATUS'];
const SHORTEST = 10;

/**
 * kubectl's layout: three blanks between columns, tables apart by an empty line. Free text is shortened where that makes
 * the table fit the screen. Ends in a newline.
 */
export function getText(tables: readonly GetTable[], style: Style): string {
  return tables.map((table) => tableText(table, style)).join('\n');
}

/** @param least widths of the columns above, where rows are added to a table */
export function tableText({headings, rows}: GetTable, {paint, columns}: Style, least?: readonly number[]): string {
  const widths = columnWidths(headings, rows).map((width, index) => Math.max(width, least?.[index] ?? 0));
  const shortened = headings.findIndex((heading) => FREE_TEXT.includes(heading));
  const surplus = columns === undefined ? 0 : widths.reduce((sum, width) => sum + width + GAP, -GAP) - columns;
  const fitting = (widths[shortened] ?? 0) - surplus;
  if (surplus > 0 && fitting >= SHORTEST) widths[shortened] = fitting;
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => fit(cell, widths[index]!))
      .join(' '.repeat(GAP))
      .trimEnd();
  return [paint.strong(line(headings)), ...rows.map(line)].map((text) => `${text}\n`).join('');
}

export function columnWidths(headings: readonly string[], rows: readonly (readonly string[])[]): number[] {
  const widths = headings.map((heading) => textWidth(heading));
  for (const row of rows) {
    row.forEach((cell, index) => (widths[index] = Math.max(widths[index]!, textWidth(cell))));
  }
  return widths;
}

function fit(cell: string, width: number): string {
  if (textWidth(cell) <= width) return padText(cell, width, 'left');
  return padText(`${shorten(cell, width - 1)}…`, width, 'left');
}

/** As many characters from the start as fit. */
function shorten(text: string, width: number): string {
  let short = '';
  for (const character of text) {
    if (textWidth(short + character) > width) break;
    short += character;
  }
  return short;
}
