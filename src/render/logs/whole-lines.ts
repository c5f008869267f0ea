import {safeText} from '../safe-text.js';

/** Puts together the lines of a text that comes in pieces. */
export class WholeLines {
  #rest = '';

  /** @returns the lines that are whole now, as they may be shown */
  add(piece: string): readonly string[] {
    const lines = `${this.#rest}${piece}`.split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.map(safeLine);
  }

  /** @returns the last line, where nothing ended it */
  end(): readonly string[] {
    const rest = this.#rest;
    this.#rest = '';
    return rest === '' ? [] : [safeLine(rest)];
  }
}

/** The lines of a whole text, as they may be shown. */
export function safeLines(text: string): readonly string[] {
  const lines = new WholeLines();
  return [...lines.add(text), ...lines.end()];
}

/** Tabs lay out tables and do no harm; a CR before the end of a line does nothing. */
function safeLine(line: string): string {
  return line.replace(/\r$/, '').split('\t').map(safeText).join('\t');
}
