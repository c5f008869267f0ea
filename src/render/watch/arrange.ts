import {EMPTY_LINE, type Line} from './line.js';

/** A part of a screen, which can be drawn in more or fewer rows. */
export interface Block {
  /** Who gets rows first where there are few: 0 before 1. */
  readonly rank: number;
  /** Rows without which it is of little use. */
  readonly least: number;
  /** Rows that it can fill. */
  readonly most: number;
  /** Whether an empty row stands before it where there is room. */
  readonly hasGap?: boolean;
  /** @returns at most so many lines */
  readonly draw: (rows: number) => readonly Line[];
}

/**
 * Blocks in their order on so many rows. What there are too few rows for goes in this order: rows beyond the least that a
 * block needs, empty rows, and then blocks of high rank before those of low rank.
 */
export function arrange(blocks: readonly Block[], rows: number): readonly Line[] {
  const shown = blocks.filter(({most}) => most > 0);
  const byRank = [...shown].sort((a, b) => a.rank - b.rank);
  const given = new Map<Block, number>();
  let left = rows;
  const give = (block: Block, wanted: number) => {
    const more = Math.min(left, wanted - (given.get(block) ?? 0));
    given.set(block, (given.get(block) ?? 0) + more);
    left -= more;
  };
  for (const block of byRank) give(block, Math.min(block.least, block.most));
  const gaps = new Set<Block>();
  for (const block of byRank.filter(({hasGap}) => hasGap)) {
    if (left === 0 || given.get(block) === 0) continue;
    gaps.add(block);
    left -= 1;
  }
  for (const block of byRank) if (block.least === 0 || given.get(block) !== 0) give(block, block.most);
  return shown.flatMap((block) => {
    const count = given.get(block) ?? 0;
    return count === 0 ? [] : [...(gaps.has(block) ? [EMPTY_LINE] : []), ...block.draw(count)];
  });
}

/** A block of lines that are there already. */
export function fixedBlock(rank: number, lines: readonly Line[], options: {hasGap?: boolean} = {}): Block {
  return {
    ...options,
    rank,
    least: Math.min(1, lines.length),
    most: lines.length,
    draw: (rows) => lines.slice(0, rows),
  };
}

/** Empty rows that push what follows to the foot of the screen. */
export function filler(rows: number): Block {
  return {rank: Infinity, least: 0, most: rows, draw: (count) => Array.from({length: count}, () => EMPTY_LINE)};
}
