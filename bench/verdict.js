import {execFileSync} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import {parseArgs} from 'node:util';
import {format, resolveConfig} from 'prettier';
import {machine} from './measure.js';
import {curveOf, fullGrid, settingText, smallGrid} from './verdict/grid.js';
import {findingsOf, intervals} from './verdict/laws.js';
import {newTallies, RULES} from './verdict/play.js';
import {Pool} from './verdict/pool.js';
import {loadStatistics} from './verdict/statistics.js';
import {curvesMarkdown, lawsMarkdown} from './verdict/tables.js';

/** @typedef {import('./verdict/grid.js').Setting} Setting */
/** @typedef {import('./verdict/grid.js').Point} Point */
/** @typedef {import('./verdict/laws.js').Played} Played */
/** @typedef {import('./verdict/laws.js').PowerPlayed} PowerPlayed */
/** @typedef {import('./verdict/laws.js').Result} Result */
/** @typedef {{pool: Pool, runs: number, seed: string}} Means */

const REPORT = 'bench/VERDICTS.md';
/** Of the full grid, without the curves of its 192 cells, which are too long to read. */
const FULL_REPORT = 'bench/VERDICTS-FULL.md';
/** Runs of one task, so that all threads end at about the same time. */
const CHUNK = 2500;

/**
 * How often the rules of ours and of others are wrong, how often they find what there is to find, and how soon; measured on
 * looks that are drawn by chance from a known truth. Ends with 1 when a promise of ours is broken. `--only WORDS` plays the
 * cells whose name has these in it, `--curves` prints what all rules do, too.
 */
async function main() {
  const {values} = parseArgs({options: {
    full: {type: 'boolean', default: false}, report: {type: 'boolean', default: false}, runs: {type: 'string', default: '20000'}, seed: {type: 'string', default: 'verdict'}, only: {type: 'string', default: ''}, curves: {type: 'boolean', default: false},
  }}); // prettier-ignore
  const [begin, runs] = [performance.now(), Number(values.runs)];
  const {betaQuantile} = await loadStatistics();
  const interval = intervals(betaQuantile);
  const cells = (values.full ? fullGrid() : smallGrid()).filter((setting) =>
    settingText(setting).includes(values.only),
  );
  const results = await playAll(cells, {runs, seed: values.seed});
  const findings = results.flatMap((result) => findingsOf(result, interval));
  const minutes = (performance.now() - begin) / 60_000;
  const markdown = [
    '# Verdicts',
    madeText({minutes, runs, seed: values.seed, cells: results}),
    MEANING,
    '## What is promised',
    lawsMarkdown(findings),
  ].join('\n\n');
  const curves = ['## Curves', ...results.map((result) => curvesMarkdown(result, interval))].join('\n\n');
  const whole = `${markdown}\n\n${curves}`;
  if (values.report) await (values.full ? write(FULL_REPORT, markdown) : write(REPORT, whole));
  console.log(values.curves ? whole : markdown);
  process.exitCode = findings.some(({isRequired, isKept}) => isRequired && !isKept) ? 1 : 0;
}

const MEANING = `Truths are multiples of the limit (1 % errors, or a mean of 100 ms), shares have their 99 % interval, looks are the mean number until a rule has decided or the run is over. A promise counts as broken when the whole interval is on the wrong side of its number. With 10 metrics, "others fine" has one metric at that truth and nine at a fifth of their limits; else all are alike. The rules of others are written from their public documentation, cited in \`bench/verdict/others.js\`; Kayenta's compares with a baseline at the limit, and one test at the end is the yardstick: it looks once, takes requests to be independent, is exact for error rates, and for means set by 20,000 runs at the limit, so that it keeps its error.`;

/** @param {readonly Setting[]} settings @param {Omit<Means, 'pool'>} how @returns {Promise<Result[]>} */
async function playAll(settings, how) {
  const pool = new Pool();
  try {
    return await Promise.all(settings.map((setting) => playSetting(setting, {pool, ...how})));
  } finally {
    await pool.close();
  }
}

/** @param {Setting} setting @param {Means} means @returns {Promise<Result>} */
async function playSetting(setting, means) {
  const powers = setting.dependence === 'independent' ? playPowers(setting, means) : [];
  const curve = Promise.all(curveOf(setting).map((point) => playPoint(setting, point, means)));
  const result = {setting, curve: await curve, powers: await powers};
  console.error(`played: ${settingText(setting)}`);
  return result;
}

/** @param {Setting} setting @param {Means} means @returns {Promise<PowerPlayed[]>} */
async function playPowers(setting, means) {
  const {pool, seed} = means;
  const ends = /** @type {const} */ (['promoted', 'stopped']).map(async (end) => {
    const point = await pool.pointOfPower({kind: 'pointOfPower', setting, end, seed: `${seed}/${end}`});
    return point ? [{end, played: await playPoint(setting, point, means)}] : [];
  });
  return (await Promise.all(ends)).flat();
}

/** @param {Setting} setting @param {Point} point @param {Means} means @returns {Promise<Played>} */
async function playPoint(setting, point, {pool, runs, seed}) {
  const chunks = Array.from({length: Math.ceil(runs / CHUNK)}, (_, index) => {
    const own = `${seed}/${settingText(setting)}/${point.truth}/${point.others}/${index}`;
    return pool.play({kind: 'play', setting, point, runs: Math.min(CHUNK, runs - index * CHUNK), seed: own});
  });
  const tallies = newTallies();
  for (const chunk of await Promise.all(chunks)) {
    for (const rule of RULES) {
      tallies[rule].promoted += chunk[rule].promoted;
      tallies[rule].stopped += chunk[rule].stopped;
      tallies[rule].looks += chunk[rule].looks;
    }
  }
  return {point, runs, tallies};
}

/** @param {{minutes: number, runs: number, seed: string, cells: readonly Result[]}} made */
function madeText({minutes, runs, seed, cells}) {
  const command = ['npm run bench:verdict --', ...process.argv.slice(2)].join(' ');
  const version = String(execFileSync('git', ['describe', '--always', '--dirty'])).trim();
  const size = `${cells.length} cells of ${cells[0]?.curve.length} or more truths, ${runs.toLocaleString('en-US')} runs each`;
  const {user, system} = process.cpuUsage();
  const cpu = ((user + system) / 60e6).toFixed(1);
  const date = new Date().toISOString().slice(0, 16).replace('T', ' at ');
  return `Made by \`${command}\` on ${date} UTC in ${minutes.toFixed(1)} minutes, of which processors worked ${cpu}: ${size}, seed \`${seed}\`. iter8ctl ${version}; ${machine()}.`;
}

/** @param {string} path @param {string} markdown */
async function write(path, markdown) {
  await writeFile(path, await format(markdown, {...(await resolveConfig(path)), parser: 'markdown'}));
}

await main();
