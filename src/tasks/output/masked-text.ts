import {StringDecoder} from 'node:string_decoder';
import type {SecretMask} from '../../metrics/secret-mask.js';

/** Characters of a line that are waited for, before it is passed on in pieces. */
const LONGEST_LINE = 64 * 1024;

/**
 * Passes on what a program prints, as whole lines and without secrets. A line that does not end is passed on in pieces, of
 * which each keeps so much back that no secret is cut in two.
 */
export class MaskedText {
  readonly #decoder = new StringDecoder('utf8');
  #pending = '';

  constructor(
    private readonly mask: SecretMask,
    private readonly sink: (text: string) => void,
  ) {}

  write(chunk: Buffer): void {
    this.#pending += this.#decoder.write(chunk);
    const end = this.#pending.lastIndexOf('\n') + 1;
    if (end > 0) this.#pass(end);
    if (this.#pending.length > LONGEST_LINE + this.mask.longest) this.#passPiece();
  }

  /** Passes on what is left. */
  end(): void {
    this.#pending += this.#decoder.end();
    this.#pass(this.#pending.length);
  }

  #pass(length: number): void {
    if (length === 0) return;
    this.sink(this.mask.conceal(this.#pending.slice(0, length)));
    this.#pending = this.#pending.slice(length);
  }

  #passPiece(): void {
    const concealed = this.mask.conceal(this.#pending);
    const end = Math.max(0, concealed.length - this.mask.longest);
    this.sink(concealed.slice(0, end));
    this.#pending = concealed.slice(end);
  }
}
