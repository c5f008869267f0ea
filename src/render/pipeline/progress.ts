import {safeText} from '../safe-text.js';

/** Characters of the longest topic. */
const WIDTH = 10;

/** A line of progress: when, what about, and what. */
export function progressLine(now: Date, topic: string, text: string): string {
  return `${now.toISOString().slice(11, 19)}  ${topic.padEnd(WIDTH)}  ${safeText(text)}\n`;
}
