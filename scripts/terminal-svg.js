const COLORS = {30: '#5c6370', 31: '#e06c75', 32: '#98c379', 33: '#e5c07b', 34: '#61afef', 35: '#c678dd', 36: '#56b6c2', 37: '#d7dae0', 90: '#7f848e'}; // prettier-ignore
const BACKGROUND = '#1e222a';
const FOREGROUND = '#d7dae0';
const [CHARACTER, LINE] = [8.4, 18];

/** @typedef {{isBold: boolean, isDim: boolean, isInverse: boolean, color: string | undefined}} Look */

/** @type {Look} */
const PLAIN = {isBold: false, isDim: false, isInverse: false, color: undefined};

/**
 * What stands on a terminal as a picture that can be read on a light and on a dark page.
 *
 * @param {readonly string[]} lines with escape sequences of colour
 * @param {number} columns
 */
export function terminalSvg(lines, columns) {
  const rows = lines.map((line, row) => `<text y="${(row + 1.6) * LINE}">${spans(line)}</text>`);
  const [width, height] = [Math.ceil((columns + 3) * CHARACTER), (rows.length + 1.5) * LINE];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>
<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${FOREGROUND}" transform="translate(12 0)">
${rows.join('\n')}
</g>
</svg>
`;
}

/** One span for each stretch of the same look, every one at its own column. @param {string} line */
function spans(line) {
  let [column, look] = [0, PLAIN];
  // eslint-disable-next-line no-control-regex -- escape sequences are what is drawn
  return line.replace(/\u001b\[([\d;]*)m|([^\u001b]+)/g, (_match, codes, text) => {
    if (codes !== undefined) {
      look = codes.split(';').map(Number).reduce(lookAfter, look);
      return '';
    }
    const span = `<tspan x="${(column * CHARACTER).toFixed(1)}"${attributes(look)}>${escape(text)}</tspan>`;
    column += text.length;
    return span;
  });
}

/** @param {Look} look @param {number} code @returns {Look} */
function lookAfter(look, code) {
  if (code === 0) return PLAIN;
  if (code === 1) return {...look, isBold: true};
  if (code === 2) return {...look, isDim: true};
  if (code === 7) return {...look, isInverse: true};
  if (code === 22) return {...look, isBold: false, isDim: false};
  if (code === 27) return {...look, isInverse: false};
  if (code === 39) return {...look, color: undefined};
  return code in COLORS ? {...look, color: COLORS[/** @type {keyof typeof COLORS} */ (code)]} : look;
}

/** @param {Look} look */
function attributes({isBold, isDim, isInverse, color}) {
  const weight = isBold ? ' font-weight="bold"' : '';
  const opacity = isDim ? ' opacity="0.65"' : '';
  const underline = isInverse ? ' text-decoration="underline"' : '';
  return `${weight}${opacity}${underline}${color ? ` fill="${color}"` : ''}`;
}

/** Blanks must not collapse. @param {string} text */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll(' ', '\u00a0');
}
