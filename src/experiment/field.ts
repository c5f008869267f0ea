import {Iter8Error} from '../errors.js';
import {isObject, type Json} from './json.js';
import {parseQuantity, type Quantity} from './quantity.js';

export type FieldPath = readonly (string | number)[];

/** As the API server has it: without a zone it would be another time on each machine. */
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** A field of a resource that does not hold what it must. Readers add where in which file it stands. */
export class FieldError extends Iter8Error {
  constructor(
    readonly path: FieldPath,
    readonly problem: string,
  ) {
    super('INVALID', `${formatPath(path)}: ${problem}`, 'list every mistake with: iter8ctl validate -f FILE');
  }
}

/** `spec.http[0].route`, with quotes where a key is no plain word. */
export function formatPath(path: FieldPath): string {
  const text = path.map((key) => {
    if (typeof key === 'number') return `[${key}]`;
    return /^[\w-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  return text.join('').replace(/^\./, '') || 'the resource';
}

/**
 * A place in a resource that may be empty: reads typed values and knows its path. As in Kubernetes, `null` is the same
 * as absent. Every reading method returns undefined (or nothing) when absent.
 *
 * @throws FieldError from every method when there is a value of another type
 */
export class Field {
  constructor(
    readonly value: Json | undefined,
    readonly path: FieldPath = [],
  ) {}

  get exists(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  get(...keys: string[]): Field {
    return keys.reduce<Field>((field, key) => field.child(key), this);
  }

  private child(key: string): Field {
    if (!this.exists) return new Field(undefined, [...this.path, key]);
    if (!isObject(this.value)) throw this.expected('an object');
    return new Field(Object.hasOwn(this.value, key) ? this.value[key] : undefined, [...this.path, key]);
  }

  items(): Field[] {
    if (!this.exists) return [];
    if (!Array.isArray(this.value)) throw this.expected('a list');
    return this.value.map((item: Json, index) => new Field(item, [...this.path, index]));
  }

  entries(): [string, Field][] {
    if (!this.exists) return [];
    if (!isObject(this.value)) throw this.expected('an object');
    return Object.entries(this.value).map(([key, item]) => [key, new Field(item, [...this.path, key])]);
  }

  text(): string | undefined {
    if (!this.exists) return undefined;
    if (typeof this.value !== 'string') throw this.expected('text');
    return this.value;
  }

  /** @throws FieldError also when there is none */
  requiredText(): string {
    const text = this.text();
    if (text === undefined) throw this.missing();
    return text;
  }

  boolean(): boolean | undefined {
    if (!this.exists) return undefined;
    if (typeof this.value !== 'boolean') throw this.expected('true or false');
    return this.value;
  }

  integer(): number | undefined {
    if (!this.exists) return undefined;
    if (!Number.isSafeInteger(this.value)) throw this.expected('a whole number');
    return this.value as number;
  }

  /** Any finite number, whole or not. */
  number(): number | undefined {
    if (!this.exists) return undefined;
    const value = typeof this.value === 'bigint' ? Number(this.value) : this.value;
    if (!Number.isFinite(value)) throw this.expected('a number');
    return value as number;
  }

  quantity(): Quantity | undefined {
    if (!this.exists) return undefined;
    const quantity = parseQuantity(this.value);
    if (!quantity) throw this.expected('a number such as 50, "0.01" or 10m');
    return quantity;
  }

  time(): Date | undefined {
    const text = this.text();
    if (text === undefined) return undefined;
    const time = new Date(text);
    if (!RFC_3339.test(text) || Number.isNaN(time.getTime()))
      throw this.expected('a time such as 2021-02-18T10:00:00Z');
    return time;
  }

  /** One of `words`, as written there. */
  oneOf<const Word extends string>(words: readonly Word[]): Word | undefined {
    const text = this.text();
    if (text === undefined) return undefined;
    const word = words.find((candidate) => candidate === text);
    if (!word) throw this.expected(`one of ${words.join(', ')}`);
    return word;
  }

  expected(what: string): FieldError {
    return new FieldError(this.path, `expected ${what}, got ${describeValue(this.value)}`);
  }

  missing(): FieldError {
    return new FieldError(this.path, 'is missing');
  }
}

/** The first of several spellings of a field that is there; the first of all when none is. */
export function firstOf(...fields: [Field, ...Field[]]): Field {
  return fields.find((field) => field.exists) ?? fields[0];
}

/** A value in words for a message: `nothing`, `a list`, or the beginning of its text. */
export function describeValue(value: Json | undefined): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  const text = JSON.stringify(typeof value === 'bigint' ? String(value) : value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
