import {Worker} from 'node:worker_threads';
import {readPlainPath} from './plain-path.js';
import type {JqResult} from './result.js';

/** Evaluates jq programs. */
export interface JqEvaluator {
  /** The program's first output on one JSON text. Rejects only when the thread cannot be started. */
  evaluate(json: string, program: string, signal?: AbortSignal): Promise<JqResult>;
  /** Ends the thread; it starts again when needed. */
  close(): Promise<void>;
}

/** In milliseconds: a program takes 2 or 3, loading jq under 200 on a slow machine. */
const TIME_LIMIT_MS = 2000;
const START_LIMIT_MS = 20_000;

/**
 * jq in a thread of its own, so that a program that never ends can be ended: the thread is stopped, and the next program
 * gets a new one. One program runs at a time; the others wait for their turn, from which their time counts. What needs no
 * jq is answered without it.
 */
export class JqThread implements JqEvaluator {
  private worker: Worker | undefined;
  private lastTurn: Promise<unknown> = Promise.resolve();

  constructor(private readonly timeLimitMs: number = TIME_LIMIT_MS) {}

  evaluate(json: string, program: string, signal?: AbortSignal): Promise<JqResult> {
    const plain = signal?.aborted ? undefined : readPlainPath(json, program);
    if (plain) return Promise.resolve(plain);
    const turn = this.lastTurn.then(() => this.run(json, program, signal));
    this.lastTurn = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    const {worker} = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  private async run(json: string, program: string, signal: AbortSignal | undefined): Promise<JqResult> {
    if (signal?.aborted) return {kind: 'aborted'};
    this.worker ??= await startWorker();
    if (signal?.aborted) return {kind: 'aborted'};
    const {worker} = this;
    worker.ref();
    const reply = nextMessage(worker, this.timeLimitMs, signal);
    worker.postMessage({json, program});
    const result = await reply;
    worker.unref();
    if (['crashed', 'timeout', 'aborted'].includes(result.kind)) await this.close();
    return result;
  }
}

async function startWorker(): Promise<Worker> {
  const {location} = await import('./worker.js');
  const code = `import(${JSON.stringify(location)}).then(({serve}) => serve())`;
  const worker = new Worker(code, {eval: true, stdout: true, stderr: true}); // jq prints when it crashes
  worker.on('error', () => undefined);
  const result = await nextMessage(worker, START_LIMIT_MS, undefined);
  if ((result as unknown) === 'ready') {
    worker.unref(); // an idle thread does not keep the process
    return worker;
  }
  await worker.terminate();
  throw new Error(`jq does not start: ${result.kind}`);
}

/** The next thing that the thread says, or why it says nothing. */
function nextMessage(worker: Worker, limitMs: number, signal: AbortSignal | undefined): Promise<JqResult> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle({kind: 'timeout'}), limitMs);
    const onAbort = () => settle({kind: 'aborted'});
    const onExit = () => settle({kind: 'crashed'});
    const settle = (result: JqResult) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      worker.off('message', settle).off('exit', onExit);
      resolve(result);
    };
    worker.on('message', settle).on('exit', onExit);
    signal?.addEventListener('abort', onAbort, {once: true});
  });
}
