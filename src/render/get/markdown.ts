import {markdownTable} from 'markdown-table';
import stringWidth from 'string-width';
import {safeMarkdown} from '../safe-text.js';
import type {GetTable} from './rows.js';

/** The tables of `get` for a Markdown page. Ends in a newline. */
export function getMarkdown(tables: readonly GetTable[]): string {
  return tables
    .map(({headings, rows}) => [headings, ...rows].map((cells) => cells.map(safeMarkdown)))
    .map((table) => `${markdownTable(table, {stringLength: stringWidth})}\n`)
    .join('\n');
}
