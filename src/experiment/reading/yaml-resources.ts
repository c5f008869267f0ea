import {CORE_SCHEMA, defineScalarTag, intCoreTag, load, mergeTag, YAMLException} from 'js-yaml';
import {Iter8Error} from '../../errors.js';
import {isObject, type Json} from '../json.js';
import {blankDash, LARGEST_RESOURCE, listItem, type Resource} from './resource.js';
import {positionAt, type SourceText} from './source.js';

/** Integers that a number cannot hold exactly become bigints. */
const exactIntTag = defineScalarTag<number | bigint>(intCoreTag.tagName, {
  ...intCoreTag,
  resolve: (source, isExplicit, tagName) => {
    const value = intCoreTag.resolve(source, isExplicit, tagName);
    return typeof value === 'number' && !Number.isSafeInteger(value) ? BigInt(source) : value;
  },
});
const SCHEMA = CORE_SCHEMA.withTags(mergeTag, exactIntTag);

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

interface Span {
  readonly start: number;
  readonly end: number;
}

interface ListSpan extends Span {
  /** From the first item's dash to behind the last item. */
  readonly items: Span;
  readonly indent: number;
}

/** More than any Experiment has, and soon counted. */
const MOST_VALUES = 1_000_000;
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

function parse(source: SourceText, {start, end}: Span): Json {
  if (end - start > LARGEST_RESOURCE) {
    throw new Iter8Error(
      'INVALID',
      `${positionAt(source, start)}: an object of more than 16 MiB is no Experiment`,
    );
  }
  const fail = (offset: number, problem: string, cause?: unknown): never => {
    throw new Iter8Error(
      'INVALID',
      `${positionAt(source, start + offset)}: not valid YAML: ${problem}`,
      undefined,
      {cause},
    );
  };
  const text = blankDash(source.text.slice(start, end));
  try {
    const value = load(text, {schema: SCHEMA, maxAliases: 1000}) as Json;
    if (text.includes('*') && countValues(value, MOST_VALUES) > MOST_VALUES) {
      fail(0, 'its aliases multiply beyond reason');
    }
    return value;
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const isDeep = error.reason.startsWith('nesting exceeded');
    return fail(error.mark?.position ?? 0, isDeep ? 'nested too deeply' : error.reason, error);
  }
}

/** Values in a tree whose parts may be shared, counted as often as they appear; stops soon after `limit`. */
function countValues(value: Json, limit: number): number {
  if (typeof value !== 'object' || value === null) return 1;
  let count = 1;
  for (const child of Object.values(value)) {
    if (count > limit) break;
    count += countValues(child as Json, limit - count);
  }
  return count;
}
