import {FAULTS} from './support/fault-words.js';

/** @typedef {import('./support/play.js').Played} Played */
/** @typedef {{machine: string, seconds: number, processes: number, first: number, runs: number}} Circumstances */

const INVARIANTS = [
  'the verdict is what the versions deserve; or there is none, or a failure, and a reason stands in the status',
  'the weights of every router sum to 100 at every write that the API server stored',
  'no version gets more than its 5 percent of exploration before a value of it has arrived, nor if it is bad or unknown',
  'each task of the finish action runs once, and after a failure none of them twice',
  'iterations are counted one by one; a run that did not fail or roll back has all of them',
  'in the end all traffic is with the recommended version, unless the experiment failed',
  'two experiments never have the same target at the same time',
  'every experiment ends after the faults',
  'every watch shows the present, and that it is connected, within 5 s after the faults (a connection that is silent has until its deadline besides), as its user would wait',
];

/** @param {readonly Played[]} all @param {Circumstances} circumstances */
export function resultsText(all, {machine, seconds, processes, first, runs}) {
  const broken = all.filter(({violations}) => violations.length > 0);
  const outcomes = count(all.flatMap((played) => played.outcomes));
  const faults = sum(all.map((played) => played.faults));
  const experiments = all.flatMap((played) => played.outcomes).length;
  const total = Object.values(faults).reduce((one, other) => one + other, 0);
  return `# Whole experiments under faults

Written by \`npm run test:faults -- --first ${first} --runs ${runs} --processes ${processes}\`; \`npm run test:faults -- --seed N\` plays one of them
again. What a run is, and what it is not: [docs/engine.md](../../docs/engine.md#tried-under-faults).

${machine}; ${Math.round(seconds)} s.

${all.length} of ${runs} runs (seeds ${first} to ${first + runs - 1}) with ${experiments} experiments and ${total} faults: **${broken.length === 0 ? 'no invariant was broken' : `${broken.length} runs broke an invariant`}**.

## Invariants

${INVARIANTS.map((text) => `- ${text}`).join('\n')}

${broken.map(({seed, violations}) => `- seed ${seed}: ${violations.join('; ')}`).join('\n')}

## What came out

${table(['outcome', 'experiments'], Object.entries(outcomes))}

${table(
  ['after the faults', 'median', '99 %', 'longest'],
  [
    ['until a watch showed the present', ...spread(all.map(({stalenessMs}) => stalenessMs / 1000))],
    ['until all experiments had ended, on their clock', ...spread(all.map((played) => played.recoverySeconds))],
  ],
)}

Watches that gave up and said why: ${all.reduce((total, {watchesEnded}) => total + watchesEnded, 0)}.

## Faults

${table(['fault', 'times', 'what it is'], faultRows(faults))}
`.replace(/\n{3,}/g, '\n\n');
}

/** @param {Readonly<Record<string, number>>} faults */
function faultRows(faults) {
  return Object.entries(FAULTS).map(([kind, words]) => [kind, faults[kind] ?? 0, words]);
}

/** @param {readonly string[]} words @returns {Record<string, number>} */
function count(words) {
  return sum(words.map((word) => ({[word]: 1})));
}

/** @param {readonly Readonly<Partial<Record<string, number>>>[]} counts */
function sum(counts) {
  /** @type {Record<string, number>} */
  const totals = {};
  for (const [key, value] of counts.flatMap((each) => Object.entries(each)))
    totals[key] = (totals[key] ?? 0) + (value ?? 0);
  return totals;
}

/** Median, 99th percentile and largest. @param {readonly number[]} seconds */
function spread(seconds) {
  const sorted = [...seconds].sort((one, other) => one - other);
  return [0.5, 0.99, 1].map((share) => `${(sorted[Math.ceil(share * sorted.length) - 1] ?? NaN).toFixed(1)} s`);
}

/** @param {readonly string[]} head @param {readonly (readonly (string | number)[])[]} rows */
function table(head, rows) {
  const line = (/** @type {readonly (string | number)[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
