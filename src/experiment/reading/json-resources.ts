import {Iter8Error} from '../../errors.js';
import {isObject, type Json, type JsonObject} from '../json.js';
import {parseJson} from '../json-format.js';
import {isList, LARGEST_RESOURCE, listItem, type Resource} from './resource.js';
import {positionAt, type SourceText} from './source.js';

type Span = readonly [start: number, end: number];

/**
 * The objects of a JSON text one after another: a single object, the items of a List, or several values in a row as
 * `kubectl get -w -o json` prints them. Each item is parsed when it is asked for, so that a large List costs little memory.
 *
 * @throws Iter8Error INVALID with the position of what is no JSON or no object
 */
export function* readJson(source: SourceText): Generator<Resource> {
  for (let start = skipBlanks(source.text, 0); start < source.text.length;) {
    const end = valueEnd(source.text, start);
    yield* readValue(source, [start, end]);
    start = skipBlanks(source.text, end);
  }
}

function* readValue(source: SourceText, span: Span): Generator<Resource> {
  const items = findItems(source.text, span);
  const list = items && parseFrame(source, span, items);
  if (!list || !isList(list)) {
    yield parseSpan(source, span);
    return;
  }
  for (const item of elements(source, items)) {
    const resource = parseSpan(source, item);
    yield {...resource, value: listItem(resource.value, list)};
  }
}

/** A List without its items. */
function parseFrame(source: SourceText, [start, end]: Span, items: Span): JsonObject {
  const frame = source.text.slice(start, items[0]) + '[]' + source.text.slice(items[1], end);
  return parseSpan({name: source.name, text: frame}, [0, frame.length]).value;
}

function parseSpan(source: SourceText, [start, end]: Span): Resource {
  if (end - start > LARGEST_RESOURCE) {
    throw new Iter8Error(
      'INVALID',
      `${positionAt(source, start)}: an object of more than 16 MiB is no Experiment`,
    );
  }
  const value = parseAt(source, [start, end]);
  if (!isObject(value)) throw new Iter8Error('INVALID', `${positionAt(source, start)}: expected an object`);
  return {value, source, start, end, root: []};
}

function parseAt(source: SourceText, [start, end]: Span): Json {
  try {
    return parseJson(source.text.slice(start, end));
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new Iter8Error('INVALID', `${positionAt(source, start)}: nested too deeply`, undefined, {cause});
    }
    const message = cause instanceof Error ? cause.message : String(cause);
    const [, problem = message, offset = '0'] = /^(.*?)(?: at position (\d+))?$/s.exec(message) ?? [];
    throw notValid(source, start + Number(offset), lowerFirst(problem), cause);
  }
}

function notValid(source: SourceText, offset: number, problem: string, cause?: unknown): Iter8Error {
  return new Iter8Error('INVALID', `${positionAt(source, offset)}: not valid JSON: ${problem}`, undefined, {
    cause,
  });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The array of member `items` of the object at `span`, brackets included; undefined if there is none. */
function findItems(text: string, [start, end]: Span): Span | undefined {
  if (text[start] !== '{') return undefined;
  for (let at = skipBlanks(text, start + 1); text[at] === '"';) {
    const keyEnd = valueEnd(text, at);
    const colon = skipBlanks(text, keyEnd);
    if (text[colon] !== ':') return undefined;
    const valueStart = skipBlanks(text, colon + 1);
    const next = valueEnd(text, valueStart);
    if (text.slice(at, keyEnd) === '"items"' && text[valueStart] === '[' && next < end) {
      return [valueStart, next];
    }
    const comma = skipBlanks(text, next);
    if (text[comma] !== ',') return undefined;
    at = skipBlanks(text, comma + 1);
  }
  return undefined;
}

function* elements(source: SourceText, [start, end]: Span): Generator<Span> {
  const {text} = source;
  for (let at = skipBlanks(text, start + 1); at < end - 1;) {
    const next = valueEnd(text, at);
    yield [at, next];
    const comma = skipBlanks(text, next);
    if (comma === end - 1) return;
    if (text[comma] !== ',') throw notValid(source, comma, 'expected a comma or the end of the list');
    at = skipBlanks(text, comma + 1);
    if (at === end - 1) throw notValid(source, at, 'expected an object behind the comma');
  }
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text[at]!)) at += 1;
  return at;
}

const DELIMITER = /[,\]}\s]/g;
const BRACKET_OR_QUOTE = /["{}[\]]/g;

/** Offset behind the value that begins at `start`; the end of the text if it never ends. Always moves on. */
function valueEnd(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return stringEnd(text, start);
  if (first !== '{' && first !== '[') return Math.max(start + 1, indexOf(text, DELIMITER, start));
  let depth = 0;
  for (let at = start; at < text.length; at = indexOf(text, BRACKET_OR_QUOTE, at)) {
    if (text[at] === '"') {
      at = stringEnd(text, at);
      continue;
    }
    depth += text[at] === '{' || text[at] === '[' ? 1 : -1;
    at += 1;
    if (depth === 0) return at;
  }
  return text.length;
}

function indexOf(text: string, pattern: RegExp, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return text.length;
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
    at = quote;
  }
  return text.length;
}
