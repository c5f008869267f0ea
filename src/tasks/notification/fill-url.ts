import {urlProblem} from '../../experiment/notification-inputs.js';
import {parseTemplate, type Placeholder, TemplateError} from '../../experiment/task-template.js';
import {type TemplateData, valueOf} from '../template/data.js';
import {TASK_DELIMITERS} from '../template/delimiters.js';
import {UnusableInput} from './unusable-input.js';

/**
 * Fills in a URL. A value at its very beginning is the beginning of a URL itself, as Secrets have them; others are encoded,
 * so that they stay one part of its path or of its query.
 *
 * @param input what is filled in, for messages
 * @throws TemplateError for a placeholder that cannot be filled in
 * @throws UnusableInput when the whole is no http or https URL
 */
export function fillUrl(input: string, text: string, data: TemplateData): string {
  const url = parseTemplate(text, TASK_DELIMITERS).reduce((before, piece) => {
    if (piece.kind === 'text') return before + piece.text;
    const value = valueOf(piece, data);
    return before.trim() === '' ? value : before + encoded(value, piece);
  }, '');
  const problem = urlProblem(url);
  if (problem !== undefined)
    throw new UnusableInput(`with.${input} ${problem} once its placeholders are filled in`);
  return url;
}

/** A value as one part of a URL. */
function encoded(value: string, {source}: Placeholder): string {
  if (value === '.' || value === '..')
    throw new TemplateError(`${source} is ${value}, which is a way out in a URL`);
  if (/\p{Surrogate}/u.test(value)) throw new TemplateError(`${source} holds half of a character`);
  return encodeURIComponent(value);
}
