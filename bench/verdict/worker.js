import {parentPort} from 'node:worker_threads';
import {play, pointOfPower} from './play.js';
import {loadStatistics} from './statistics.js';

/** @typedef {import('./pool.js').Task} Task */

/** Does one task after the other, and answers each. */
const statistics = await loadStatistics();
parentPort?.on('message', (/** @type {Task} */ task) => {
  parentPort?.postMessage(task.kind === 'play' ? play(task, statistics) : pointOfPower(task, statistics));
});
