import {parseJson} from '../../json-format.js';
import {doubtfulField, type Finding, wrongValue} from '../finding.js';
import type {Place} from '../place.js';

/** The body is read as JSON after placeholders are replaced; a number may be a bare placeholder. */
export function checkBody(spec: Place): Finding[] {
  const body = spec.get('body');
  const text = body.text();
  if (text === undefined) return spec.get('method').text() === 'POST' ? withoutBody(spec) : [];
  if ([filledIn(text, '1'), filledIn(text, '"x"')].some(isJson)) return [];
  return [
    wrongValue(
      body,
      'is no JSON, also with its placeholders filled in; correct it, since the query would always fail',
    ),
  ];
}

/** Placeholders inside quotes become letters, those outside whole values. */
function filledIn(text: string, bare: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|\$(?:\{\w+\}|\w+)/gs, (part) => (part.startsWith('"') ? part : bare));
}

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function withoutBody(spec: Place): Finding[] {
  return [doubtfulField(spec.get('method'), 'POST without a body; write body, or method: GET')];
}
