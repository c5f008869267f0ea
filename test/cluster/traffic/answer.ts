import type {IncomingMessage} from 'node:http';
import type {Json} from '../../../src/experiment/json.js';
import {shorten} from './bulk.js';
import {normalForm} from './normal-form.js';
import {isWatch, type RecordedAnswer} from './recorded.js';

export interface Heard {
  readonly response: IncomingMessage;
  /** All of its body, or as much of it as was waited for. */
  readonly text: string;
  /** Takes from a text what is different in each run. */
  readonly neutral: (text: string) => string;
}

/** An answer as it is kept and compared. */
export function describeAnswer(path: string, {response, text, neutral}: Heard): RecordedAnswer {
  const {'content-type': type = '', warning} = response.headers;
  const body = bodyOf(path, type, neutral(text));
  return {
    status: response.statusCode ?? 0,
    type,
    ...(typeof warning === 'string' && {warning: neutral(warning)}),
    ...(body !== undefined && {body}),
  };
}

function bodyOf(path: string, type: string, text: string): Json | undefined {
  if (type.includes('protobuf') || text === '') return undefined;
  if (!type.includes('json') && !path.startsWith('/openapi/')) return text;
  if (isWatch(path)) return linesOf(text).map((line) => normalForm(JSON.parse(line) as Json));
  const kept = shorten(path, JSON.parse(text) as Json);
  return kept === undefined ? undefined : normalForm(kept);
}

/** Those that are whole. */
function linesOf(text: string): string[] {
  return text.split('\n').slice(0, -1);
}
