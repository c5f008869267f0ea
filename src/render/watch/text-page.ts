import {arrange, fixedBlock} from './arrange.js';
import type {Canvas} from './canvas.js';
import {keyLine, textPageKeys} from './keys.js';
import {type Line, span, textLine} from './line.js';

export interface TextPage {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly scroll: number;
  /** What goes before everything else, such as that the connection is lost. */
  readonly notices: readonly Line[];
}

/** A part of a screen that can be scrolled, as it was drawn. */
export interface DrawnPage {
  readonly lines: readonly Line[];
  /** The furthest that one can scroll. */
  readonly lastScroll: number;
  /** Lines of text that there is room for. */
  readonly pageRows: number;
}

/** The page fills the screen, its keys at the foot. */
export function drawTextPage({title, lines, scroll, notices}: TextPage, canvas: Canvas): DrawnPage {
  const {columns, rows, symbols} = canvas;
  const footer = rows > 2 ? [keyLine(textPageKeys(symbols), columns)] : [];
  const head = rows > 1 ? 1 : 0;
  const pageRows = Math.max(1, rows - head - footer.length - notices.length);
  const lastScroll = Math.max(0, lines.length - pageRows);
  const first = Math.min(scroll, lastScroll);
  const shown = lines.slice(first, first + pageRows);
  const blank = Array.from({length: pageRows - shown.length}, () => textLine(''));
  const place = lastScroll === 0 ? '' : `  lines ${first + 1} to ${first + shown.length} of ${lines.length}`;
  const blocks = [
    fixedBlock(0, [[span(title, 'strong'), span(place, 'faint')]]),
    fixedBlock(2, [...shown, ...blank]),
    fixedBlock(1, [...notices, ...footer]),
  ];
  return {lines: arrange(blocks, rows), lastScroll, pageRows};
}
