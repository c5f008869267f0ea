import {once} from 'node:events';
import {availableParallelism} from 'node:os';
import {Worker} from 'node:worker_threads';

/** @typedef {{kind: 'play'} & Parameters<typeof import('./play.js').play>[0]} PlayTask */
/** @typedef {{kind: 'pointOfPower'} & Parameters<typeof import('./play.js').pointOfPower>[0]} PowerTask */
/** @typedef {PlayTask | PowerTask} Task */

/** Threads that take tasks from one queue, as many as there are processors. */
export class Pool {
  /** @type {{task: Task, resolve: (answer: any) => void, reject: (error: unknown) => void}[]} */
  #queue = [];
  /** @type {Worker[]} */
  #idle;
  /** @type {Worker[]} */
  #workers;

  constructor() {
    const file = new URL('worker.js', import.meta.url);
    this.#workers = Array.from({length: availableParallelism()}, () => new Worker(file));
    this.#idle = [...this.#workers];
  }

  /** @param {PlayTask} task @returns {Promise<import('./play.js').Tallies>} */
  play(task) {
    return this.#add(task);
  }

  /** @param {PowerTask} task @returns {Promise<import('./grid.js').Point | undefined>} */
  pointOfPower(task) {
    return this.#add(task);
  }

  async close() {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  /** @param {Task} task @returns {Promise<any>} */
  #add(task) {
    return new Promise((resolve, reject) => {
      this.#queue.push({task, resolve, reject});
      void this.#next();
    });
  }

  async #next() {
    const worker = this.#idle.pop();
    const turn = worker && this.#queue.shift();
    if (!turn) {
      if (worker) this.#idle.push(worker);
      return;
    }
    try {
      worker.postMessage(turn.task);
      const [answer] = await once(worker, 'message'); // rejects when the thread fails
      turn.resolve(answer);
      this.#idle.push(worker);
    } catch (error) {
      turn.reject(error);
    }
    void this.#next();
  }
}
