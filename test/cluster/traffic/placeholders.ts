/** What a server makes up, and where it stands: each kind has one group, which is the value. */
const MADE_UP: Readonly<Record<string, readonly RegExp[]>> = {
  uid: [/\b([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})\b/g],
  version: [
    /"(?:resourceVersion|path":"\/metadata\/resourceVersion","value)":"(\d+)"/g,
    /[?&]resourceVersion=([1-9]\d*)/g,
  ],
  hash: [/\?hash=([0-9A-F]+)/g],
  continue: [/"continue":"([^"]+)"/g, /[?&]continue=([^&]+)/g],
};

const PLACEHOLDER = /<(?:uid|version|hash|continue) \d+>/g;
const TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g;
const NAMESPACE = 'test-recorded';

/** Puts placeholders where a server's own values stand: the same value, the same placeholder. */
export class Placeholders {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  constructor(private readonly namespace: string) {}

  /** Of a request: what no answer has told is the client's own, and so are times. */
  putIntoRequest(text: string): string {
    return this.#put(text, ({all, kind, value}) => this.#swapped(all, kind, value));
  }

  putIntoAnswer(text: string): string {
    this.#put(text, ({all, kind, value}) => {
      this.#learn(kind, value);
      return all;
    });
    return withoutTimes(this.putIntoRequest(text));
  }

  #put(text: string, replace: (found: MadeUp) => string): string {
    return Object.entries(MADE_UP)
      .flatMap(([kind, places]) => places.map((place) => ({kind, place})))
      .reduce(
        (done, {kind, place}) => done.replace(place, (all: string, value: string) => replace({all, kind, value})),
        text.replaceAll(this.namespace, NAMESPACE),
      );
  }

  #learn(kind: string, value: string): void {
    const key = `${kind} ${value}`;
    if (this.#names.has(key)) return;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    this.#names.set(key, `<${kind} ${count}>`);
  }

  #swapped(all: string, kind: string, value: string): string {
    const name = this.#names.get(`${kind} ${value}`);
    return name === undefined ? all : all.replace(value, name);
  }
}

interface MadeUp {
  readonly all: string;
  readonly kind: string;
  readonly value: string;
}

/** What placeholders of a recording stand for where it is played again. */
export class Bindings {
  readonly #values = new Map<string, string>();

  constructor(private readonly namespace: string) {}

  /** Whether answers have told what all of its placeholders stand for. */
  canFill(text: string): boolean {
    return (text.match(PLACEHOLDER) ?? []).every((name) => this.#values.has(name));
  }

  /** @throws Error for a placeholder that no answer has told */
  fill(text: string): string {
    const filled = text.replace(PLACEHOLDER, (name) => {
      const value = this.#values.get(name);
      if (value === undefined) throw new Error(`no answer has told what ${name} is, before: ${text}`);
      return value;
    });
    return filled.replaceAll(NAMESPACE, this.namespace);
  }

  /** As the recording has it: the namespace has its name there, and times have none. */
  neutral(text: string): string {
    return withoutTimes(text.replaceAll(this.namespace, NAMESPACE));
  }

  /** Whether a value may stand where the recording has another; learns what a placeholder is here. */
  matches(recorded: string, actual: string): boolean {
    if (!recorded.includes('<')) return recorded === actual;
    const names = recorded.match(PLACEHOLDER) ?? [];
    const pattern = names.reduce((text, name) => text.replace(escaped(name), '(.+)'), escaped(recorded));
    const values = new RegExp(`^${pattern}$`, 's').exec(actual)?.slice(1);
    values?.forEach((value, index) => this.#values.set(names[index] ?? '', value));
    return values !== undefined;
  }
}

function withoutTimes(text: string): string {
  return text.replace(TIME, '<time>');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
