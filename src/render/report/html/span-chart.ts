import {ageText} from '../../../experiment/age.js';
import type {Span} from '../timeline.js';
import {timeText} from '../words.js';
import {type Markup, markup, NO_MARKUP} from './markup.js';
import {label, picture} from './picture.js';

const WIDTH = 720;
const LEFT = 230;
const RIGHT = 16;
const ROW = 26;
const LONGEST_LABEL = 34;

/** Bars of one drawing. */
export const MOST_SPANS = 40;

/** What ran when, a bar each. */
export function spanChart(all: readonly Span[], id: string): Markup {
  const spans = all.slice(0, MOST_SPANS);
  const from = spans.reduce((least, {startMs}) => Math.min(least, startMs), Infinity);
  const to = spans.reduce((most, {endMs}) => Math.max(most, endMs), -Infinity);
  const x = (atMs: number) => LEFT + ((atMs - from) / (to - from || 1)) * (WIDTH - LEFT - RIGHT);
  const bottom = spans.length * ROW + 18;
  const drawn = [
    ...spans.map((span, row) => bar(span, row, x)),
    label(LEFT, bottom, 'start', timeText(new Date(from))),
    label(WIDTH - RIGHT, bottom, 'end', timeText(new Date(to))),
  ];
  const more = all.length > spans.length ? `; ${all.length - spans.length} more are not drawn` : '';
  const title = 'Tasks and iterations over time';
  const words = {id, caption: `What ran when${more}`, title, description: spans.map(inWords).join('; ')};
  return picture(words, {width: WIDTH, height: bottom + 8}, drawn, NO_MARKUP);
}

/** The words stand above the bar, at the end of it that has more room. */
function bar(span: Span, row: number, x: (atMs: number) => number): Markup {
  const {state, startMs, endMs} = span;
  const [left, right] = [Math.round(x(startMs)), Math.round(x(endMs))];
  const y = row * ROW;
  const told = `${state} ${tookText(span)}`;
  const words = left < WIDTH * 0.7 ? label(left, y + 11, 'start', told) : label(right, y + 11, 'end', told);
  const name = markup`<g class="bar-text">${label(0, y + 16, 'start', shortened(span.label))}</g>`;
  const width = Math.max(2, right - left);
  return markup`${name}${words}<rect class="bar ${state}" x="${left}" y="${y + 14}" width="${width}" height="5"/>\n`;
}

function inWords(span: Span): string {
  return `${span.label}: ${span.state} ${tookText(span)}`;
}

function tookText({startMs, endMs}: Span): string {
  return ageText(new Date(startMs), new Date(endMs));
}

function shortened(label: string): string {
  const letters = Array.from(label);
  return letters.length > LONGEST_LABEL ? `${letters.slice(0, LONGEST_LABEL - 1).join('')}…` : label;
}
