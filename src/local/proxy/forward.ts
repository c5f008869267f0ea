import type {IncomingMessage, ServerResponse} from 'node:http';
import {NOT_HTTP} from '../../load/transport-error.js';
import type {Upstream} from './backends.js';
import {notReached, type ProxyFailure, type VersionFailure} from './failures.js';
import {endToEndHeaders} from './headers.js';
import {Question} from './question.js';
import type {LoggedRequest} from './request-log.js';

/** A request of a client and the version that was chosen for it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly upstream: Upstream;
  readonly timeoutMs: number;
  /** Ends when the client has all of the answer or will not get it. */
  readonly log: LoggedRequest;
}

/** Passes a request to its version and the answer back; neither is ever held whole. */
export function forward({request, response, upstream, timeoutMs, log}: Exchange): void {
  let bytes = 0;
  const fail = (failure: VersionFailure) => {
    log.end({kind: 'failure', reason: failure.reason});
    answerFailure(response, failure);
  };
  const question = new Question({
    request,
    upstream,
    timeoutMs,
    onAnswer: (answer) => {
      if (!passHead(answer, response)) {
        answer.destroy();
        return fail(notReached(upstream.version, NOT_HTTP));
      }
      answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
      passBody(answer, response, () => log.end({kind: 'failure', reason: 'answer cut off'}));
      watchBody(answer, response, log);
    },
    onFailure: fail,
  });
  response.once('close', () => {
    if (response.writableFinished) return log.end({kind: 'answer', status: response.statusCode, bytes});
    question.cancel();
    log.leave();
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

/** The version is waited for until its next bytes, unless the client is slow or events come when they come. */
function watchBody(answer: IncomingMessage, response: ServerResponse, log: LoggedRequest): void {
  if (/^text\/event-stream\b/i.test(answer.headers['content-type'] ?? '')) return log.pause();
  const goOn = () => (response.writableNeedDrain || answer.complete ? log.pause() : log.progress());
  goOn();
  answer.on('data', goOn);
  answer.once('end', () => log.pause());
  response.on('drain', goOn);
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
