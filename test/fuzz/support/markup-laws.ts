import assert from 'node:assert/strict';

const VOID_ELEMENTS = new Set(['meta', 'link', 'input', 'br', 'img', 'hr', 'col']);
/** A tag with its attributes in double quotes, a declaration, text with known entities, or what stands raw in style and script. */
const PART =
  /<(style|script)>[^]*?<\/\1>|<!DOCTYPE html>|<\?xml [^?]*\?>|<(\/?)([\w-]+)((?:\s+[\w:-]+(?:="[^"<>]*")?)*)\s*(\/?)>|[^<>&]+|&(?:amp|lt|gt|quot|#39|#96|nbsp|#\d+);/y;

/** Every tag is closed by its own, in order, and nothing else looks like a tag. */
export function assertWellFormed(page: string, what: string): void {
  const open: string[] = [];
  PART.lastIndex = 0;
  for (let at = 0; at < page.length; at = PART.lastIndex) {
    const [, , slash, name, , selfClosed] = PART.exec(page) ?? fail(page, at, what);
    if (name === undefined || selfClosed === '/') continue;
    if (slash === '/') assert.equal(name, open.pop(), `${what}: </${name}> closes another element`);
    else if (!VOID_ELEMENTS.has(name)) open.push(name);
  }
  assert.deepEqual(open, [], `${what}: elements that nobody closes`);
}

function fail(page: string, at: number, what: string): never {
  assert.fail(`${what}: no markup at ${JSON.stringify(page.slice(at, at + 60))}`);
}

// eslint-disable-next-line no-control-regex -- control characters are what this is about
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

export function assertXml(text: string, what: string): void {
  assert.doesNotMatch(text, NOT_IN_XML, `${what}: a character that XML does not allow`);
  assertWellFormed(text, what);
}

const LINE_OF_OURS = /^(?:$|#{2,3} |- |\| |\|(?: --- \|)+$|---$|_\d+ more |(?:⏳|✅|❌|⚠️) \*\*)/u;

/** Only our own headings, items and rows; each row has the cells of its heading. */
export function assertMarkdown(page: string, what: string): void {
  let cells: number | undefined;
  for (const line of page.split('\n')) {
    assert.match(line, LINE_OF_OURS, `${what}: a line of somebody else's`);
    if (line.startsWith('| ') || line.startsWith('| ')) cells = sameCells(line, cells, what);
    else if (!line.startsWith('|')) cells = undefined;
  }
  assertNothingActs(page, what);
}

/** A table alone. */
export function assertMarkdownTable(table: string, what: string): void {
  let cells: number | undefined;
  for (const line of table.trimEnd().split('\n')) {
    if (line === '') cells = undefined;
    else cells = sameCells(line, cells, what);
  }
  assertNothingActs(table, what);
}

function sameCells(row: string, cells: number | undefined, what: string): number {
  const own = row.replace(/\\./gsu, '').split('|').length;
  if (cells !== undefined) assert.equal(own, cells, `${what}: cells of ${row}`);
  return own;
}

function assertNothingActs(page: string, what: string): void {
  assert.doesNotMatch(
    page,
    /<[a-z!/]|(?:https?|ftp):\/\/|@\w|(?<!\\)!\[|(?<![\\\w])`/i,
    `${what}: something that acts`,
  );
}
