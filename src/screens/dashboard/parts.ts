import type {Markup} from '../../render/report/html/markup.js';

/** What of a page is other than in an earlier version of it; empty `parts` and nothing else: it is the same. */
export interface Change {
  readonly version: number;
  /** HTML of elements, by their ids. */
  readonly parts: Readonly<Record<string, string>>;
  /** Ids of all rows, where their order is another one. */
  readonly order?: readonly string[];
  /** A sentence for who does not see the page. */
  readonly news?: string;
}

interface Versioned<Value> {
  readonly value: Value;
  readonly version: number;
}

/** Versions of all pages of a process: those of a page that is made anew are later than any before. */
let latest = 0;

/** The parts of a page that change, and since when they are as they are. */
export class Parts {
  readonly #parts = new Map<string, Versioned<Markup>>();
  #order: Versioned<readonly string[]> = {value: [], version: 0};
  #news: Versioned<string> | undefined;
  #version = 0;

  /** Of the last change. */
  get version(): number {
    return this.#version;
  }

  put(id: string, part: Markup): void {
    if (this.#parts.get(id)?.value.text === part.text) return;
    this.#parts.set(id, this.#new(part));
  }

  get(id: string): Markup | undefined {
    return this.#parts.get(id)?.value;
  }

  /** @param ids of the rows; those of other rows before are gone */
  arrange(ids: readonly string[]): void {
    const before = this.#order.value;
    if (ids.length === before.length && ids.every((id, place) => id === before[place])) return;
    const kept = new Set(ids);
    for (const id of before) if (!kept.has(id)) this.#parts.delete(id);
    this.#order = this.#new(ids);
  }

  tell(news: string): void {
    this.#news = this.#new(news);
  }

  since(version: number): Change {
    const changed = [...this.#parts].filter(([, part]) => part.version > version);
    return {
      version: this.version,
      parts: Object.fromEntries(changed.map(([id, {value}]) => [id, value.text])),
      ...(this.#order.version > version && {order: this.#order.value}),
      ...(this.#news && this.#news.version > version && {news: this.#news.value}),
    };
  }

  #new<Value>(value: Value): Versioned<Value> {
    latest += 1;
    this.#version = latest;
    return {value, version: latest};
  }
}
