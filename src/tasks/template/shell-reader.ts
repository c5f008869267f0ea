type Frame = 'bare' | 'double' | 'single' | 'comment';

/**
 * Where in a shell script one is: within which quotes. `unclear`: where quotes mean something else, or nobody can tell.
 * `joined`: behind a `$` or a backslash, which make something else of whatever follows.
 */
export type ShellPlace = Exclude<Frame, 'comment'> | 'unclear' | 'joined';

/**
 * Reads a script from its beginning, as far as quotes go. After a here-document, a back-quote, arithmetic, `$'…'`, or a
 * `case` in brackets everything is unclear: what comes after them cannot be told without being a shell.
 */
export class ShellReader {
  readonly #frames: Frame[] = ['bare'];
  #last = '\n';
  #isEscaped = false;
  #isLost = false;

  /** Reads on. */
  read(text: string): void {
    if (text === '') return;
    let at = 0;
    while (at < text.length && !this.#isLost) {
      at += this.#take(text.slice(at, at + 4));
      this.#last = text.charAt(Math.min(at, text.length) - 1);
    }
    this.#isEscaped = this.#isLost ? text.endsWith('\\') : at > text.length;
    this.#last = text.slice(-1);
  }

  /** Passes something that is filled in here: part of a word. */
  pass(): void {
    this.#last = 'x';
    this.#isEscaped = false;
  }

  get place(): ShellPlace {
    const frame = this.#frames.at(-1) ?? 'bare';
    if (this.#isEscaped || (this.#last === '$' && (this.#isLost || frame !== 'single'))) return 'joined';
    if (this.#isLost) return 'unclear';
    return frame === 'comment' ? 'bare' : frame;
  }

  /** @returns how many characters are read; one more than there are: the last one escapes what comes */
  #take(next: string): number {
    const [char = ''] = next;
    const frame = this.#frames.at(-1);
    if (frame === 'single') return this.#leaveAt("'", char);
    if (frame === 'comment') return this.#leaveAt('\n', char);
    if (char === '\\') return 2;
    if (char === '`' || next.startsWith('$((') || next.startsWith('$[')) return this.#lose();
    if (next.startsWith('$(')) return this.#enter('bare', 2);
    return frame === 'double' ? this.#leaveAt('"', char) : this.#takeBare(char, next);
  }

  #takeBare(char: string, next: string): number {
    if (next.startsWith('<<<')) return 3;
    if (next.startsWith('<<') || next.startsWith('((') || (char === "'" && this.#last === '$'))
      return this.#lose();
    if (next === 'case' && this.#frames.length > 1) return this.#lose(); // its brackets have no counterparts
    if (char === '"') return this.#enter('double');
    if (char === "'") return this.#enter('single');
    if (char === '(') return this.#enter('bare');
    if (char === '#' && /[\s;&|()]/.test(this.#last)) return this.#enter('comment');
    if (char === ')' && this.#frames.length > 1) this.#frames.pop();
    return 1;
  }

  #enter(frame: Frame, length = 1): number {
    this.#frames.push(frame);
    return length;
  }

  #leaveAt(end: string, char: string): number {
    if (char === end) this.#frames.pop();
    return 1;
  }

  #lose(): number {
    this.#isLost = true;
    return 1;
  }
}
