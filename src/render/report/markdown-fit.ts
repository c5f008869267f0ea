/** A part of a page: a heading, and lines below it. A table has its two first lines in `head`. */
export interface Block {
  readonly head: readonly string[];
  /** Each may be left out, from the last on. */
  readonly lines: readonly string[];
}

const NOTE_BYTES = 80;

/** As many lines of the blocks as there is room for, from the first on; what is left out is counted where it would stand. */
export function fitBlocks(blocks: readonly Block[], bytes: number): string {
  let room = bytes;
  const texts: string[] = [];
  for (const block of blocks) {
    const text = fitBlock(block, room);
    if (text === undefined) break;
    texts.push(text);
    room -= Buffer.byteLength(text);
  }
  return texts.join('');
}

/** @returns undefined when not even its head and a note have room */
function fitBlock({head, lines}: Block, bytes: number): string | undefined {
  const top = `${head.join('\n')}\n`;
  let room = bytes - Buffer.byteLength(top) - NOTE_BYTES;
  if (room < 0) return undefined;
  const firstTooMany = lines.findIndex((line) => {
    room -= Buffer.byteLength(line) + 1;
    return room < 0;
  });
  const kept = firstTooMany === -1 ? lines : lines.slice(0, firstTooMany);
  const note = kept.length < lines.length ? `\n_${lines.length - kept.length} more are left out._\n` : '';
  return `${top}${kept.map((line) => `${line}\n`).join('')}${note}\n`;
}
