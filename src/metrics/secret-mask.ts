import type {SecretData} from './secrets.js';

export const MASK = '***';
/** Shorter texts would be found in innocent words. */
const SHORTEST = 3;
/** Of base64 that is cut out of a longer text. */
const SHORTEST_BASE64 = 8;

/**
 * Takes the values of Secrets out of texts: as they are, line by line, also cased otherwise, or encoded for a URL, in JSON,
 * or as base64, alone or in the middle of something.
 */
export class SecretMask {
  readonly #pattern: RegExp | undefined;
  /** Characters of the longest spelling of a value; 0: there is nothing to take out. */
  readonly longest: number;

  constructor(secrets: readonly SecretData[]) {
    const spellings = [...new Set(secrets.flatMap(valuesOf).flatMap(spellingsOf))].sort(
      (a, b) => b.length - a.length,
    );
    this.longest = spellings[0]?.length ?? 0;
    this.#pattern = this.longest === 0 ? undefined : new RegExp(spellings.map(escapePattern).join('|'), 'gi');
  }

  /** The text with `***` in the place of each value. */
  conceal(text: string): string {
    return this.#pattern ? text.replace(this.#pattern, MASK) : text;
  }
}

function valuesOf(secret: SecretData): string[] {
  const basic = `${secret.get('username') ?? ''}:${secret.get('password') ?? ''}`;
  return [...secret.values(), basic];
}

function spellingsOf(value: string): string[] {
  const lines = value.split(/\r?\n/);
  const texts = [value, value.trim(), ...lines, ...lines.map((line) => line.trim())];
  const encoded = texts.flatMap((text) => [encodeURIComponent(text), JSON.stringify(text).slice(1, -1)]);
  return [
    ...[...texts, ...encoded].filter((spelling) => spelling.length >= SHORTEST),
    ...[value, value.trim()].flatMap(base64Of),
  ];
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

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
