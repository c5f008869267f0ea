import type {IncomingMessage} from 'node:http';
import {type Answer, problemAnswer} from './answer.js';

const MOST_BYTES = 2048;

/** What a form of ours sends, or why it is refused. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | Answer> {
  if (request.headers['content-type']?.split(';')[0] !== 'application/x-www-form-urlencoded') {
    return problemAnswer(415, 'Not the form that was asked for');
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) return problemAnswer(413, 'Too much was sent', '', {connection: 'close'});
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}
