import type {Canvas} from './canvas.js';
import {cell, EMPTY_LINE, type Line, span, textLine} from './line.js';
import {wrappedLines} from './whole-text.js';

/** @param canWish whether the experiment can be paused and aborted from here */
export function helpLines(canvas: Canvas, canWish: boolean): readonly Line[] {
  const {symbols, columns} = canvas;
  const keys: readonly (readonly [string, string])[] = [
    [`${symbols.upDown}, tab`, 'go to another metric, or scroll'],
    ['enter', 'a metric: its history against the limit, and its query'],
    ['v', 'the verdict so far: why, what is missing, what would change it'],
    ['l', 'what tasks printed, as far as the status has it'],
    ['y', 'the experiment as YAML'],
    ...(canWish
      ? ([
          ['p', 'pause, or resume; asks first'],
          ['a', 'abort; asks first'],
        ] as const)
      : []),
    ['esc', 'back, in the end to the list if there was one'],
    ['q, Ctrl-C', 'leave; the experiment runs on'],
  ];
  const {satisfied, violated, unknown, best} = symbols;
  const signs = `${satisfied} satisfied, ${violated} violated, ${unknown} unknown: not enough data, ${best} best reward`;
  return [
    ...keys.map(([key, words]): Line => {
      return [cell(key, 14, {tone: 'strong', ellipsis: symbols.ellipsis}), span(words)];
    }),
    EMPTY_LINE,
    ...wrappedLines(signs, columns, 'plain'),
    ...wrappedLines(
      'Bars: "set" is what the analysis wants, "observed" what the traffic object says.',
      columns,
      'plain',
    ),
    textLine('For a screen reader: iter8ctl watch --plain', 'faint'),
  ];
}
