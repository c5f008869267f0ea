import {UNSAFE_CHARACTERS} from '../../experiment/unsafe-characters.js';

const LONGEST = 200;

/** One line of what somebody else wrote, without what must not reach a screen. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  const start = line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
  return start.replace(UNSAFE_CHARACTERS, '\ufffd');
}
