import {loadavg} from 'node:os';
import {tableMarkdown} from './layout.js';
import {machine} from './measure.js';

/** Shows a table, and hands it over to `bench/all.js` where that started this process. @param {import('./layout.js').Table} table */
export function report(table) {
  console.log(`${tableMarkdown(table)}\n\n${machine()}\n`);
  process.send?.(table);
}

/** Average number of programs that were ready to run in the last minute. */
export function currentLoad() {
  return loadavg()[0] ?? NaN;
}

/** Whether only the script itself is tried: few rounds of little. */
export function isQuick() {
  return process.argv.includes('--quick');
}
