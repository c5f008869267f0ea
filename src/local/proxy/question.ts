import type {ClientRequest, IncomingMessage} from 'node:http';
import {transportErrorReason} from '../../load/transport-error.js';
import type {Upstream} from './backends.js';
import {notReached, tooLate, type VersionFailure} from './failures.js';
import {forwardedHeaders, hasBody} from './headers.js';
import {backendPath} from './path.js';

export interface QuestionOptions {
  readonly request: IncomingMessage;
  readonly upstream: Upstream;
  readonly timeoutMs: number;
  /** Sent beside those of the request. */
  readonly extraHeaders?: readonly string[];
  readonly onSent?: (outgoing: ClientRequest) => void;
  readonly onAnswer: (answer: IncomingMessage) => void;
  /** Instead of an answer. */
  readonly onFailure: (failure: VersionFailure) => void;
}

/** A request on its way to a version, until the answer begins. */
export class Question {
  readonly #options: QuestionOptions;
  readonly #timer: NodeJS.Timeout;
  #outgoing: ClientRequest;
  #isOver = false;

  constructor(options: QuestionOptions) {
    this.#options = options;
    this.#timer = setTimeout(() => this.#fail(tooLate(options.upstream.version)), options.timeoutMs);
    this.#outgoing = this.#send();
  }

  /** An answer has begun by other means than `onAnswer`. */
  settle(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  /** Nobody waits for the answer, or for its rest, any more. */
  cancel(): void {
    this.settle();
    this.#outgoing.destroy();
  }

  #send(): ClientRequest {
    const {request, upstream, extraHeaders = [], onSent} = this.#options;
    const outgoing = upstream.request({
      method: request.method,
      path: backendPath(upstream.basePath, request.url ?? '/'),
      headers: [...forwardedHeaders(request, upstream), ...extraHeaders],
    });
    outgoing.once('response', (answer) => this.#pass(answer));
    outgoing.on('error', (error) => this.#sendAgainOrFail(error));
    onSent?.(outgoing);
    if (hasBody(request)) this.#upload(outgoing);
    else outgoing.end();
    return outgoing;
  }

  /** While the body moves, the version is not late. */
  #upload(outgoing: ClientRequest): void {
    const {request} = this.#options;
    request.on('data', () => {
      if (!this.#isOver) this.#timer.refresh();
    });
    request.pipe(outgoing); // no pipeline: it would cut the client off where a version answers before the whole body
  }

  #pass(answer: IncomingMessage): void {
    if (this.#isOver) return;
    this.settle();
    this.#options.onAnswer(answer);
  }

  /** A kept connection may have been closed by the other side just before: that is no failure of the version. */
  #sendAgainOrFail(error: NodeJS.ErrnoException): void {
    const {request, upstream} = this.#options;
    const wasStale = this.#outgoing.reusedSocket && error.code === 'ECONNRESET';
    if (wasStale && !this.#isOver && !hasBody(request)) this.#outgoing = this.#send();
    else this.#fail(notReached(upstream.version, transportErrorReason(error)));
  }

  #fail(failure: VersionFailure): void {
    if (this.#isOver) return;
    this.cancel();
    this.#options.onFailure(failure);
  }
}
