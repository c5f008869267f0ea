import {
  CORE_SCHEMA,
  defineScalarTag,
  floatCoreTag,
  intCoreTag,
  load,
  mergeTag,
  NOT_RESOLVED,
  YAMLException,
} from 'js-yaml';
import {Iter8Error} from '../../errors.js';
import {FieldError, type FieldPath} from '../field.js';
import {isObject, type Json} from '../json.js';
import {checkAliases} from './aliases.js';
import {blankDash, isList, LARGEST_RESOURCE, listItem, type Resource} from './resource.js';
import {positionAt, type SourceText} from './source.js';

/** Integers that a number cannot hold exactly become bigints. */
const exactIntTag = defineScalarTag<number | bigint>(intCoreTag.tagName, {
  ...intCoreTag,
  resolve: (source, isExplicit, tagName) => {
    const value = intCoreTag.resolve(source, isExplicit, tagName);
    return typeof value === 'number' && !Number.isSafeInteger(value) ? BigInt(source) : value;
  },
});

/** `.inf` and `.nan` are text: JSON, in which a cluster keeps its objects, has no such numbers. */
const finiteFloatTag = defineScalarTag<number>(floatCoreTag.tagName, {
  ...floatCoreTag,
  resolve: (source, isExplicit, tagName) => {
    const value = floatCoreTag.resolve(source, isExplicit, tagName);
    return Number.isFinite(value) ? value : NOT_RESOLVED;
  },
});
const SCHEMA = CORE_SCHEMA.withTags(mergeTag, exactIntTag, finiteFloatTag);

/**
 * The objects of a YAML text one after another: each document, or the items of a document that is a List. Each is parsed
 * when it is asked for, so that a large List costs little memory.
 *
 * @throws Iter8Error INVALID with the position of what is no YAML or no object, of a key that stands twice, of aliases
 *   that multiply beyond reason or contain themselves; also if there is no document at all
 */
export async function* readYaml(source: SourceText): AsyncGenerator<Resource> {
  let isEmpty = true;
  for (const span of documents(source.text)) {
    isEmpty = false;
    const list = findItems(source.text, span);
    if (list) yield* readList(source, list);
    else yield* readDocument(source, span);
  }
  if (isEmpty) throw new Iter8Error('INVALID', `${source.name} holds no object`, BEGINNING);
}

const BEGINNING = 'an Experiment begins with apiVersion: and kind:';

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

async function* readList(source: SourceText, list: ListSpan): AsyncGenerator<Resource> {
  const {text} = source;
  const frameText =
    text.slice(list.start, list.items.start) +
    `${' '.repeat(list.indent + 1)}[]\n` +
    text.slice(list.items.end, list.end);
  const frame = await parse({name: source.name, text: frameText}, {start: 0, end: frameText.length});
  if (!isObject(frame)) return;
  const dash = new RegExp(`^ {${list.indent}}-(?=[ \\t\\r\\n])`, 'gm');
  dash.lastIndex = list.items.start;
  for (let match = dash.exec(text); match && match.index < list.items.end;) {
    const next = dash.exec(text);
    const end = Math.min(next?.index ?? list.items.end, list.items.end);
    for await (const resource of readDocument(source, {start: match.index, end})) {
      yield {...resource, value: listItem(resource.value, frame)};
    }
    match = next;
  }
}

async function* readDocument(source: SourceText, span: Span): AsyncGenerator<Resource> {
  const value = await parse(source, span);
  if (!isObject(value)) throw noObject(source, span.start);
  const resource: Resource = {value, source, ...span, root: []};
  if (!isList(value)) {
    yield resource;
    return;
  }
  for (const [index, item] of (value.items as readonly Json[]).entries()) {
    const root = ['items', index];
    if (!isObject(item)) throw noObject(source, await offsetIn(resource, root));
    yield {...resource, value: listItem(item, value), root};
  }
}

function noObject(source: SourceText, offset: number): Iter8Error {
  return new Iter8Error('INVALID', `${positionAt(source, offset)}: expected an object`, BEGINNING);
}

/** Only for what is wrong: positions take a parser of their own. */
async function offsetIn(resource: Resource, path: FieldPath): Promise<number> {
  const {offsetOf} = await import('./yaml-text.js');
  return offsetOf(resource, path);
}

async function parse(source: SourceText, span: Span): Promise<Json> {
  const {start, end} = span;
  if (end - start > LARGEST_RESOURCE) {
    throw new Iter8Error(
      'INVALID',
      `${positionAt(source, start)}: an object of more than 16 MiB is no Experiment`,
    );
  }
  const text = blankDash(source.text.slice(start, end));
  try {
    const value = load(text, {schema: SCHEMA, maxAliases: 1000}) as Json;
    if (text.includes('*')) checkAliases(value);
    return value;
  } catch (error) {
    if (error instanceof FieldError) {
      const offset = await offsetIn({value: {}, source, ...span, root: []}, error.path);
      throw notValid(source, offset, error.problem, error);
    }
    if (!(error instanceof YAMLException)) throw error;
    const isDeep = error.reason.startsWith('nesting exceeded');
    const offset = start + (error.mark?.position ?? 0);
    throw notValid(source, offset, isDeep ? 'nested too deeply' : error.reason, error);
  }
}

function notValid(source: SourceText, offset: number, problem: string, cause: unknown): Iter8Error {
  return new Iter8Error('INVALID', `${positionAt(source, offset)}: not valid YAML: ${problem}`, undefined, {
    cause,
  });
}
