import {excerpt} from './excerpt.js';

/** How placeholders of task inputs are written: `{{ }}` in the first generation, `@< >@` in the second. */
export type Delimiters = readonly [open: string, close: string];

export const BRACES: Delimiters = ['{{', '}}'];
export const ARROWS: Delimiters = ['@<', '>@'];

/** A part of a text: what stands there, or what is to be filled in. */
export type TemplatePiece = TextPiece | Placeholder;

interface TextPiece {
  readonly kind: 'text';
  readonly text: string;
}

export interface Placeholder {
  readonly kind: 'placeholder';
  /** As it is written, for messages. */
  readonly source: string;
  /** Keys from the root of the data; numbers are places in a list. Empty: all of the data. */
  readonly path: readonly (string | number)[];
}

/** A placeholder that cannot be read, or not be filled in. */
export class TemplateError extends Error {}

/**
 * Reads a text with placeholders. Of Go's template language, fields (`.this.spec.target`) and `index` with plain keys
 * (`(index .this.spec.versionInfo.baseline.variables 0).value`) are known, as are `-` signs that trim.
 *
 * @throws TemplateError that quotes the placeholder
 */
export function parseTemplate(text: string, delimiters: readonly Delimiters[]): readonly TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let rest = text;
  for (let next = firstOpen(rest, delimiters); next; next = firstOpen(rest, delimiters)) {
    const {at, source, inner, end} = wholePlaceholder(rest, next);
    const before = rest.slice(0, at);
    pieces.push({kind: 'text', text: inner.startsWith('-') ? before.trimEnd() : before});
    pieces.push({kind: 'placeholder', source, path: pathOf(inner.replace(/^-(?=\s)|(?<=\s)-$/g, ''), source)});
    rest = inner.endsWith('-') ? rest.slice(end).trimStart() : rest.slice(end);
  }
  return [...pieces, {kind: 'text', text: rest}];
}

interface Open {
  readonly at: number;
  readonly delimiters: Delimiters;
}

function firstOpen(text: string, all: readonly Delimiters[]): Open | undefined {
  const opens = all.map((delimiters): Open => ({at: text.indexOf(delimiters[0]), delimiters}));
  return opens.filter(({at}) => at >= 0).sort((a, b) => a.at - b.at)[0];
}

function wholePlaceholder(text: string, {at, delimiters: [open, close]}: Open) {
  const closing = text.indexOf(close, at + open.length);
  if (closing < 0) throw new TemplateError(`${excerpt(text.slice(at))} has no ${close} that ends it`);
  const end = closing + close.length;
  return {at, end, source: text.slice(at, end), inner: text.slice(at + open.length, closing)};
}

const TOKEN = /\s*(?:(\.(?:[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*)?)|(index)\b|([()])|(\d{1,9})\b|("(?:[^"\\]|\\.)*")|`([^`]*)`)\s*/uy; // prettier-ignore

type Token =
  | {readonly kind: 'chain'; readonly names: readonly string[]}
  | {readonly kind: 'literal'; readonly key: string | number}
  | {readonly kind: 'index' | '(' | ')'};

function pathOf(inner: string, source: string): Placeholder['path'] {
  const tokens = tokensOf(inner);
  const path = tokens && readExpression(tokens);
  if (path && tokens.length === 0) return path;
  const known = 'fields such as .name or .this.spec.target, and index';
  throw new TemplateError(`${excerpt(source)} is no placeholder that is known; known are ${known}`);
}

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    const token = match && tokenOf(match);
    if (!token) return undefined;
    tokens.push(token);
  }
  return tokens;
}

function tokenOf([, chain, index, bracket, digits, quoted, raw]: readonly (string | undefined)[]):
  Token | undefined {
  if (chain !== undefined) return {kind: 'chain', names: chain.split('.').filter((name) => name !== '')};
  if (index !== undefined) return {kind: 'index'};
  if (bracket === '(' || bracket === ')') return {kind: bracket};
  if (digits !== undefined) return {kind: 'literal', key: Number(digits)};
  const text = quoted === undefined ? raw : unquoted(quoted);
  return text === undefined ? undefined : {kind: 'literal', key: text};
}

/** The escapes of Go that JSON has too; others are no placeholder that is known. */
function unquoted(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

/** `index OPERAND KEY…`, or an operand, which may be a method with its argument: `.Secret "token"`. */
function readExpression(tokens: Token[]): Placeholder['path'] | undefined {
  const isIndex = tokens[0]?.kind === 'index';
  if (isIndex) tokens.shift();
  const path = readOperand(tokens);
  const keys: (string | number)[] = [];
  for (let next = tokens[0]; next?.kind === 'literal'; next = tokens[0]) {
    keys.push(next.key);
    tokens.shift();
  }
  const isMethod = path?.length === 1 && path[0] === 'Secret' && keys.length === 1;
  return !path || (keys.length > 0 && !isIndex && !isMethod) ? undefined : [...path, ...keys];
}

function readOperand(tokens: Token[]): Placeholder['path'] | undefined {
  const first = tokens.shift();
  if (first?.kind === 'chain') return first.names;
  if (first?.kind !== '(') return undefined;
  const inner = readExpression(tokens);
  if (!inner || tokens.shift()?.kind !== ')') return undefined;
  const next = tokens[0];
  if (next?.kind !== 'chain') return inner;
  tokens.shift();
  return [...inner, ...next.names];
}
