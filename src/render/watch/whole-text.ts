import {safeText} from '../safe-text.js';
import {wrapText} from '../text-width.js';
import {type Line, span, textLine, type Tone} from './line.js';

/** A text of several lines, broken where one is too long. Nothing of an empty text. */
export function wholeLines(text: string, columns: number, indent = ''): readonly Line[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines.flatMap((line) => {
    const [, blanks = '', words = ''] = /^( *)(.*)$/su.exec(line.replaceAll('\t', '  ')) ?? [];
    const margin = indent + blanks.slice(0, Math.floor(columns / 2));
    return wrapped(words, columns - margin.length).map((part): Line => [span(margin), span(part)]);
  });
}

/** One sentence. */
export function wrappedLines(text: string, columns: number, tone: Tone): readonly Line[] {
  return wrapped(text, columns).map((line) => textLine(line, tone));
}

function wrapped(text: string, columns: number): readonly string[] {
  return wrapText(safeText(text), Math.max(1, columns), true);
}
