const CLOSING: Readonly<Record<string, string>> = {'(': ')', '[': ']', '{': '}'};
const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/gs;

/** A function and its arguments, as they are written. */
export interface Call {
  readonly name: string;
  readonly args: readonly string[];
}

/** The call that an expression is as a whole, `rate(x[5m])`; undefined: it is something else, or nothing that PromQL allows. */
export function parseCall(expression: string): Call | undefined {
  const [beginning, name] = /^([A-Za-z_]\w*)\s*\(/.exec(expression) ?? [];
  if (beginning === undefined || name === undefined) return undefined;
  const open = beginning.length - 1;
  if (closingIndex(expression, open) !== expression.length - 1) return undefined;
  return {name, args: splitArguments(expression.slice(open + 1, -1))};
}

/** An expression without the parentheses and blanks around the whole of it. */
export function unwrap(expression: string): string {
  const text = expression.trim();
  const isWrapped = text.startsWith('(') && closingIndex(text, 0) === text.length - 1;
  return isWrapped ? unwrap(text.slice(1, -1)) : text;
}

/** Where the bracket is closed that opens at an index; −1: nowhere. What stands in quotes is no bracket. */
export function closingIndex(expression: string, open: number): number {
  const text = withoutQuoted(expression);
  const waiting: string[] = [];
  for (let index = open; index < text.length; index += 1) {
    const character = text.charAt(index);
    const closing = CLOSING[character];
    if (closing !== undefined) waiting.push(closing);
    else if (')]}'.includes(character) && waiting.pop() !== character) return -1;
    if (waiting.length === 0) return index;
  }
  return -1;
}

/** At its commas outside of brackets; all brackets are closed. */
function splitArguments(text: string): string[] {
  let [begin, depth] = [0, 0];
  const parts: string[] = [];
  for (const [index, character] of withoutQuoted(text).split('').entries()) {
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(begin, index).trim());
      begin = index + 1;
    }
  }
  return [...parts, text.slice(begin).trim()];
}

/** As long as it was, with nothing in quotes that could be taken for more than text. */
function withoutQuoted(expression: string): string {
  return expression.replace(QUOTED, (quoted) => '_'.repeat(quoted.length));
}
