import type {Json} from '../json.js';

/** What a condition can ask about the winner. */
export const QUESTIONS = ['CandidateWon', 'WinnerFound'] as const;

export type Question = (typeof QUESTIONS)[number];

/** Where fields begin: with the names that Go had for them, or with those of JSON. `this` is the whole experiment. */
export const ROOTS = ['Name', 'Namespace', 'Spec', 'Status', 'metadata', 'spec', 'status', 'this'] as const;

export type Root = (typeof ROOTS)[number];

/** All of one precedence, above `and`, as in the language of the original. */
export const COMPARISONS = [
  ...['==', '!=', '<', '<=', '>', '>='] as const,
  ...['in', 'not in', 'matches', 'contains', 'startsWith', 'endsWith'] as const,
] as const; // prettier-ignore

export type ComparisonOperator = (typeof COMPARISONS)[number];

/** A condition as a tree; there is nothing that it could be but these. */
export type Expression = Value | List | Ask | RootField | Member | Not | Both | Comparison | Choice;

interface Part {
  /** Place of its first character in the text, from 0. */
  readonly at: number;
}

/** A single value that stands there: nothing, true or false, a number, a text. */
export interface Value extends Part {
  readonly kind: 'value';
  readonly value: Exclude<Json, object> | null;
}

export interface List extends Part {
  readonly kind: 'list';
  readonly items: readonly Expression[];
}

export interface Ask extends Part {
  readonly kind: 'question';
  readonly question: Question;
}

export interface RootField extends Part {
  readonly kind: 'root';
  readonly name: Root;
}

export interface Member extends Part {
  readonly kind: 'member';
  readonly object: Expression;
  readonly key: Expression;
  /** Whether the key follows a dot, where Go names are as good as JSON's; in brackets a key is what it says. */
  readonly isNamed: boolean;
}

export interface Not extends Part {
  readonly kind: 'not';
  readonly operand: Expression;
  /** Whether it ends with its operand: `not a in b` negates all of it, `(not a) in b` and `!a in b` do not. */
  readonly isClosed: boolean;
}

export interface Both extends Part {
  readonly kind: 'and' | 'or';
  readonly left: Expression;
  readonly right: Expression;
}

export interface Comparison extends Part {
  readonly kind: 'comparison';
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Choice extends Part {
  readonly kind: 'choice';
  readonly test: Expression;
  readonly yes: Expression;
  readonly no: Expression;
}

/** A bigint is an integer that a JavaScript number cannot hold exactly. */
export function isNumber(value: Json): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** `a number`, `a list`, …: what a value is, for messages. */
export function kindOfValue(value: Json): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'boolean') return 'true or false';
  return typeof value === 'string' ? 'a text' : 'a number';
}
