const CLOSING: Readonly<Record<string, string>> = {'(': ')', '[': ']', '{': '}'};
/** Up to the end where a quote is not closed: otherwise each quote would be looked for to the end again. */
const QUOTED = /"(?:[^"\\]|\\.)*(?:"|\\?$)|'(?:[^'\\]|\\.)*(?:'|\\?$)|`[^`]*(?:`|$)/gs;

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
  const closings = closingIndices(expression, 0);
  let [begin, end] = withoutBlanks(expression, 0, expression.length);
  while (expression.charAt(begin) === '(' && closings.get(begin) === end - 1)
    [begin, end] = withoutBlanks(expression, begin + 1, end - 1);
  return expression.slice(begin, end);
}

/** Where a part of a text begins and ends without the blanks around it. */
function withoutBlanks(text: string, from: number, to: number): [begin: number, end: number] {
  let [begin, end] = [from, to];
  while (begin < end && isBlank(text.charAt(begin))) begin += 1;
  while (end > begin && isBlank(text.charAt(end - 1))) end -= 1;
  return [begin, end];
}

function isBlank(character: string): boolean {
  return character.trim() === '';
}

/** Where the bracket is closed that opens at an index; −1: nowhere. What stands in quotes is no bracket. */
export function closingIndex(expression: string, open: number): number {
  return closingIndices(expression, open).get(open) ?? -1;
}

/** Where each bracket is closed that opens at an index or later, as far as all are closed by their own kind. */
function closingIndices(expression: string, from: number): ReadonlyMap<number, number> {
  const text = withoutQuoted(expression);
  const found = new Map<number, number>();
  const waiting: {readonly open: number; readonly closing: string}[] = [];
  for (let index = from; index < text.length; index += 1) {
    const character = text.charAt(index);
    const closing = CLOSING[character];
    if (closing !== undefined) waiting.push({open: index, closing});
    if (!')]}'.includes(character)) continue;
    const last = waiting.pop();
    if (last?.closing !== character) break;
    found.set(last.open, index);
  }
  return found;
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
