import {Document, Scalar, visit} from 'yaml';
import {escapeUnsafe} from '../unsafe-characters.js';

/**
 * YAML as kubectl prints it: block style, no line folding, quotes where an older YAML reader would see a time or a boolean
 * in a text, characters that could act on a screen as `\\uXXXX`. Ends in a newline.
 */
export function formatYaml(value: unknown): string {
  const document = new Document(value, {version: '1.1', aliasDuplicateObjects: false});
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === 'string' && needsQuotes(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return escapeUnsafe(document.toString(LAYOUT));
}

/** No quoted text over several lines, which would lose blanks beside its line breaks. */
const LAYOUT = {
  lineWidth: 0,
  indentSeq: false,
  directives: false,
  doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
};

/** Characters that could act on a screen, and blanks alone, some of which a block would lose. */
function needsQuotes(text: string): boolean {
  return escapeUnsafe(text) !== text || /^\s+$/.test(text);
}
