import {Field, FieldError, type FieldPath} from '../field.js';
import type {Json} from '../json.js';
import type {Quantity} from '../quantity.js';

/**
 * A place in a resource for rules to look at. Reads as Field does, but what has the wrong type is as good as absent:
 * the schema has already said what is wrong with it.
 */
export class Place {
  readonly path: FieldPath;
  readonly value: Json | undefined;

  /** @param isBelowMistake whether what should contain it has the wrong type, so that nothing is known of it */
  constructor(
    private readonly field: Field,
    private readonly isBelowMistake = false,
  ) {
    this.path = field.path;
    this.value = field.value;
  }

  get exists(): boolean {
    return this.field.exists;
  }

  get(...keys: string[]): Place {
    const found = quietly(() => this.field.get(...keys));
    return new Place(found ?? new Field(undefined, [...this.path, ...keys]), this.isBelowMistake || !found);
  }

  /** A list without items or none at all; false where another value stands, now or above. */
  get hasNoItems(): boolean {
    const isEmptyList = Array.isArray(this.value) && this.value.length === 0;
    return !this.isBelowMistake && (!this.exists || isEmptyList);
  }

  items(): Place[] {
    return (quietly(() => this.field.items()) ?? []).map((field) => new Place(field));
  }

  entries(): [string, Place][] {
    const entries = quietly(() => this.field.entries()) ?? [];
    return entries.map(([key, field]) => [key, new Place(field)]);
  }

  /** The keys that are there, without those that hold nothing. */
  keys(): string[] {
    return this.entries()
      .filter(([, {exists}]) => exists)
      .map(([key]) => key);
  }

  text(): string | undefined {
    return quietly(() => this.field.text());
  }

  boolean(): boolean | undefined {
    return quietly(() => this.field.boolean());
  }

  number(): number | undefined {
    return quietly(() => this.field.number());
  }

  quantity(): Quantity | undefined {
    return quietly(() => this.field.quantity());
  }
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof FieldError) return undefined;
    throw error;
  }
}
