import type {Span} from '../locate.js';

/** Other text in place of a part of a text. */
export interface Edit extends Span {
  readonly text: string;
}

/** The text with all edits made. They must not overlap; those that begin where another one does are left out. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let end = 0;
  for (const edit of ordered) {
    if (edit.start < end) continue;
    result += text.slice(end, edit.start) + edit.text;
    end = edit.end;
  }
  return result + text.slice(end);
}
