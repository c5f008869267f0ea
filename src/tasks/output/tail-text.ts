/** Bytes of a task's output that are kept. */
const OUTPUT_BYTES = 4096;

const MARK_BYTES = 60;

/** The end of what was printed, since that is where a failure says why; says how much it left out. */
export class TailText {
  #kept = Buffer.alloc(0);
  #length = 0;

  constructor(readonly limit = OUTPUT_BYTES) {}

  append(chunk: Buffer): void {
    this.#length += chunk.length;
    this.#kept = Buffer.concat([this.#kept, chunk]);
    if (this.#kept.length > 2 * this.limit) this.#kept = this.#kept.subarray(-this.limit);
  }

  /** At most `limit` bytes in UTF-8, the remark about what is missing included. */
  text(): string {
    if (this.#length <= this.limit) {
      const whole = this.#kept.toString('utf8');
      if (Buffer.byteLength(whole) <= this.limit) return whole; // broken characters grow when they are replaced
    }
    const text = tailOf(this.#kept, this.limit - MARK_BYTES);
    return `… ${this.#length - Buffer.byteLength(text)} bytes left out\n${text}`;
  }
}

/** Whole characters of the end. */
function tailOf(bytes: Buffer, limit: number): string {
  let text = bytes
    .subarray(-limit)
    .toString('utf8')
    .replace(/^\uFFFD+/, '');
  while (Buffer.byteLength(text) > limit) text = text.slice(Math.ceil(text.length / 8));
  return text;
}

/** The end of a text within so many bytes, saying what is left out. */
export function boundText(text: string, limit = OUTPUT_BYTES): string {
  if (Buffer.byteLength(text) <= limit) return text;
  const tail = new TailText(limit);
  tail.append(Buffer.from(text));
  return tail.text();
}
