/**
 * Whether a program printed what a page says, numbers, dates, times and the widths of tables aside; a line `…` of the page stands
 * for any lines.
 */
export function isSameOutput(printed: string, expected: string): boolean {
  const lines = linesOf(expected).map((line) => (line === '…' ? undefined : escaped(line)));
  const pattern = lines.map((line) => (line === undefined ? '(?:.*\\n)*?' : `${line}\\n`)).join('');
  return new RegExp(`^${pattern}$`).test(
    linesOf(printed)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

/** What stays of a text when numbers and widths are taken out. */
export function linesOf(text: string): string[] {
  const lines = text.trimEnd().split('\n');
  return lines.map((line) =>
    line
      .replaceAll(/\b\d{4}-\d\d-\d\d\b/g, 'DATE')
      .replaceAll(/-[0-9a-z]{8,10}-[0-9a-z]{5}\b/g, '-HASH') // of a Pod
      .replaceAll(/-[0-9a-f]{7}\b/g, '-COMMIT')
      .replaceAll(/\b(?:\d+(?:\.\d+)?(?:ms|[dhms]))+\b/g, '0s')
      .replaceAll(/(?<![\w.-])[-+]?\d+(?:\.\d+)?(?!\w)/g, '0') // v101 stays
      .replaceAll(/-{3,}/g, '---')
      .replaceAll(/ {2,}/g, ' ')
      .trimEnd(),
  );
}

function escaped(line: string): string {
  return line.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
