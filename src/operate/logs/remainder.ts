/** How the end of a long output begins: bytes that stand before it. */
const LEFT_OUT = /^… (\d+) bytes left out\n/;

/**
 * What is still to be shown of an output of which a part was seen while it was printed.
 *
 * @param seen the beginning of the output, or all of it
 * @param tail all of the output, or its end after a remark of how many bytes are left out, or only that it is left out
 * @returns all of `tail` where nobody can tell how the two belong together
 */
export function remainderOf(seen: string, tail: string): string {
  const remark = LEFT_OUT.exec(tail);
  const end = tail.slice(remark?.[0].length ?? 0);
  if (seen.endsWith(end)) return '';
  const known = Buffer.byteLength(seen) - Number(remark?.[1] ?? 0);
  const bytes = Buffer.from(end);
  if (known >= bytes.length) return ''; // no less was seen than there is
  if (known < 0) return tail;
  const isSame = seen.endsWith(bytes.subarray(0, known).toString());
  return isSame ? bytes.subarray(known).toString() : tail;
}
