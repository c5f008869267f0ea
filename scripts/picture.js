import {readFile, writeFile} from 'node:fs/promises';

const SOURCE = 'test/fixtures/describe/canary-running.terminal-80';
const TARGET = 'docs/describe.svg';
const COLORS = {36: '#56b6c2', 32: '#98c379', 31: '#e06c75', 33: '#e5c07b'};
const [CHARACTER, LINE] = [8.4, 18];

/** Draws the README's picture from what `describe` prints on a terminal; with `--check` only compares. */
async function main() {
  const svg = draw((await readFile(SOURCE, 'utf8')).trimEnd().split('\n'));
  if (!process.argv.includes('--check')) return writeFile(TARGET, svg);
  if ((await readFile(TARGET, 'utf8').catch(() => '')) === svg) return undefined;
  console.error(`${TARGET} is out of date: run npm run picture`);
  process.exitCode = 1;
}

/** @param {string[]} lines */
function draw(lines) {
  const prompt = '$ kubectl get experiment canary-progressive -o yaml | iter8ctl describe -f -';
  const rows = [prompt, ...lines].map((line, row) => `<text y="${(row + 1.6) * LINE}">${spans(line)}</text>`);
  const [width, height] = [Math.ceil(83 * CHARACTER), (rows.length + 1.5) * LINE];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect width="100%" height="100%" rx="8" fill="#1e222a"/>
<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#d7dae0" transform="translate(12 0)">
${rows.join('\n')}
</g>
</svg>
`;
}

/** A line with escape sequences of colour as one span for each stretch, every one at its own column. @param {string} line */
function spans(line) {
  let [column, style] = [0, ''];
  // eslint-disable-next-line no-control-regex -- escape sequences are what is drawn
  return line.replace(/\u001b\[(\d+)m|([^\u001b]+)/g, (_match, code, text) => {
    if (code !== undefined) {
      style = styleAfter(style, Number(code));
      return '';
    }
    const span = `<tspan x="${(column * CHARACTER).toFixed(1)}"${style}>${escape(text)}</tspan>`;
    column += text.length;
    return span;
  });
}

/**
 * @param {string} style
 * @param {number} code
 */
function styleAfter(style, code) {
  if (code === 1) return `${style} font-weight="bold"`;
  if (code in COLORS) return `${style} fill="${COLORS[/** @type {keyof typeof COLORS} */ (code)]}"`;
  return '';
}

/** Blanks must not collapse. @param {string} text */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll(' ', '\u00a0');
}

await main();
