/**
 * What must not reach a screen or a page raw: control characters (escape sequences among them), line breaks other than
 * our own, marks that turn the direction of writing, characters that cannot be seen, halves of characters, and what is no
 * character at all, which neither XML nor YAML can hold.
 */
export const UNSAFE_CHARACTERS =
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** The same without the line breaks and tabs that a format lays itself out with, as `\uXXXX`, which JSON and YAML read back. */
export function escapeUnsafe(text: string): string {
  return text.replace(UNSAFE_CHARACTERS, (character) => {
    if (character === '\n' || character === '\t') return character;
    return character
      .split('')
      .map((half) => `\\u${half.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('');
  });
}
