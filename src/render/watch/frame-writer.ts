/** Terminals that know it show what stands between at once; others pass over it. */
const BEGIN_UPDATE = '\u001b[?2026h';
const END_UPDATE = '\u001b[?2026l';
const CLEAR = '\u001b[2J';
const CLEAR_TO_END_OF_LINE = '\u001b[K';

/** Turns whole frames into what has to be written to a terminal: only the lines that differ, each to its place. */
export class FrameWriter {
  /** undefined: nobody knows what is on the screen. */
  #shown: readonly string[] | undefined;

  /** @returns escape sequences and lines; empty when nothing differs */
  next(frame: string): string {
    const lines = frame.split('\n');
    const before = this.#shown;
    this.#shown = lines;
    const rows = Math.max(lines.length, before?.length ?? 0);
    const changes = Array.from({length: rows}, (_, row) => {
      const line = lines[row] ?? '';
      return before && line === (before[row] ?? '') ? '' : `\u001b[${row + 1};1H${line}${CLEAR_TO_END_OF_LINE}`;
    }).join('');
    return changes === '' ? '' : `${BEGIN_UPDATE}${before ? '' : CLEAR}${changes}${END_UPDATE}`;
  }

  /** The terminal has another size now. */
  forget(): void {
    this.#shown = undefined;
  }
}
