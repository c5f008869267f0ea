import type {IncomingMessage, ServerResponse} from 'node:http';
import type {Outcome} from '../../load/recorder.js';
import type {Upstream} from './backends.js';
import {notReached, type ProxyFailure} from './failures.js';
import {endToEndHeaders} from './headers.js';
import {Question} from './question.js';

/** A request of a client and the version that was chosen for it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly upstream: Upstream;
  readonly timeoutMs: number;
  /** Called once, when the client has all of the answer or will not get it. */
  readonly onEnd: (outcome: Outcome) => void;
}

/** Passes a request to its version and the answer back; neither is ever held whole. */
export function forward({request, response, upstream, timeoutMs, onEnd}: Exchange): void {
  let bytes = 0;
  let isCutOff = false;
  const question = new Question({
    request,
    upstream,
    timeoutMs,
    onAnswer: (answer) => {
      if (!passHead(answer, response)) {
        answer.destroy();
        return answerFailure(response, notReached(upstream.version));
      }
      answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
      passBody(answer, response, () => (isCutOff = true));
    },
    onFailure: (failure) => answerFailure(response, failure),
  });
  response.once('close', () => {
    if (response.writableFinished) return onEnd({kind: 'answer', status: response.statusCode, bytes});
    question.cancel();
    onEnd({kind: 'failure', reason: isCutOff ? 'answer cut off' : 'client went away'});
  });
}

/**
 * An answer that breaks off does so for the client too: it must not look complete. Only piped, since a pipeline makes
 * an AbortController and an error for each request, a seventh of the time that the proxy has for one.
 */
function passBody(answer: IncomingMessage, response: ServerResponse, onCutOff: () => void): void {
  answer.once('aborted', onCutOff);
  answer.once('error', () => response.destroy());
  answer.once('end', () => response.addTrailers(answer.trailers));
  answer.pipe(response);
}

/** Whether the answer's head could be passed on: Node reads heads, such as status 099, that it refuses to write. */
function passHead(answer: IncomingMessage, response: ServerResponse): boolean {
  try {
    response.writeHead(answer.statusCode ?? 0, answer.statusMessage, endToEndHeaders(answer));
    return true;
  } catch {
    return false;
  }
}

export function answerFailure(response: ServerResponse, {status, text}: ProxyFailure): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
