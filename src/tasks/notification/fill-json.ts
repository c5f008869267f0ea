import {parseTemplate, type Placeholder, TemplateError} from '../../experiment/task-template.js';
import {type TemplateData, valueOf} from '../template/data.js';
import {TASK_DELIMITERS} from '../template/delimiters.js';

/** Where in JSON one is; `escaped`: in quotes, behind a backslash. */
type Place = 'outside' | 'quoted' | 'escaped';

/** What may stand in JSON without quotes, and holds nothing else. */
const LITERAL = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;

/**
 * Fills in JSON. In quotes a value stays part of that string, whatever it holds; outside of them it must be a number, true,
 * false or null.
 *
 * @throws TemplateError for a placeholder that cannot be filled in at its place, and when the whole is no JSON
 */
export function fillJson(text: string, data: TemplateData): string {
  let place: Place = 'outside';
  const filled = parseTemplate(text, TASK_DELIMITERS).map((piece) => {
    if (piece.kind === 'placeholder') return filledAt(place, piece, valueOf(piece, data));
    for (const character of piece.text) place = placeAfter(place, character);
    return piece.text;
  });
  return checkedJson(filled.join(''));
}

function placeAfter(place: Place, character: string): Place {
  if (place === 'escaped') return 'quoted';
  if (place === 'quoted' && character === '\\') return 'escaped';
  if (character !== '"') return place;
  return place === 'quoted' ? 'outside' : 'quoted';
}

function filledAt(place: Place, {source}: Placeholder, value: string): string {
  if (place === 'quoted') return JSON.stringify(value).slice(1, -1);
  if (place === 'escaped') {
    throw new TemplateError(`${source} stands behind a backslash, which would make something else of its value`);
  }
  if (LITERAL.test(value)) return value;
  const allowed = 'a number, true, false or null';
  throw new TemplateError(`${source} stands outside quotes and is not ${allowed}; put it in quotes`);
}

function checkedJson(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    const hint = 'if it is to be something else, say so with a header Content-Type';
    throw new TemplateError(`the body is no JSON once its placeholders are filled in; ${hint}`);
  }
}
