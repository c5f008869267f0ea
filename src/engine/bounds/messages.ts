import type {Json} from '../../experiment/json.js';
import {jsonBytes} from './json-bytes.js';

const MOST_BYTES = 3 * 1024;
/** Room for a remark. */
const CUT_BYTES = MOST_BYTES - 128;

/** A message, cut where it takes more than 3 KiB as JSON. */
export function boundMessage(text: string): string {
  if (jsonBytes(text) <= MOST_BYTES) return text;
  let kept = text;
  while (jsonBytes(`${kept}…`) > CUT_BYTES) kept = kept.slice(0, Math.floor(kept.length * 0.9));
  return `${kept.replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** The message of a block of the analysis (`Error: …; Warning: …; Info: …`) with something more to know at its end. */
export function withRemark(message: Json | undefined, remark: string): string {
  if (typeof message !== 'string' || message === '') return `Error: ; Warning: ; Info: ${remark}`;
  if (message.endsWith(remark)) return message;
  const said = message.replace(/(Info: )all ok$/, '$1');
  return said.endsWith(': ') ? `${said}${remark}` : `${said}, ${remark}`;
}
