/** Characters of a headline. */
export const LONGEST_HEADLINE = 120;
/** Characters of any other line: enough for a reason that the engine has kept. */
const LONGEST_LINE = 600;

/** Text of a resource on one line, of at most so many characters; what is longer ends in `…`. */
export function oneLine(text: string, longest = LONGEST_LINE): string {
  const line = text.replace(/[\s\u0085]+/gu, ' ').trim();
  return line.length <= longest ? line : `${withoutHalf(line.slice(0, longest - 1))}…`;
}

/** A character outside the basic plane is two in JavaScript: a cut may have left the first of them alone. */
function withoutHalf(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, '').trimEnd();
}

/** Wordings of one thing, the fullest first, and at least one. */
export type Wordings = readonly [...string[], string];

/** The first wording that is short enough for a headline; else the beginning of the last. */
export function firstThatFits(wordings: Wordings): string {
  const lines = wordings.map((wording) => oneLine(wording, Infinity));
  const fitting = lines.find((line) => line.length <= LONGEST_HEADLINE);
  return fitting ?? oneLine(lines.at(-1) ?? '', LONGEST_HEADLINE);
}

/** Each of them with something to follow. */
export function followedBy(wordings: Wordings, rest: string): Wordings {
  const [last = '', ...fuller] = [...wordings].reverse();
  return [...fuller.reverse().map((wording) => wording + rest), last + rest];
}

/** `a`, `a and b`, `a, b and c`. */
export function listWords(words: readonly string[]): string {
  const [last, ...before] = [...words].reverse();
  return before.length === 0 ? (last ?? '') : `${before.reverse().join(', ')} and ${last}`;
}

/** `1 sample`, `3 samples`. */
export function countWords(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
