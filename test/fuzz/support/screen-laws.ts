import assert from 'node:assert/strict';
import type {Style} from '../../../src/render/style.js';
import {assertPrintable} from './laws.js';

/** The clock of all views. */
export const NOW = new Date('2026-11-22T11:00:00Z');

/** Characters; what is shown has some kilobytes. */
const LONGEST = 4_000_000;

/** Colours as they are on a terminal. */
const brush = (text: string) => `\u001b[1m${text}\u001b[22m`;
export const PAINTED: Style['paint'] = {
  heading: brush,
  strong: brush,
  good: brush,
  bad: brush,
  warning: brush,
  faint: brush,
};
// eslint-disable-next-line no-control-regex -- the escape sequences of the brush
const OUR_PAINT = /\u001b\[(?:1|22)m/g;

/** Bounded, and without the colours that are ours it is printable. */
export function assertScreen(text: string, what: string): void {
  assert.ok(text.length < LONGEST, `${what} has ${text.length} characters`);
  assertPrintable(text.replace(OUR_PAINT, ''), what);
}
