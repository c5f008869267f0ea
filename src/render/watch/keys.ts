import {fitParts} from './fit-parts.js';
import {type Line, span} from './line.js';
import type {Symbols} from './symbols.js';

/** Keys that have a name. */
export const NAMED_KEYS = [
  'up', 'down', 'pageUp', 'pageDown', 'home', 'end', 'tab', 'backTab', 'enter', 'escape', 'backspace', 'interrupt',
] as const; // prettier-ignore

/** A key as a screen hears it: one of those with a name, or the character. */
export type Key = (typeof NAMED_KEYS)[number] | (string & {});

/** What a key is for, in a line at the foot of the screen. */
export interface KeyHint {
  readonly key: string;
  readonly word: string;
  /** 0 is shown longest where there is little room. */
  readonly rank: number;
}

/** `q quit  ↑↓ move  ? help` */
export function keyLine(hints: readonly KeyHint[], columns: number): Line {
  const parts = hints.map(({key, word, rank}) => ({
    rank,
    line: [span(key, 'strong'), span(` ${word}`, 'faint')],
  }));
  return fitParts(parts, columns);
}

export function textPageKeys({upDown}: Symbols): readonly KeyHint[] {
  return [
    {key: 'esc', word: 'back', rank: 0},
    {key: upDown, word: 'scroll', rank: 1},
    {key: 'q', word: 'quit', rank: 2},
  ];
}
