const LONGEST = 120;

/** The begin of a text that a message quotes, so that the message stays readable whatever was written there. */
export function excerpt(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
