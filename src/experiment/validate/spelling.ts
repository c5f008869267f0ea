/** Letters and digits only, in lower case: `rollbackOnFailure` and `rollback_on_failure` are one word. */
function bare(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/**
 * The words that may be meant by `word`: those that differ only in case and punctuation, else those within two edits
 * (one in a short word). The nearest only; several if they are equally near.
 */
export function similarWords(word: string, words: readonly string[]): string[] {
  const near = nearWords(word, words);
  const nearest = Math.min(...near.map(({distance}) => distance));
  return near.filter(({distance}) => distance === nearest).map(({known}) => known);
}

/** The only word that can be meant; undefined if there is none or another within reach. */
export function onlySimilarWord(word: string, words: readonly string[]): string | undefined {
  const near = nearWords(word, words);
  const exact = near.filter(({distance}) => distance === 0);
  const [only, another] = exact.length > 0 ? exact : near;
  return another === undefined ? only?.known : undefined;
}

function nearWords(word: string, words: readonly string[]): {known: string; distance: number}[] {
  const written = bare(word);
  const limit = written.length < 6 ? 1 : 2;
  return [...new Set(words)]
    .map((known) => ({known, distance: editDistance(written, bare(known), limit)}))
    .filter(({distance}) => distance <= limit);
}

/** `; did you mean a or b?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const similar = similarWords(word, known);
  return similar.length === 0 ? '' : `; did you mean ${similar.join(' or ')}?`;
}

/**
 * Insertions, deletions, replacements and swaps of neighbours that make `b` of `a`; Infinity if the lengths alone differ
 * by more than `limit`.
 *
 * @see https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance, optimal string alignment
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Infinity;
  let beforeLast: number[] = [];
  let last = Array.from({length: b.length + 1}, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = last[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swapped = isSwap ? beforeLast[column - 2]! + 1 : Infinity;
      current.push(Math.min(replaced, last[column]! + 1, current[column - 1]! + 1, swapped));
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length]!;
}
