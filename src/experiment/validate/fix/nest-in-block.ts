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
  readonly emptied?: Edit;
}

function endOfHome({source, locator, home, moved}: Nesting, column: number): Home | undefined {
  if (!home?.key) return undefined;
  const {value} = home;
  const colon = source.indexOf(':', locator.span(home.key).end);
  const step = stepOf({locator, moved, source, home}, column);
  if (!value || isNothing(value)) {
    const span = value ? locator.span(value) : {start: colon + 1, end: colon + 1};
    const end = endOfLine(source, Math.max(colon, startOfLine(source, span.start) <= colon ? span.end : colon));
    return span.end > span.start
      ? {end, column: column + step, emptied: {...span, text: ''}}
      : {end, column: column + step};
  }
  if (!isMap(value) || value.flow) return undefined;
  const {start, end} = locator.span(value);
  const last = start + source.slice(start, end).trimEnd().length;
  return {end: endOfLine(source, last), column: start - startOfLine(source, start)};
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
