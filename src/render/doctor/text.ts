import {safeText} from '../safe-text.js';
import type {Brush, Style} from '../style.js';
import {padText, wrapText} from '../text-width.js';
import type {DoctorView, ShownCheck} from './view.js';

const STATUS_WIDTH = 9;
const INDENT = ' '.repeat(STATUS_WIDTH);

/** Lines of one check: its status, what was looked at, and below it what to do. */
export function checkText({id, status, message, fix}: ShownCheck, style: Style): string {
  const [area = ''] = id.split('.');
  const about = status === 'ok' || status === 'skipped' ? `${area}: ${message}` : `${area}: ${message} [${id}]`;
  const texts = [about, ...(fix === undefined ? [] : [`fix: ${fix}`])];
  const [first = '', ...rest] = texts.flatMap((text) => linesOf(safeText(text), style));
  const word = brushOf(status, style)(padText(status, STATUS_WIDTH, 'left'));
  return [`${word}${first}`, ...rest.map((line) => `${INDENT}${line}`)].map((line) => `${line}\n`).join('');
}

function linesOf(text: string, {columns}: Style): string[] {
  return columns === undefined ? [text] : wrapText(text, Math.max(20, columns - STATUS_WIDTH), true);
}

function brushOf(status: ShownCheck['status'], {paint}: Style): Brush {
  const brushes = {ok: paint.good, warning: paint.warning, error: paint.bad, skipped: (text: string) => text};
  return brushes[status];
}

/** `2 errors and 1 warning`. */
export function doctorSummary({errors, warnings}: DoctorView): string {
  if (errors + warnings === 0) return 'nothing is wrong\n';
  return `${count(errors, 'error')} and ${count(warnings, 'warning')}; see docs/troubleshooting.md\n`;
}

function count(amount: number, word: string): string {
  return `${amount === 0 ? 'no' : amount} ${word}${amount === 1 ? '' : 's'}`;
}
