/** A part of a URL without its escapes; as it is where they are none (`a%zz`), since URLs are not checked for that. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
