import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {median, spread} from './measure.js';
import {currentLoad, isQuick, report} from './report.js';
import {importBundled} from './support/bundle.js';
import {twoLooks} from './support/looks.js';

const RUN_MS = isQuick() ? 100 : 500;
const RUNS = isQuick() ? 3 : 7;
/** Versions and metrics; the last is far beyond what people write. */
const SITUATIONS = /** @type {const} */ ([[2, 1], [2, 10], [10, 10], [10, 100], [50, 200]]); // prettier-ignore
/** Looks that are timed, and of how many. */
const LOOKS = /** @type {const} */ ([[1, 50], [10, 50], [50, 50], [5, 10], [10, 10]]); // prettier-ignore
const LOOK_RUNS = isQuick() ? 20 : 300;
const MOST_MILLISECONDS = 1;
const SERIES = [1, 100, 10_000];
/** Of the time for one value, or for a kilobyte, where there are more: its own noise. */
const MOST_GROWTH = 1.15;

/** @typedef {import('./layout.js').Row} Row */
/** @typedef {typeof import('../src/analysis/analyse.js') & typeof import('../test/analysis/support/build-input.js')} Analysis */
/** @typedef {typeof import('../test/analysis/support/strength-input.js') & typeof import('../src/metrics/mock/random.js')} Looks */
/** @typedef {typeof import('../src/metrics/jq/plain-path.js')} PlainPath */

/** What an analysis and the evaluation of a jqExpression cost, and how many of them one processor does in a second. */
async function main() {
  const {analyse, buildInput, strengthInput, seededRandom} = /** @type {Analysis & Looks} */ (
    await importBundled(
      "export {analyse} from './src/analysis/analyse.js'; export {buildInput} from './test/analysis/support/build-input.js';" +
        "export {strengthInput} from './test/analysis/support/strength-input.js'; export {seededRandom} from './src/metrics/mock/random.js'",
    )
  );
  const random = seededRandom('looks');
  report(await analysisTable(({versions, metrics}) => {
    const input = buildInput(situation(versions, metrics));
    return () => analyse(input);
  })); // prettier-ignore
  report(
    lookTable((place) => {
      const {before, now} = twoLooks(strengthInput, place, random);
      if (before) analyse(before);
      return () => analyse(now);
    }),
  );
  report(await jqTable());
}

/** Each metric has an objective, and a value for each version. @param {number} versionCount @param {number} metricCount */
function situation(versionCount, metricCount) {
  const versions = Array.from({length: versionCount}, (_, index) => `v${index}`);
  const metrics = Array.from({length: metricCount}, (_, index) => `default/metric-${index}`);
  const byVersion = Object.fromEntries(versions.map((version, index) => [version, `${40 + (index % 15)}`]));
  return {
    versions,
    objectives: metrics.map((metric) => ({metric, upperLimit: 50})),
    weights: Object.fromEntries(versions.map((version, index) => [version, index === 0 ? 100 : 0])),
    values: Object.fromEntries(metrics.map((metric) => [metric, byVersion])),
  };
}

/**
 * @param {(size: {versions: number, metrics: number}) => () => unknown} prepare
 * @returns {Promise<import('./layout.js').Table>}
 */
async function analysisTable(prepare) {
  const load = currentLoad();
  const rows = [];
  let before = NaN;
  for (const [versions, metrics] of SITUATIONS) {
    const micros = await timesOf(prepare({versions, metrics}));
    const each = median(micros) / (versions * metrics);
    const what = `analysis of ${versions} versions × ${metrics} metrics: time for a value × that with fewer`;
    const goal = {what, value: each / before, atMost: MOST_GROWTH};
    const cells = [versions, metrics, median(micros), spread(micros), 1e6 / median(micros), each];
    rows.push({cells, goal: Number.isNaN(before) ? undefined : goal});
    before = each;
  }
  return {
    title: 'Analysis',
    setting: `Assessments, winner, weights and reasons to roll back of one iteration, an objective for each metric; CPU time, medians of ${RUNS} runs of ${RUN_MS} ms`,
    load,
    columns: [
      {name: 'versions', digits: 0}, {name: 'metrics', digits: 0}, {name: 'µs', digits: 1}, {name: 'spread', digits: 1}, {name: 'analyses/s', digits: 0}, {name: 'µs a value', digits: 2},
    ], // prettier-ignore
    rows,
  };
}

