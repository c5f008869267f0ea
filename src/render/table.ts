import type {Style} from './style.js';
import {padText, textWidth, wrapText} from './text-width.js';

export interface Cell {
  readonly text: string;
  readonly align: 'left' | 'center' | 'right';
  readonly paint?: ((text: string) => string) | undefined;
}

/** The first column wraps here, also where the screen is wider. */
const FIRST_COLUMN = 30;
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
  const widths = fitWidths(naturalWidths(lines), style.columns);
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

/** Takes from the widest column, one character at a time, until the table fits or all are as narrow as may be. */
function fitWidths(natural: readonly number[], columns: number | undefined): number[] {
  const widths = [...natural];
  if (columns === undefined) return widths;
  const frame = 3 * widths.length + 1;
  let surplus = widths.reduce((sum, width) => sum + width, frame) - columns;
  while (surplus > 0) {
    const widest = Math.max(...widths);
    if (widest <= NARROWEST) break;
    widths[widths.lastIndexOf(widest)] = widest - 1;
    surplus -= 1;
  }
  return widths;
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
