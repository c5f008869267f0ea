/**
 * The first notes of a list in so many characters, then how many more there are: many metrics that fail must not fill the
 * status. A note that is too long by itself is cut.
 */
export function joinFirst(notes: readonly string[], separator: string, longest: number): string {
  const kept: string[] = [];
  let left = longest;
  for (const note of notes) {
    const short = note.length <= longest ? note : `${note.slice(0, longest - 1)}…`;
    left -= short.length;
    if (left < 0) break;
    kept.push(short);
    left -= separator.length;
  }
  const more = notes.length - kept.length;
  return [...kept, ...(more > 0 ? [`and ${more} more`] : [])].join(separator);
}
