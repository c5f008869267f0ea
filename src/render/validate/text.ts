import type {Diagnosis} from '../../experiment/validate/diagnosis.js';
import {safeText} from '../safe-text.js';
import type {Style} from '../style.js';

/** One line for each mistake, `file:line:column: error: field: what`, as editors and CI systems read them. */
export function diagnosesText(diagnoses: readonly Diagnosis[], style: Style): string {
  return diagnoses.map((diagnosis) => `${diagnosisLine(diagnosis, style)}\n`).join('');
}

function diagnosisLine({file, line, column, severity, field, message}: Diagnosis, {paint}: Style): string {
  const place = paint.strong(safeText(`${file}:${line}:${column}:`));
  const word = severity === 'error' ? paint.bad('error:') : paint.warning('warning:');
  return `${place} ${word} ${safeText(field ? `${field}: ${message}` : message)}`;
}

/** `2 errors and 1 warning in 1 file`, `a.yaml is valid`; and what `--fix` could do. */
export function summaryText(diagnoses: readonly Diagnosis[], files: readonly string[], isFixed: boolean): string {
  const errors = diagnoses.filter(({severity}) => severity === 'error').length;
  const warnings = diagnoses.length - errors;
  const fixable = diagnoses.filter(({isFixable}) => isFixable).length;
  const where = files.length === 1 ? safeText(files[0] ?? '') : count(files.length, 'file');
  const valid = `${where} ${files.length === 1 ? 'is' : 'are'} valid${warnings > 0 ? `, ${count(warnings, 'warning')}` : ''}`;
  const found = [errors > 0 && count(errors, 'error'), warnings > 0 && count(warnings, 'warning')].filter(Boolean);
  const touched = new Set(diagnoses.map(({file}) => file)).size;
  const result = errors === 0 ? valid : `${found.join(' and ')} in ${count(touched, 'file')}`;
  const offer =
    fixable > 0 && !isFixed ? `; --fix repairs ${fixable === diagnoses.length ? 'all' : fixable} of them` : '';
  return `${result}${offer}\n`;
}

function count(amount: number, word: string): string {
  return `${amount} ${word}${amount === 1 ? '' : 's'}`;
}
