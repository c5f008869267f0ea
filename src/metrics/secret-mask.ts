import type {SecretData} from './secrets.js';

export const MASK = '***';
/** Shorter texts would be found in innocent words. */
const SHORTEST = 3;
/** Of base64 that is cut out of a longer text. */
const SHORTEST_BASE64 = 8;

/**
 * Takes the values of Secrets out of texts: as they are, line by line, also cased otherwise, or encoded for a URL, in JSON,
 * or as base64, alone or in the middle of something. No regular expression is made of them: one that is too large for the
 * engine is quoted in its error.
 */
export class SecretMask {
  /** Folded, by the hash of their beginnings, the longest first. */
  readonly #spellings = new Map<number, string[]>();
  /** Characters of the longest spelling of a value; 0: there is nothing to take out. */
  readonly longest: number;

  constructor(secrets: readonly SecretData[]) {
    const all = new Set(secrets.flatMap(valuesOf).flatMap(spellingsOf).map(fold));
    const spellings = [...all].sort((a, b) => b.length - a.length);
    this.longest = spellings[0]?.length ?? 0;
    for (const spelling of spellings) {
      const beginning = hashAt(spelling, 0);
      const others = this.#spellings.get(beginning);
      if (others) others.push(spelling);
      else this.#spellings.set(beginning, [spelling]);
    }
  }

  /** The text with `***` in the place of each value. */
  conceal(text: string): string {
    if (this.longest === 0) return text;
    const folded = fold(text);
    const pieces: string[] = [];
    let shown = 0;
    for (let at = 0; at + SHORTEST <= text.length;) {
      const length = this.#lengthAt(folded, at);
      if (length > 0) {
        pieces.push(text.slice(shown, at), MASK);
        shown = at + length;
      }
      at += Math.max(1, length);
    }
    return shown === 0 ? text : `${pieces.join('')}${text.slice(shown)}`;
  }

  /** Of the longest value that stands there; 0: none. */
  #lengthAt(folded: string, at: number): number {
    const spellings = this.#spellings.get(hashAt(folded, at));
    return spellings?.find((spelling) => folded.startsWith(spelling, at))?.length ?? 0;
  }
}

/** Of so many characters as every spelling has. */
function hashAt(text: string, at: number): number {
  return (text.charCodeAt(at) * 961 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2)) | 0;
}

/** In small letters, each character in its place. */
function fold(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase();
  return text.replace(/[A-Z]+|[^\0-\x7f]/g, (letters) => {
    const small = letters.toLowerCase();
    return small.length === letters.length ? small : letters;
  });
}

function valuesOf(secret: SecretData): string[] {
  const basic = `${secret.get('username') ?? ''}:${secret.get('password') ?? ''}`;
  return [...secret.values(), basic];
}

function spellingsOf(value: string): string[] {
  const lines = value.split(/\r?\n/);
  const texts = [value, value.trim(), ...lines, ...lines.map((line) => line.trim())];
  const encoded = texts.flatMap((text) => [encodeURIComponent(text), formEncoded(text), ...jsonOf(text)]);
  return [
    ...[...texts, ...encoded].filter((spelling) => spelling.length >= SHORTEST),
    ...[value, value.trim()].flatMap(base64Of),
  ];
}

/** As forms and queries of URLs have it. */
function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

/** In quotes, also as Go writes it (helm, kubectl), and those who fear for HTML. */
function jsonOf(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const inGo = json.replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return [json, inGo, json.replaceAll('/', '\\/')];
}

/** As a whole, and what stands in the base64 of any text that has the value in it, wherever it begins there. */
function base64Of(value: string): string[] {
  if (value.length < SHORTEST) return [];
  const bytes = Buffer.from(value, 'utf8');
  const inner = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    const from = Math.ceil((before * 8) / 6);
    return whole.toString('base64').slice(from, Math.floor((whole.length * 8) / 6));
  });
  const texts = inner.filter((text) => text.length >= SHORTEST_BASE64);
  return [
    bytes.toString('base64'),
    ...texts,
    ...texts.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}
