import {
  type Document,
  isNode,
  parseDocument,
  type ParseOptions,
  type DocumentOptions,
  type SchemaOptions,
} from 'yaml';
import {Iter8Error} from '../../errors.js';
import type {FieldPath} from '../field.js';
import {isObject, type Json, type JsonObject} from '../json.js';
import {LARGEST_RESOURCE, listItem, type Resource} from './resource.js';
import {positionAt, type SourceText} from './source.js';

const OPTIONS: ParseOptions & DocumentOptions & SchemaOptions = {
  intAsBigInt: true,
  merge: true,
  prettyErrors: false,
  logLevel: 'silent',
};

/**
 * The objects of a YAML text one after another: each document, or the items of a document that is a List. Each is parsed
 * when it is asked for, so that a large List costs little memory.
 *
 * @throws Iter8Error INVALID with the position of what is no YAML or no object, of a key that stands twice, of aliases
 *   that multiply beyond reason
 */
export function* readYaml(source: SourceText): Generator<Resource> {
  for (const span of documents(source.text)) {
    const list = findItems(source.text, span);
    if (list) yield* readList(source, list);
    else yield* readDocument(source, span);
  }
}

/** The YAML (or JSON) document of a resource, with comments and positions. Offsets in it count from the text's start. */
export function resourceDocument({source, start, end}: Resource): Document {
  return parseDocument(blankDash(source.text.slice(start, end)), OPTIONS);
}

/**
 * Offset in the text of the value at `path`, or of the closest place above it that exists.
 *
 * @param document of the resource, for whoever looks up many places in it
 */
export function offsetOf(resource: Resource, path: FieldPath, document = resourceDocument(resource)): number {
  const fullPath = [...resource.root, ...path];
  for (let length = fullPath.length; length >= 0; length -= 1) {
    const node = document.getIn(fullPath.slice(0, length), true);
    if (isNode(node) && node.range) return resource.start + node.range[0];
  }
  return resource.start;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

interface ListSpan extends Span {
  /** From the first item's dash to behind the last item. */
  readonly items: Span;
  readonly indent: number;
}

const MARKER = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
const DIRECTIVE = /^%/m;
const ONLY_COMMENTS = /^(?:(?:[#%].*|[ \t]+#.*|[ \t\r]*|---[ \t\r]*|\.\.\.[ \t\r]*)(?:\n|$))*$/;

function* documents(text: string): Generator<Span> {
  let start = 0;
  for (const {index} of text.matchAll(MARKER)) {
    const before = text.slice(start, index);
    const isEmpty = ONLY_COMMENTS.test(before);
    if (isEmpty && DIRECTIVE.test(before)) continue; // belongs to the document that follows
    if (!isEmpty) yield {start, end: index};
    start = index;
  }
  if (!ONLY_COMMENTS.test(text.slice(start))) yield {start, end: text.length};
}

const ITEMS = /^items:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*(?= *-[ \t\r\n])/m;
const LIST_KIND = /^kind:[ \t]*(["']?)\w*List\1[ \t]*(?:#.*)?\r?$/m;
const NEXT_TOP_LEVEL_KEY = /^[^\s#-]/m;
const ANCHOR = /[\s[{,]&[\w-]+/;

/** A List in block style. One with anchors is left whole, since an item may refer to another. */
function findItems(text: string, {start, end}: Span): ListSpan | undefined {
  const document = text.slice(start, end);
  const items = ITEMS.exec(document);
  if (!items || !LIST_KIND.test(document) || ANCHOR.test(document)) return undefined;
  const first = items.index + items[0].length;
  const length = NEXT_TOP_LEVEL_KEY.exec(document.slice(first))?.index ?? document.length - first;
  const indent = document.slice(first).search(/-/);
  return {start, end, items: {start: start + first, end: start + first + length}, indent};
}

function* readList(source: SourceText, list: ListSpan): Generator<Resource> {
  const {text} = source;
  const frameText =
    text.slice(list.start, list.items.start) +
    `${' '.repeat(list.indent + 1)}[]\n` +
    text.slice(list.items.end, list.end);
  const frame = parse({name: source.name, text: frameText}, {start: 0, end: frameText.length});
  if (!isObject(frame)) return;
  const dash = new RegExp(`^ {${list.indent}}-(?=[ \\t\\r\\n])`, 'gm');
  dash.lastIndex = list.items.start;
  for (let match = dash.exec(text); match && match.index < list.items.end;) {
    const next = dash.exec(text);
    const end = Math.min(next?.index ?? list.items.end, list.items.end);
    for (const resource of readDocument(source, {start: match.index, end})) {
      yield {...resource, value: listItem(resource.value, frame)};
    }
    match = next;
  }
}

function* readDocument(source: SourceText, span: Span): Generator<Resource> {
  const value = parse(source, span);
  if (!isObject(value)) {
    const hint = 'an Experiment begins with apiVersion: and kind:';
    throw new Iter8Error('INVALID', `${positionAt(source, span.start)}: expected an object`, hint);
  }
  const items: unknown = value.items;
  if (!Array.isArray(items)) {
    yield {value, source, ...span, root: []};
    return;
  }
  for (const [index, item] of items.entries()) {
    if (isObject(item)) yield {value: listItem(item, value), source, ...span, root: ['items', index]};
  }
}

/** An item of a list becomes a document of its own when its dash is blanked out; all columns stay. */
function blankDash(text: string): string {
  return text.replace(/^( *)-(?=[ \t\r\n])/, '$1 ');
}

function parse(source: SourceText, {start, end}: Span): Json {
  if (end - start > LARGEST_RESOURCE) {
    throw new Iter8Error(
      'INVALID',
      `${positionAt(source, start)}: an object of more than 16 MiB is no Experiment`,
    );
  }
  const fail = (offset: number, problem: string, cause: unknown): never => {
    throw new Iter8Error(
      'INVALID',
      `${positionAt(source, start + offset)}: not valid YAML: ${problem}`,
      undefined,
      {cause},
    );
  };
  try {
    const document = parseDocument(blankDash(source.text.slice(start, end)), OPTIONS);
    const [error] = document.errors;
    if (error) return fail(error.pos[0], firstSentence(error.message), error);
    return plainNumbers(document.toJS());
  } catch (error) {
    if (error instanceof Iter8Error) throw error;
    if (error instanceof RangeError) return fail(0, 'nested too deeply', error);
    if (error instanceof ReferenceError) return fail(0, 'its aliases multiply beyond reason', error);
    throw error;
  }
}

function firstSentence(message: string): string {
  if (message.startsWith('Maximum call stack')) return 'nested too deeply';
  const [line = message] = message.split('\n');
  return line.charAt(0).toLowerCase() + line.slice(1);
}

/** Integers that a number holds exactly become numbers. */
function plainNumbers(value: unknown): Json {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(plainNumbers);
  if (isObject(value)) return mapValues(value, plainNumbers);
  return value as Json;
}

function mapValues(object: JsonObject, change: (value: unknown) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
