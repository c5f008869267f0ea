import Table from 'cli-table3';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import type {Style} from './style.js';

export interface Cell {
  readonly text: string;
  readonly align: 'left' | 'right';
  readonly paint?: (line: string) => string;
}

const ASCII = {
  top: '-', 'top-mid': '+', 'top-left': '+', 'top-right': '+',
  mid: '-', 'mid-mid': '+', 'left-mid': '+', 'right-mid': '+',
  bottom: '-', 'bottom-mid': '+', 'bottom-left': '+', 'bottom-right': '+',
  left: '|', right: '|', middle: '|',
}; // prettier-ignore

/** The first column wraps here, also where the screen is wider. */
const FIRST_COLUMN = 30;
const NARROWEST = 5;

/**
 * A table with rules between all rows, headings in the middle, and a first column of at most 30 characters that wraps
 * between words. On a screen that is too narrow for it the widest columns wrap further.
 */
export function asciiTable(headings: readonly string[], rows: readonly (readonly Cell[])[], style: Style): string {
  const widths = fitWidths(naturalWidths(headings, rows), style.columns);
  const table = new Table({
    style: {head: [], border: []},
    chars: ASCII,
    colWidths: widths.map((width) => width + 2),
  });
  const heads = headings.map((heading, column) => ({
    content: wrapLines(heading.toUpperCase(), widths[column]!, true, style.chalk.bold),
    hAlign: 'center' as const,
  }));
  const body = rows.map((row) =>
    row.map(({text, align, paint}, column) => ({
      content: wrapLines(text, widths[column]!, column > 0 || style.columns !== undefined, paint),
      hAlign: align,
    })),
  );
  table.push(heads, ...body);
  return table.toString();
}

/** A cell that is wrapped fills its column to the full 30 characters, as the tutorial shows. */
function naturalWidths(headings: readonly string[], rows: readonly (readonly Cell[])[]): number[] {
  return headings.map((heading, column) => {
    const texts = [heading.toUpperCase(), ...rows.map((row) => row[column]?.text ?? '')];
    return Math.max(...texts.map((text) => (column === 0 ? firstColumnWidth(text) : stringWidth(text))));
  });
}

function firstColumnWidth(text: string): number {
  const width = stringWidth(text);
  if (width <= FIRST_COLUMN) return width;
  return Math.max(FIRST_COLUMN, ...text.split(' ').map((word) => stringWidth(word)));
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

function wrapLines(text: string, width: number, breakWords: boolean, paint?: (line: string) => string): string {
  const wrapped = stringWidth(text) <= width ? text : wrapAnsi(text, width, {hard: breakWords, trim: true});
  return paint
    ? wrapped
        .split('\n')
        .map((line) => paint(line))
        .join('\n')
    : wrapped;
}
