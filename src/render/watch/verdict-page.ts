import type {VerdictWords} from '../../analysis/verdict-words/verdict-words.js';
import type {Canvas} from './canvas.js';
import {EMPTY_LINE, type Line, span, textLine, type Tone} from './line.js';
import {wrappedLines} from './whole-text.js';

/** What an experiment has come to, why, and what would change it. */
export function verdictLines(words: VerdictWords, tone: Tone, {columns}: Canvas): readonly Line[] {
  return [
    ...wrappedLines(words.headline, columns, tone),
    ...section('because', words.because, columns),
    ...section('not known', words.missing, columns),
    ...section('what would change it', words.wouldChange, columns),
  ];
}

function section(title: string, sentences: readonly string[], columns: number): readonly Line[] {
  if (sentences.length === 0) return [];
  const items = sentences.flatMap((sentence) =>
    wrappedLines(sentence, columns - 2, 'plain').map((line, index): Line => [
      span(index === 0 ? '- ' : '  '),
      ...line,
    ]),
  );
  return [EMPTY_LINE, textLine(title, 'heading'), ...items];
}
