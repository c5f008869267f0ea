import {type Line, lineWidth, span} from './line.js';

/** A piece of a line that can be left out. */
export interface Part {
  readonly line: Line;
  /** 0 is kept longest. */
  readonly rank: number;
}

const GAP = 2;

/** The parts in their order, as many as fit beside each other; the first by rank always stays. */
export function fitParts(parts: readonly Part[], columns: number): Line {
  const kept = new Set<Part>();
  let left = columns + GAP;
  for (const part of [...parts].sort((a, b) => a.rank - b.rank)) {
    const width = lineWidth(part.line) + GAP;
    if (kept.size > 0 && width > left) break;
    kept.add(part);
    left -= width;
  }
  const shown = parts.filter((part) => kept.has(part));
  return shown.flatMap(({line}, index) => (index === 0 ? line : [span(' '.repeat(GAP)), ...line]));
}
