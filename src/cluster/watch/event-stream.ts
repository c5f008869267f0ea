import {isObject, type JsonObject} from '../../experiment/json.js';
import {readJsonObject} from '../api/json.js';

/** An event as the server sends it. */
export interface RawEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: JsonObject;
}

/** What arrives is no stream of events. */
export class GarbledError extends Error {
  override readonly name = 'GarbledError';
}

const TYPES: readonly string[] = ['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR'];
/** Characters; the server stores no object of a tenth of this. */
const LONGEST_LINE = 32 * 1024 * 1024;

/**
 * The events of a watch, one JSON object in each line. Ends with the stream.
 *
 * @throws GarbledError for a line that is no event
 */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<RawEvent> {
  for await (const line of linesOf(body)) if (line.trim() !== '') yield readEvent(line);
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  let length = 0;
  for await (const bytes of body) {
    const [first = '', ...others] = decoder.decode(bytes, {stream: true}).split('\n');
    parts.push(first);
    length += first.length;
    if (length > LONGEST_LINE) throw new GarbledError('a line without end');
    for (const other of others) {
      yield parts.join('');
      parts = [other];
      length = other.length;
    }
  }
  yield parts.join('');
}

function readEvent(line: string): RawEvent {
  const {type, object} = parseLine(line);
  if (typeof type !== 'string' || !TYPES.includes(type) || !isObject(object))
    throw new GarbledError('a line that is no event');
  return {type: type as RawEvent['type'], object};
}

function parseLine(line: string): JsonObject {
  try {
    return readJsonObject(line);
  } catch {
    throw new GarbledError('a line that is no JSON');
  }
}
