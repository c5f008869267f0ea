import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {format, resolveConfig} from 'prettier';
import {machine} from '../../bench/measure.js';
import {wantedServers} from '../../bench/support/api-servers.js';
import {LEAK_KINDS} from './support/leak.js';
import {REAL_TIME, SHORT, SIMULATED} from './support/plans.js';
import {growthLawsOf, lawsOf, resultsText} from './support/results.js';
import {soak} from './support/soak.js';

/** @typedef {import('./support/results.js').Found} Found */

const RESULTS = join(import.meta.dirname, 'RESULTS.md');

/**
 * `npm run soak` has the controller work for an hour of simulated time and for ten minutes, lets it leak on purpose, and writes
 * RESULTS.md, in some twelve minutes; `-- --embedded` or `-- --real` takes one API server alone. `-- --short` prints the laws of a short one, with `--leak map` of one that leaks.
 */
async function main() {
  const {values} = parseArgs({
    options: {
      short: {type: 'boolean'},
      leak: {type: 'string'},
      embedded: {type: 'boolean'},
      real: {type: 'boolean'},
    },
  });
  if (values.short) await tryShort(values.leak);
  else await soakAll();
}

/** @param {string | undefined} leak */
async function tryShort(leak) {
  const laws = lawsOf(await soak({...SHORT, ...(leak !== undefined && {leak})}));
  console.log(JSON.stringify(laws.filter(({holds}) => !holds), undefined, 2)); // prettier-ignore
  if (laws.some(({holds}) => !holds)) process.exitCode = 1;
}

/** All beside each other: how much is left behind does not depend on how busy the machine is. */
async function soakAll() {
  const plans = [SIMULATED, ...wantedServers().map((name) => REAL_TIME[name])];
  const [soaks, leaks] = await Promise.all([Promise.all(plans.map(soak)), findLeaks()]);
  const date = new Date().toISOString().slice(0, 10);
  const command = ['npm run soak', ...process.argv.slice(2)].join(' -- ');
  const text = resultsText({command, machine: machine(), date, soaks, leaks});
  await writeFile(RESULTS, await format(text, {...(await resolveConfig(RESULTS)), parser: 'markdown'}));
  console.log(text);
  const laws = soaks.flatMap((soaked) => [...growthLawsOf(soaked), ...lawsOf(soaked)]);
  if (laws.some(({holds}) => !holds) || leaks.some(({broken}) => broken.length === 0)) process.exitCode = 1;
}

/** One kind after the other. */
async function findLeaks() {
  /** @type {Found[]} */
  const found = [];
  for (const leak of LEAK_KINDS) {
    const laws = lawsOf(await soak({...SHORT, leak}));
    found.push({kind: leak, broken: laws.filter(({holds}) => !holds)});
  }
  return found;
}

await main();
