import {markdownTable} from 'markdown-table';
import {flatLaw, limitLaw, returnLaws} from './law.js';

/** @typedef {import('./soak.js').Soaked} Soaked */
/** @typedef {import('./law.js').Law} Law */
/** @typedef {{kind: string, broken: readonly Law[]}} Found what a planted leak broke */
/** @typedef {{command: string, machine: string, date: string, soaks: readonly Soaked[], leaks: readonly Found[]}} Results */

const MIB = 1024 ** 2;
/** A leader that has not renewed for so long stops leading. */
const OLDEST_LEASE_SECONDS = 10;
/** What is not there by chance. */
const EXACT = ['timers that are awaited', 'active resources'];
/** Connections that a client keeps for the next request: how many it needed in the last half minute is chance. */
const CONNECTIONS = ['file descriptors', 'sockets of the system', 'sockets'];
const KEPT_CONNECTIONS = 5;
/** Of what listens to one connection. */
const LISTENERS = 10;

/** Less than a leak that comes with every experiment, more than what chance loads later. @param {string} name @param {number} idle */
function slackOf(name, idle) {
  if (EXACT.includes(name)) return 0;
  if (CONNECTIONS.includes(name)) return KEPT_CONNECTIONS;
  const listeners = name === 'listeners of all emitters' ? KEPT_CONNECTIONS * LISTENERS : 0;
  return 10 + Math.floor(0.01 * idle) + listeners;
}

/** What is to hold after any soak, however short. @param {Soaked} soaked @returns {Law[]} */
export function lawsOf({waves, samples, late}) {
  return [
    ...returnLaws(
      waves.map(({idle}) => idle),
      slackOf,
    ),
    limitLaw('experiments that did not end in time', late, 0),
    limitLaw(
      'age of the Lease in seconds',
      Math.max(...samples.map((each) => each.leaseAgeSeconds)),
      OLDEST_LEASE_SECONDS,
    ),
  ];
}

/** What only many waves can tell. @param {Soaked} soaked @returns {Law[]} */
export function growthLawsOf({waves}) {
  const heaps = waves.map(({heapBytes}) => heapBytes);
  const residents = waves.map(({residentBytes}) => residentBytes);
  return [
    flatLaw('heap', 'the heap after it was cleared', heaps),
    flatLaw('resident', 'resident memory', residents),
  ];
}

/** @param {Results} results */
export function resultsText({command, machine, date, soaks, leaks}) {
  return [
    '# The controller, soaked',
    `Written by \`${command}\`. What is done and what it means: [docs/performance.md](../../docs/performance.md#soak).`,
    `${machine}; ${date}.`,
    ...soaks.flatMap(soakBlocks),
    ...(leaks.length > 0 ? leakBlocks(leaks) : []),
    '',
  ].join('\n\n');
}

/** @param {Soaked} soaked */
function soakBlocks(soaked) {
  const laws = [...growthLawsOf(soaked), ...lawsOf(soaked)];
  const broken = laws.filter(({holds}) => !holds).length;
  return [
    `## ${titleOf(soaked)}`,
    settingOf(soaked),
    broken === 0 ? `All ${laws.length} laws hold.` : `**${broken} of ${laws.length} laws are broken.**`,
    lawTable(laws),
    'What the controller held, while there were experiments and after each wave of them:',
    waveTable(soaked),
  ];
}

/** @param {Soaked} soaked */
function titleOf({plan, hours, seconds}) {
  const {server, speed} = plan;
  const where = `on the ${server} API server`;
  if (speed === undefined) return `${(seconds / 60).toFixed(1)} minutes, ${where}`;
  return `${hours.toFixed(2)} simulated hours in ${(seconds / 60).toFixed(1)} minutes, ${where}`;
}

/** @param {Soaked} soaked */
function settingOf({plan, waves, fates, cuts, samples, load, problemCount}) {
  const created = waves.reduce((sum, wave) => sum + wave.created, 0);
  const known = Object.entries(fates).map(([fate, count]) => `${fate}: ${count}`);
  return `${created} experiments in ${waves.length} waves, ${plan.slots} at a time with an interval of ${plan.intervalSeconds} s (${known.join(', ')}); an answer of the metric backend in seven was of no use; all connections were cut ${cuts} times; ${samples.length} readings of memory; ${problemCount} warnings in the log. Load of the machine before: ${load.before.toFixed(1)}, after: ${load.after.toFixed(1)}.`;
}

/** @param {readonly Law[]} laws */
function lawTable(laws) {
  const rows = laws.map(({what, measured, atMost, holds}) => [what, measured, atMost, holds ? '' : '**broken**']);
  return markdownTable([['law', 'measured', 'at most', ''], ...rows], {align: ['l', 'r', 'r', 'l']});
}

/** @param {Soaked} soaked */
function waveTable({waves, samples}) {
  const head = ['', 'experiments', 'heap MiB', 'resident MiB', 'file descriptors', 'sockets', 'timers', 'entries of maps', 'promises']; // prettier-ignore
  const rows = waves.map(({created, idle, heapBytes, residentBytes}, index) => [
    `after wave ${index + 1}`,
    created,
    mib(heapBytes),
    mib(residentBytes),
    ...[...SHOWN, 'entries of all maps', 'promises'].map((name) => idle[name] ?? '–'),
  ]);
  const most = (/** @type {(sample: Soaked['samples'][number]) => number} */ of) => Math.max(...samples.map(of));
  const busy = [
    'at most, while busy',
    '',
    mib(most(({heapBytes}) => heapBytes)),
    mib(most(({residentBytes}) => residentBytes)),
    ...SHOWN.map((name) => most(({counts}) => counts[name] ?? NaN)),
    '–',
    '–',
  ];
  const cells = [head, busy, ...rows].map((row) => row.map(String));
  return markdownTable(cells, {align: ['l', ...head.slice(1).map(() => 'r')]});
}

const SHOWN = ['file descriptors', 'sockets of the system', 'timers that are awaited'];

/** @param {number} bytes */
function mib(bytes) {
  return (bytes / MIB).toFixed(1);
}

/** @param {readonly Found[]} leaks */
function leakBlocks(leaks) {
  const rows = leaks.map(({kind, broken}) => [
    kind,
    broken.map(({what, measured, atMost}) => `${what}: ${measured}, at most ${atMost}`).join('; ') ||
      '**nothing**',
  ]);
  return [
    '## Leaks that were planted',
    'Short soaks of a controller that leaves something behind with every tenth request that it makes, so that the laws are seen to fail.',
    markdownTable([['it leaves', 'which breaks'], ...rows]),
  ];
}
