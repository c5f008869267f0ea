import {markdownTable} from 'markdown-table';
import {safeMarkdown} from '../safe-text.js';
import {textWidth} from '../text-width.js';
import type {GetTable} from './rows.js';

/** The tables of `get` for a Markdown page. Ends in a newline. */
export function getMarkdown(tables: readonly GetTable[]): string {
  return tables
    .map(({headings, rows}) => [headings, ...rows].map((cells) => cells.map(safeMarkdown)))
    .map((table) => `${markdownTable(table, {stringLength: textWidth})}\n`)
    .join('\n');
}
