import {isMap, isScalar, type Node} from 'yaml';
import type {Span} from '../locate.js';
import {applyEdits, type Edit} from './edit.js';
import type {Nesting} from './nest-edit.js';

/**
 * In lines: the field is indented where it stands if nothing but comments parts it from `versionInfo`, else it is moved
 * to the end of `versionInfo`. Comments right above the field that are indented as it go with it.
 */
export function nestInBlock(nesting: Nesting): Edit[] | undefined {
  const {source, home} = nesting;
  const block = blockOf(nesting);
  if (!block) return undefined;
  const {column} = block;
  const lineEnd = source.includes('\r\n') ? '\r\n' : '\n';
  if (!home) {
    const opening = `${' '.repeat(column)}versionInfo:${lineEnd}`;
    return [{...block, text: opening + indented(source, block, stepOf(nesting, column))}];
  }
  const place = endOfHome(nesting, column);
  if (!place) return undefined;
  const text = indented(source, block, place.column - column);
  const emptied = place.emptied ? [place.emptied] : [];
  const between = source.slice(place.end, block.start);
  if (place.end <= block.start && /^(?:[ \t]*(?:#.*)?\r?\n)*$/.test(between)) {
    return [...emptied, {start: block.start, end: block.end, text}];
  }
  const opening = source[place.end - 1] === '\n' ? '' : lineEnd;
  const closing = text.endsWith('\n') ? '' : lineEnd;
  const insertion = {start: place.end, end: place.end, text: opening + text + closing};
  return [...emptied, insertion, {start: block.start, end: block.end, text: ''}];
}

interface Block extends Span {
  /** Indentation of its first line. */
  readonly column: number;
}

/** The lines of the field. */
function blockOf({source, locator, moved}: Nesting): Block | undefined {
  const key = locator.span(moved.key).start;
  const lineStart = startOfLine(source, key);
  const indentation = source.slice(lineStart, key);
  if (/[^ ]/.test(indentation)) return undefined;
  const column = indentation.length;
  const content = source.slice(key, locator.span(moved.value).end).trimEnd();
  return {start: withComments(source, lineStart, column), end: endOfLine(source, key + content.length), column};
}

function withComments(source: string, lineStart: number, column: number): number {
  let start = lineStart;
  const comment = new RegExp(`^ {${column}}#`);
  while (start > 0) {
    const before = startOfLine(source, start - 1);
    if (!comment.test(source.slice(before, start))) break;
    start = before;
  }
  return start;
}

interface Home {
  /** Offset of the line behind it. */
  readonly end: number;
  /** Where its members begin. */
  readonly column: number;
  /** What has to go from behind its colon: `{}` or `null`. */
  readonly emptied?: Edit | undefined;
}

function endOfHome(nesting: Nesting, column: number): Home | undefined {
  const {source, locator, home} = nesting;
  if (!home?.key) return undefined;
  const written = home.value ? locator.span(home.value) : {start: 0, end: 0};
  if (isMap(home.value) && home.value.items.length > 0) {
    const last = written.start + source.slice(written.start, written.end).trimEnd().length;
    const members = {end: endOfLine(source, last), column: written.start - startOfLine(source, written.start)};
    return home.value.flow ? undefined : members;
  }
  if (home.value && !isNothing(home.value)) return undefined;
  const isWritten = written.end > written.start;
  return {
    end: endOfLine(source, isWritten ? written.end : locator.span(home.key).end),
    column: column + stepOf(nesting, column),
    emptied: isWritten ? {...written, text: ''} : undefined,
  };
}

function isNothing(value: Node): boolean {
  return (isScalar(value) && value.value === null) || (isMap(value) && value.items.length === 0);
}

/** How much deeper this text indents: as much as the spec against its own key, else two. */
function stepOf({source, locator}: Nesting, column: number): number {
  const spec = locator.field(['spec'])?.key;
  if (!spec) return 2;
  const start = locator.span(spec).start;
  const step = column - (start - startOfLine(source, start));
  return step > 0 ? step : 2;
}

function indented(source: string, {start, end}: Span, step: number): string {
  const block = source.slice(start, end);
  const edits = [...block.matchAll(/^(?=[^\r\n])/gm)].map(({index}) => ({
    start: index,
    end: index,
    text: ' '.repeat(step),
  }));
  return applyEdits(block, edits);
}

function startOfLine(source: string, offset: number): number {
  return source.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset behind the line that `offset` is in. */
function endOfLine(source: string, offset: number): number {
  const end = source.indexOf('\n', offset);
  return end === -1 ? source.length : end + 1;
}
