import {markup, type Markup, NO_MARKUP} from './markup.js';

/** A cell: words, and what they mean for the looks of it. */
export interface Cell {
  /** Several are lines. */
  readonly text: string | readonly string[];
  readonly kind?: 'number' | 'range' | 'time' | 'state good' | 'state bad' | 'state open';
}

export interface Group {
  /** Heading of the rows below; undefined: they need none. */
  readonly heading?: string;
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly Cell[])[];
}

/** A table that scrolls where the page is too narrow for it, and that a keyboard can scroll too. */
export function table(caption: string, headings: readonly string[], groups: readonly Group[]): Markup {
  const kinds = groups[0]?.rows[0]?.map(({kind}) => kind) ?? [];
  const heads = headings.map((heading, place) => headCell(heading, kinds[place]));
  const bodies = groups.map((group) => body(group, headings));
  const looks = headings.length <= NARROW ? STACKS : NO_MARKUP;
  const rows = markup`<caption>${caption}</caption>\n<thead><tr>${heads}</tr></thead>\n${bodies}`;
  return markup`<div class="wide" role="region" tabindex="0" aria-label="${caption}"><table${looks}>${rows}</table></div>\n`;
}

function headCell(heading: string, kind: Cell['kind']): Markup {
  return markup`<th scope="col"${kind === 'number' || kind === 'range' ? looksOf(kind) : NO_MARKUP}>${heading}</th>`;
}

/** Columns of a table whose rows become lists on a narrow screen; a wider one scrolls. */
const NARROW = 8;
const STACKS = markup` class="stack"`;

function body({heading, rows}: Group, headings: readonly string[]): Markup {
  const head =
    heading === undefined
      ? NO_MARKUP
      : markup`<tr><th scope="rowgroup" colspan="${headings.length}">${heading}</th></tr>\n`;
  return markup`<tbody>${head}${rows.map((cells) => row(cells, headings))}</tbody>\n`;
}

function row([first, ...cells]: readonly Cell[], headings: readonly string[]): Markup {
  const name = markup`<th scope="row"${looksOf(first?.kind)}>${linesOf(first?.text ?? '')}</th>`;
  return markup`<tr>${name}${cells.map((cell, place) => dataCell(cell, headings[place + 1] ?? ''))}</tr>\n`;
}

function dataCell({text, kind}: Cell, heading: string): Markup {
  return markup`<td${looksOf(kind)} data-label="${heading}">${linesOf(text)}</td>`;
}

function linesOf(text: Cell['text']): string | Markup {
  if (typeof text === 'string') return text;
  return markup`<div>${text.map((line) => markup`<div>${line}</div>`)}</div>`;
}

function looksOf(kind: Cell['kind']): Markup {
  return kind === undefined ? NO_MARKUP : markup` class="${kind}"`;
}
