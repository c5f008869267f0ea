import type {Style} from '../style.js';
import {columnWidths, tableText} from './text.js';
import {type GetRow, getTables} from './rows.js';

/** A table that grows as kubectl's `-w` does: rows come below each other, under headings that stand once. */
export class LiveTable {
  readonly #shown = new Map<string, readonly number[]>();
  #last = '';

  constructor(
    private readonly isWide: boolean,
    private readonly hasNamespace: boolean,
    private readonly style: Style,
  ) {}

  /** The lines for these rows, with headings where the ones above are others. */
  add(rows: readonly GetRow[]): string {
    return getTables(rows, this.isWide, this.hasNamespace)
      .map((table) => {
        const key = table.headings.join();
        const widths = this.#shown.get(key) ?? columnWidths(table.headings, table.rows);
        const text = tableText(table, this.style, widths);
        this.#shown.set(key, widths);
        const isSame = this.#last === key;
        this.#last = key;
        return isSame ? text.slice(text.indexOf('\n') + 1) : text;
      })
      .join('');
  }
}
