import {mkdir, readFile, rm} from 'node:fs/promises';
import {pathToFileURL} from 'node:url';
import {build} from 'esbuild';
import {parse} from 'yaml';
import {median, spread} from './measure.js';
import {currentLoad, isQuick, report} from './report.js';

const BUNDLE = 'node_modules/.cache/iter8ctl-bench-engine';
const EXPERIMENTS = isQuick() ? 10 : 60;
const WARM_UP = isQuick() ? 2 : 20;
const ITERATIONS = 12;

/**
 * @typedef {object} Engine
 * @property {typeof import('../src/engine/simulate/simulate.js').simulateExperiment} simulateExperiment
 * @property {typeof import('../src/engine/simulate/truth.js').parseTruth} parseTruth
 * @property {typeof import('../src/engine/experiment-resource.js').readExperimentResource} readExperimentResource
 * @property {typeof import('../src/engine/step/step.js').step} step
 */
/** @typedef {import('../src/experiment/json.js').JsonObject} JsonObject */
/** @typedef {'step' | 'iteration' | 'experiment'} Measured */

/**
 * What the engine costs by itself: one step, one iteration with all its steps and writes, one whole experiment in
 * simulated time. The experiment is that of the Helm tutorial.
 */
async function main() {
  const load = currentLoad();
  const engine = await loadEngine();
  const resource = {...parse(await readFile('samples/canary-progressive.yaml', 'utf8')), status: undefined};
  /** @type {Record<Measured, number[]>} */
  const times = {step: [], iteration: [], experiment: []};
  for (let run = 0; run < WARM_UP + EXPERIMENTS; run += 1) {
    const measured = await playOnce(engine, resource, `bench/${run}`);
    if (run < WARM_UP) continue;
    times.step.push(...measured.step);
    times.iteration.push(...measured.iteration);
    times.experiment.push(...measured.experiment);
  }
  const rows = await largestStatus(engine, resource);
  report({
    title: 'The engine by itself',
    setting: `${EXPERIMENTS} simulated experiments of ${ITERATIONS} iterations, after ${WARM_UP} to warm up, in microseconds`,
    load,
    columns: [
      {name: 'what'},
      {name: 'median', digits: 0},
      {name: 'spread', digits: 0},
      {name: 'times', digits: 0},
    ],
    rows: Object.entries({...times, ...rows}).map(([what, values]) => ({
      cells: [NAMES[what], median(values), spread(values), values.length],
    })),
  });
}

/** @type {Record<string, string>} */
const NAMES = {
  step: 'a step',
  iteration: 'an iteration, from count to count',
  experiment: 'an experiment, drawing its metrics included',
  fullStep: 'a step that writes, status at its largest',
};

/** @returns {Promise<Engine>} */
async function loadEngine() {
  await mkdir(BUNDLE, {recursive: true});
  const outfile = `${BUNDLE}/engine.mjs`;
  const contents = [
    "export {simulateExperiment} from './src/engine/simulate/simulate.js';",
    "export {parseTruth} from './src/engine/simulate/truth.js';",
    "export {readExperimentResource} from './src/engine/experiment-resource.js';",
    "export {step} from './src/engine/step/step.js';",
  ].join('\n');
  await build({
    stdin: {contents, resolveDir: process.cwd(), loader: 'ts'},
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(BUNDLE, {recursive: true, force: true});
  }
}

/**
 * Asks every question of a run once more with a clock beside it.
 *
 * @param {Engine} engine
 * @param {JsonObject} resource
 * @param {string} seed
 */
async function playOnce(engine, resource, seed) {
  /** @type {JsonObject[]} */
  const written = [];
  /** @type {number[]} */
  const counted = [];
  const begin = performance.now();
  const options = {resource, truths: [engine.parseTruth('candidate:latency=1.3±0.4')], seed, start: START};
  await engine.simulateExperiment({
    ...options,
    onWrite: (experiment) => {
      written.push(experiment.source);
      if (counted.length < experiment.status.completedIterations) counted.push(performance.now());
    },
  });
  const experiment = [micros(performance.now() - begin)];
  const iteration = counted.slice(1).map((at, index) => micros(at - (counted[index] ?? at)));
  return {step: written.map((source) => timeStep(engine, source)), iteration, experiment};
}

const START = new Date('2026-11-22T10:00:00Z');

/**
 * @param {Engine} engine
 * @param {JsonObject} source
 */
function timeStep({readExperimentResource, step}, source) {
  const experiment = readExperimentResource(source);
  /** @type {import('../src/engine/step/input.js').StepInput} */
  const input = {
    experiment,
    observations: {
      metrics: {kind: 'failed', reason: 'none'},
      weights: {kind: 'observed', weights: experiment.status.weights},
    },
    now: new Date('2026-11-22T11:00:00Z'),
    checkItem: () => undefined,
  };
  const begin = performance.now();
  step(input);
  return micros(performance.now() - begin);
}

/**
 * The decision of an iteration where history fills what it may: everything is measured and thinned again.
 *
 * @param {Engine} engine
 * @param {JsonObject} resource
 */
async function largestStatus(engine, resource) {
  const points = Array.from({length: 120}, (_, index) => ({
    at: '2026-11-22T10:00:00Z',
    value: `${index}123456789n`,
  }));
  const series = Array.from({length: 14}, (_, index) => ({
    metric: `iter8-system/metric-${index}`,
    version: 'current',
    points,
  }));
  const {experiment} = await engine.simulateExperiment({resource, truths: [], seed: 'full', start: START});
  const ended = /** @type {JsonObject} */ (experiment?.source);
  const status = /** @type {JsonObject} */ (ended.status);
  const running = {...status, stage: 'Running', completedIterations: 3, progress: {}, history: {series}};
  const source = {...ended, status: running};
  const values = Array.from({length: 200}, () => timeStep(engine, source));
  return {fullStep: values.slice(50)};
}

/** @param {number} milliseconds */
function micros(milliseconds) {
  return milliseconds * 1000;
}

await main();
