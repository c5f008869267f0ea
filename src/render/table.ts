import type {Style} from './style.js';
import {padText, textWidth, wrapText} from './text-width.js';

export interface Cell {
  readonly text: string;
  readonly align: 'left' | 'center' | 'right';
  readonly paint?: ((text: string) => string) | undefined;
}

/** The first column wraps here, also where the screen is wider. */
const FIRST_COLUMN = 30;
const NARROWEST_LABEL = 12;
const NARROWEST = 5;

/**
 * A table with rules between all rows, headings in the middle, and a first column of at most 30 characters that wraps
 * between words. On a screen that is too narrow for it the widest columns wrap further.
 */
export function asciiTable(headings: readonly string[], rows: readonly (readonly Cell[])[], style: Style): string {
  const heads = headings.map((heading): Cell => {
    return {text: heading.toUpperCase(), align: 'center', paint: style.paint.strong};
  });
  const lines = [heads, ...rows];
  const widths = fitWidths(naturalWidths(lines), narrowestWidths(headings, rows), style.columns);
  if (style.columns !== undefined && tableWidth(widths) > style.columns)
    return blocks(headings, rows, style.columns);
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const isScreen = style.columns !== undefined;
  return [rule, ...lines.flatMap((cells) => [...rowLines(cells, widths, isScreen), rule])].join('\n');
}

/** A cell that is wrapped fills its column to the full 30 characters, as the tutorial shows. */
function naturalWidths(rows: readonly (readonly Cell[])[]): number[] {
  const columns = rows[0]?.map((_, column) => rows.map((row) => row[column]?.text ?? '')) ?? [];
  return columns.map((texts, column) => Math.max(...texts.map(column === 0 ? firstColumnWidth : textWidth)));
}

function firstColumnWidth(text: string): number {
  const width = textWidth(text);
  if (width <= FIRST_COLUMN) return width;
  return Math.max(FIRST_COLUMN, ...text.split(' ').map(textWidth));
}

/** A value is never broken in two: one could read each half of a number as a value. Headings and labels may wrap. */
function narrowestWidths(headings: readonly string[], rows: readonly (readonly Cell[])[]): number[] {
  return headings.map((_, column) => {
    if (column === 0) return NARROWEST_LABEL;
    return Math.max(NARROWEST, ...rows.map((row) => textWidth(row[column]?.text ?? '')));
  });
}

/** Takes from the widest column, one character at a time, until the table fits or no column may be narrower. */
function fitWidths(
  natural: readonly number[],
  narrowest: readonly number[],
  columns: number | undefined,
): number[] {
  const widths = [...natural];
  if (columns === undefined) return widths;
  for (let surplus = tableWidth(widths) - columns; surplus > 0; surplus -= 1) {
    const spare = widths.map((width, column) => (width > (narrowest[column] ?? 0) ? width : 0));
    const widest = Math.max(...spare);
    if (widest === 0) break;
    widths[spare.lastIndexOf(widest)] = widest - 1;
  }
  return widths;
}

/** With borders. */
function tableWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + 3, 1);
}

/** Each row as lines of its own, for a screen that is too narrow for any table of it. */
function blocks(headings: readonly string[], rows: readonly (readonly Cell[])[], columns: number): string {
  const lines = rows.flatMap(([first, ...cells]) => [
    ...wrapText(first?.text ?? '', columns, true),
    ...cells.flatMap(({text, paint}, index) => {
      const room = Math.max(NARROWEST, columns - textWidth(text) - 3);
      const name = wrapText(`${headings[index + 1] ?? ''}:`, room, true).map((line) => `  ${line}`);
      return [...name.slice(0, -1), `${name.at(-1) ?? ''} ${paint?.(text) ?? text}`];
    }),
  ]);
  return lines.join('\n');
}

function rowLines(cells: readonly Cell[], widths: readonly number[], breaksWords: boolean): string[] {
  const wrapped = cells.map(({text}, column) => wrapText(text, widths[column] ?? 0, breaksWords));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({length: height}, (_, line) => {
    const padded = cells.map(({align, paint}, column) => {
      const text = wrapped[column]?.[line] ?? '';
      return padText(text, widths[column] ?? 0, align).replace(text, () => paint?.(text) ?? text);
    });
    return `| ${padded.join(' | ')} |`;
  });
}
