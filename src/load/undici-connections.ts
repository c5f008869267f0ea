import {type Dispatcher, Pool} from 'undici';
import type {Connections, SentRequest} from './connections.js';
import type {PlannedTarget} from './plan.js';
import type {Outcome} from './recorder.js';
import {transportErrorReason} from './transport-error.js';

/** Real connections, kept alive, to the target's origin and nowhere else. */
export function openConnections({origin, request}: PlannedTarget, connections: number): Connections {
  // time-outs are the sender's, who counts from when a request was due
  const pool = new Pool(origin, {connections, pipelining: 1, headersTimeout: 0, bodyTimeout: 0});
  const options = {...request, body: request.body ?? null} as Dispatcher.DispatchOptions;
  return {
    send: () => {
      const sent = new PoolRequest();
      pool.dispatch(options, sent);
      return sent;
    },
    close: () => pool.destroy(),
  };
}

class PoolRequest implements SentRequest, Dispatcher.DispatchHandler {
  readonly outcome: Promise<Outcome>;
  #settle: (outcome: Outcome) => void = () => undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #isCancelled = false;
  #status = 0;
  #bytes = 0;

  constructor() {
    this.outcome = new Promise((resolve) => (this.#settle = resolve));
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#controller?.abort(new Error('cancelled'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isCancelled) this.cancel();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
  }

  onResponseEnd(): void {
    this.#settle({kind: 'answer', status: this.#status, bytes: this.#bytes});
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle({kind: 'failure', reason: transportErrorReason(error)});
  }
}
