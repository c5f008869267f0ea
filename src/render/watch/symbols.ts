/** What is drawn with. Each but the ellipsis of ASCII takes one column. */
export interface Symbols {
  readonly full: string;
  readonly empty: string;
  /** From the lowest to the highest. */
  readonly levels: readonly string[];
  readonly satisfied: string;
  readonly violated: string;
  readonly unknown: string;
  readonly best: string;
  readonly pointer: string;
  readonly ellipsis: string;
  readonly separator: string;
  /** In a chart, where the limit runs. */
  readonly limit: string;
  readonly point: string;
  /** In a chart, between the bounds. */
  readonly band: string;
  readonly upDown: string;
}

export const UNICODE: Symbols = {
  full: '█',
  empty: '░',
  levels: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  satisfied: '✓',
  violated: '✗',
  unknown: '?',
  best: '★',
  pointer: '›',
  ellipsis: '…',
  separator: '·',
  limit: '─',
  point: '●',
  band: '░',
  upDown: '↑↓',
};

export const ASCII: Symbols = {
  full: '#',
  empty: '.',
  levels: ['_', '.', '-', '=', '+', '*', '%', '#'],
  satisfied: '+',
  violated: 'x',
  unknown: '?',
  best: '*',
  pointer: '>',
  ellipsis: '..',
  separator: '|',
  limit: '-',
  point: 'o',
  band: ':',
  upDown: 'up/down',
};

/**
 * Whether a terminal can be trusted to draw block elements: neither the console of Linux, whose font lacks them, nor a
 * terminal that says it is dumb, nor a locale of bytes, nor the old console of Windows.
 */
export function symbolsFor(env: Readonly<Record<string, string | undefined>>): Symbols {
  if (env.TERM === 'linux' || env.TERM === 'dumb' || env.TERM?.startsWith('vt')) return ASCII;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  if (locale) return /utf-?8/i.test(locale) ? UNICODE : ASCII;
  const isWindows = env.OS === 'Windows_NT';
  const isModern = Boolean(env.WT_SESSION ?? env.TERM_PROGRAM ?? env.ConEmuTask);
  return isWindows && !isModern ? ASCII : UNICODE;
}
