import {
  type FieldSegment,
  type FilterSegment,
  type PathSegment,
  type WeightPath,
  WeightPathError,
} from './weight-path.js';

/**
 * Reads a `fieldPath` as `kubectl` reads the JSONPath of one place: names, indexes (from the end too), keys in quotes or
 * with escaped dots, and filters that compare a field by `==` or `!=`; `$` and braces around all of it may be there.
 *
 * @throws WeightPathError with the position of the first mistake, also for what names several places (`..`, `[*]`, `[0:2]`)
 * @see https://kubernetes.io/docs/reference/kubectl/jsonpath/
 */
export function parseWeightPath(text: string): WeightPath {
  const cursor = new Cursor(text);
  const isBraced = cursor.take(/\{\s*/y) !== undefined;
  cursor.take(/\$/y);
  const path: PathSegment[] = [];
  while (cursor.sees(/[.[]/y)) path.push(readSegment(cursor));
  if (isBraced) cursor.expect(/\s*\}/y, '} is missing');
  if (path.length === 0) cursor.fail('a path must start with a dot and a name');
  cursor.expect(/$/y, 'a dot or [ is missing before this');
  return path;
}

const SEVERAL_PLACES =
  'names several places, and a weight has one; write an index, as in .spec.traffic[1].percent';

function readSegment(cursor: Cursor): PathSegment {
  return cursor.sees(/\[\s*\?/y) ? readFilter(cursor) : readField(cursor);
}

function readField(cursor: Cursor): FieldSegment {
  if (cursor.sees(/\.[.*]|\[\s*\*/y)) cursor.fail(SEVERAL_PLACES);
  if (cursor.take(/\[\s*/y) === undefined) return readName(cursor);
  const field = readIndex(cursor) ?? readQuotedKey(cursor);
  if (!field) return cursor.fail('an index or a name in quotes is missing after [');
  if (cursor.sees(/\s*[,:]/y)) cursor.fail(SEVERAL_PLACES);
  cursor.expect(/\s*\]/y, '] is missing');
  return field;
}

function readName(cursor: Cursor): FieldSegment {
  cursor.take(/\./y);
  const name = cursor.expect(/(?:\\.|[^\s\\.,[\]{}()$@*=!<>])+/sy, 'a name is missing after the dot');
  return {kind: 'key', name: unescape(name)};
}

function readIndex(cursor: Cursor): FieldSegment | undefined {
  if (cursor.sees(/-?\d*\s*:/y)) cursor.fail(SEVERAL_PLACES);
  const start = cursor.position;
  const digits = cursor.take(/-?\d+/y);
  if (digits === undefined) return undefined;
  if (!Number.isSafeInteger(Number(digits))) cursor.fail('no list is that long', start);
  return {kind: 'index', index: Number(digits) + 0}; // -0 becomes 0
}

function readQuotedKey(cursor: Cursor): FieldSegment | undefined {
  const name = readQuoted(cursor);
  return name === undefined ? undefined : {kind: 'key', name};
}

function readFilter(cursor: Cursor): FilterSegment {
  cursor.expect(/\[\s*\?\(\s*@/y, 'a filter must start with ?(@');
  const field: FieldSegment[] = [];
  while (cursor.sees(/[.[]/y)) field.push(readField(cursor));
  if (field.length === 0) cursor.fail('a filter must name a field, as in @.tag');
  const operator = cursor.expect(/\s*(?:==|!=)\s*/y, 'a filter must compare by == or !=').trim();
  const value = readValue(cursor);
  cursor.expect(/\s*\)\s*\]/y, ')] is missing');
  return {kind: 'filter', field, operator: operator as FilterSegment['operator'], value};
}

function readValue(cursor: Cursor): FilterSegment['value'] {
  const quoted = readQuoted(cursor);
  if (quoted !== undefined) return quoted;
  const word = cursor.expect(
    /true|false|-?\d{1,15}(?:\.\d{1,6})?/y,
    'a text in quotes, a number, true or false is missing',
  );
  return word === 'true' || word === 'false' ? word === 'true' : Number(word) + 0;
}

function readQuoted(cursor: Cursor): string | undefined {
  if (!cursor.sees(/["']/y)) return undefined;
  const quoted = cursor.expect(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/sy, 'the quote is not closed');
  return unescape(quoted.slice(1, -1));
}

function unescape(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}

/** A place in the text. All patterns are sticky. */
class Cursor {
  position = 0;

  constructor(private readonly text: string) {}

  sees(pattern: RegExp): boolean {
    return this.match(pattern) !== undefined;
  }

  /** Goes on behind the match; undefined: there is none here. */
  take(pattern: RegExp): string | undefined {
    const match = this.match(pattern);
    this.position += match?.length ?? 0;
    return match;
  }

  expect(pattern: RegExp, problem: string): string {
    return this.take(pattern) ?? this.fail(problem);
  }

  fail(problem: string, position = this.position): never {
    throw new WeightPathError(this.text, position, problem);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    return pattern.exec(this.text)?.[0];
  }
}