/**
 * @param {(place: {look: number, planned: number}) => () => unknown} prepare what is not timed: the look before
 * @returns {import('./layout.js').Table}
 */
function lookTable(prepare) {
  const load = currentLoad();
  const rows = LOOKS.map(([look, planned]) => {
    const times = Array.from({length: LOOK_RUNS}, () => millisecondsOf(prepare({look, planned})));
    const value = median(times);
    const what = `analysis of look ${look} of ${planned}, 10 metrics × 5 versions with proofs, in ms`;
    const goal = {what, value, atMost: MOST_MILLISECONDS};
    return {cells: [look, planned, Math.min(...times), value, spread(times)], goal};
  });
  return {
    title: 'Analysis with proofs',
    setting: `One look at 10 objectives of 5 versions with criteria.strength, each time at other data, where the look before was analysed already; medians of ${LOOK_RUNS} looks`,
    load,
    columns: [
      {name: 'look', digits: 0}, {name: 'of', digits: 0}, {name: 'quickest, ms', digits: 2}, {name: 'ms', digits: 2}, {name: 'spread', digits: 2},
    ], // prettier-ignore
    rows,
  };
}

/** @param {() => unknown} work */
function millisecondsOf(work) {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

/** @returns {Promise<import('./layout.js').Table>} */
async function jqTable() {
  const load = currentLoad();
  const {readPlainPath} = /** @type {PlainPath} */ (
    await importBundled("export {readPlainPath} from './src/metrics/jq/plain-path.js'")
  );
  const evaluate = await jqThread();
  const rows = [];
  for (const series of SERIES) {
    const json = answer(series);
    const plain = () => readPlainPath(json, '.data.result[0].value[1] | tonumber');
    const jq = () => evaluate.program(json, '[.data.result[].value[1] | tonumber] | add');
    rows.push(await jqRow('a plain path, without jq', json, plain));
    rows.push(await jqRow('jq, in its thread', json, jq));
  }
  await evaluate.close();
  return {
    title: 'jqExpression',
    setting: `On an answer of Prometheus with more and more series; CPU time of all threads, medians of ${RUNS} runs of ${RUN_MS} ms`,
    load,
    columns: [
      {name: 'way'}, {name: 'answer kB', digits: 1}, {name: 'µs', digits: 1}, {name: 'spread', digits: 1}, {name: 'evaluations/s', digits: 0},
    ], // prettier-ignore
    rows,
  };
}

/** @param {string} way @param {string} json @param {() => unknown} evaluate @returns {Promise<Row>} */
async function jqRow(way, json, evaluate) {
  const micros = await timesOf(evaluate);
  return {cells: [way, json.length / 1000, median(micros), spread(micros), 1e6 / median(micros)]};
}

/** @param {number} series */
function answer(series) {
  const result = Array.from({length: series}, (_, index) => ({
    metric: {pod: `pod-${index}`},
    value: [1_795_000_000, `${index}.5`],
  }));
  return JSON.stringify({status: 'success', data: {resultType: 'vector', result}});
}

/** The thread as the engine has it, which is started from the file of its source. */
async function jqThread() {
  const worker = pathToFileURL(join(import.meta.dirname, '../src/metrics/jq/worker.js')).href;
  const source = `export {JqThread} from './src/metrics/jq/thread.js'`;
  const {JqThread} = /** @type {typeof import('../src/metrics/jq/thread.js')} */ (
    await importBundled(source, {'./worker.js': worker})
  );
  const thread = new JqThread();
  return {
    /** @param {string} json @param {string} program */
    program: async (json, program) => {
      const result = await thread.evaluate(json, program);
      if (result.kind !== 'output') throw new Error(`jq: ${result.kind}`);
    },
    close: () => thread.close(),
  };
}

/** Microseconds of CPU time, of all threads, that it takes: several runs after one to warm up. @param {() => unknown} work */
async function timesOf(work) {
  const times = [];
  for (let run = 0; run <= RUNS; run += 1) {
    const micros = await timeOf(work);
    if (run > 0) times.push(micros);
  }
  return times;
}

/** @param {() => unknown} work */
async function timeOf(work) {
  const [begin, before] = [performance.now(), process.cpuUsage()];
  let count = 0;
  do {
    const result = work();
    if (result instanceof Promise) await result;
    count += 1;
  } while (performance.now() < begin + RUN_MS);
  const {user, system} = process.cpuUsage(before);
  return (user + system) / count;
}

await main();
