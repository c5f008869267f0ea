import {appendFileSync} from 'node:fs';
import {setInterval} from 'node:timers';

/**
 * For `node --expose-gc --import`: every few seconds (HEAP_SECONDS) the process clears its heap and adds to a file
 * (HEAP_FILE) what is still used, a line of JSON with bytes.
 */
const {HEAP_FILE: file = '', HEAP_SECONDS: seconds} = process.env;

setInterval(
  () => {
    globalThis.gc?.();
    const {heapUsed, rss} = process.memoryUsage();
    appendFileSync(file, `${JSON.stringify({heapUsed, rss})}\n`);
  },
  1000 * Number(seconds),
).unref();
