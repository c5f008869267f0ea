import {isScalar, type Node, Scalar} from 'yaml';
import type {FieldPath} from '../../field.js';
import type {Fix} from '../finding.js';
import type {Locator} from '../locate.js';
import type {Edit} from './edit.js';

/** A change of one word of a text, and the word that stands there afterwards. */
export interface WordEdit extends Edit {
  readonly word: string;
}

/**
 * The edit for a fix that changes one key or value.
 *
 * @returns undefined where it is not written as one plain or quoted word: an alias, a block of text
 */
export function scalarEdit(
  locator: Locator,
  source: string,
  path: FieldPath,
  fix: Exclude<Fix, {kind: 'nest'}>,
): WordEdit | undefined {
  const field = locator.field(path);
  const node: Node | undefined = fix.kind === 'key' ? field?.key : field?.value;
  if (!isScalar(node)) return undefined;
  const {start, end} = locator.span(node);
  const written = source.slice(start, end);
  if (fix.kind === 'quote') {
    const isPlain = node.type === Scalar.PLAIN && node.anchor === undefined && /^[^\s"\\]+$/.test(written);
    return isPlain ? {start, end, text: `"${written}"`, word: written} : undefined;
  }
  if (fix.kind === 'unquote') {
    const isQuoted = node.anchor === undefined && /^(["']).*\1$/.test(written);
    return isQuoted ? {start, end, text: written.slice(1, -1), word: written.slice(1, -1)} : undefined;
  }
  const word = fix.kind === 'key' ? fix.name : fix.value;
  const text = inStyleOf(node, word);
  return text === undefined ? undefined : {start, end, text, word};
}

function inStyleOf({type, anchor}: Scalar, word: string): string | undefined {
  if (anchor !== undefined) return undefined;
  switch (type) {
    case Scalar.PLAIN:
      return /^[\w./-]+$/.test(word) ? word : JSON.stringify(word);
    case Scalar.QUOTE_SINGLE:
      return `'${word.replaceAll("'", "''")}'`;
    case Scalar.QUOTE_DOUBLE:
      return JSON.stringify(word);
    default:
      return undefined;
  }
}
