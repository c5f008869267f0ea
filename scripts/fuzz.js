import {createHash} from 'node:crypto';
import {mkdir, readdir, rm, writeFile} from 'node:fs/promises';
import {cpus} from 'node:os';
import {resolve} from 'node:path';
import {clearInterval, setInterval} from 'node:timers';
import {parseArgs} from 'node:util';
import {Worker} from 'node:worker_threads';
import {build} from 'esbuild';
import {format, resolveConfig} from 'prettier';

/**
 * @typedef {{kind: 'batch', target: string, seed: number}} BatchMessage
 * @typedef {{kind: 'finding', target: string, seed: number, input: string, error: string}} FindingMessage
 * @typedef {import('../test/fuzz/campaign.js').Tally} Tally
 * @typedef {{kind: 'end', tallies: Tally[], names: string[]}} EndMessage
 * @typedef {{seconds: number, seed: number, target: string | undefined}} Options
 */

const USAGE = 'npm run fuzz -- [--seconds N] [--target NAME] [--seed N] [--report]';
const CORPUS = 'test/fuzz/corpus';
const RESULTS = 'test/fuzz/RESULTS.md';
/** An input that takes longer has no end, as far as anybody can wait. */
const LONGEST_INPUT_MS = 30_000;

/** Feeds all targets with inputs of any kind for as long as is asked, and keeps what fails. */
async function main() {
  const {values} = parseArgs({
    options: {
      seconds: {type: 'string'},
      target: {type: 'string'},
      seed: {type: 'string'},
      report: {type: 'boolean'},
    },
  });
  const options = {
    seconds: wholeNumber(values.seconds ?? '60'),
    seed: wholeNumber(values.seed ?? String(Date.now() % 1_000_000_000)),
    target: values.target,
  };
  console.log(`seed ${options.seed}, ${options.seconds} s`);
  const folder = resolve(`node_modules/.cache/iter8ctl-fuzz-${process.pid}`);
  try {
    const {tallies, findings} = await runInThread(await bundleWorker(folder), options);
    const report = reportOf(options, tallies, findings);
    console.log(report);
    if (values.report) await writeFormatted(RESULTS, report + (await corpusList()));
    if (findings.length > 0) process.exitCode = 1;
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

/** @param {string} text */
function wholeNumber(text) {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`${text} is no whole number; ${USAGE}`);
}

/** @param {string} folder */
async function bundleWorker(folder) {
  await build({
    entryPoints: ['test/fuzz/worker.ts'],
    outdir: folder,
    outExtension: {'.js': '.mjs'},
    bundle: true,
    splitting: true, // the thread of jq is a file of its own
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'error',
  });
  return `${folder}/worker.mjs`;
}

/**
 * In a thread, since only there an input that never ends can be ended.
 *
 * @param {string} file
 * @param {Options} options
 * @returns {Promise<{tallies: Tally[], findings: FindingMessage[]}>}
 */
async function runInThread(file, options) {
  const beat = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(file, {workerData: {...options, beat}, execArgv: ['--enable-source-maps']});
  /** @type {FindingMessage[]} */
  const findings = [];
  /** @type {BatchMessage | undefined} */
  let batch;
  const watch = watchBeat(beat, () => {
    worker.emit(
      'error',
      new Error(`no end of an input of ${batch?.target} in the batch with --seed ${batch?.seed}`),
    );
  });
  try {
    return await new Promise((settle, fail) => {
      worker.on('error', fail);
      worker.on('exit', (code) => fail(new Error(`the thread ended with ${code} in ${JSON.stringify(batch)}`)));
      worker.on('message', (/** @type {BatchMessage | FindingMessage | EndMessage} */ message) => {
        if (message.kind === 'batch') batch = message;
        else if (message.kind === 'finding') (findings.push(message), void keep(message));
        else if (options.target !== undefined && !message.names.includes(options.target))
          fail(new Error(`no target ${options.target}; there are ${message.names.join(', ')}`));
        else settle({tallies: message.tallies, findings});
      });
    });
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
}

/** @param {Int32Array} beat @param {() => void} onSilence */
function watchBeat(beat, onSilence) {
  let [last, sinceMs] = [-1, performance.now()];
  return setInterval(() => {
    const count = Atomics.load(beat, 0);
    if (count !== last) [last, sinceMs] = [count, performance.now()];
    else if (performance.now() - sinceMs > LONGEST_INPUT_MS) onSilence();
  }, 1000);
}

/** In the corpus, from where `npm test` takes it from now on. @param {FindingMessage} finding */
async function keep({target, seed, input, error}) {
  const name = createHash('sha256').update(input).digest('hex').slice(0, 12);
  console.log(
    `\n${target}, seed ${seed}, kept as ${CORPUS}/${target}/${name}.json\n${error}\n${input.slice(0, 2000)}`,
  );
  await mkdir(`${CORPUS}/${target}`, {recursive: true});
  await writeFormatted(`${CORPUS}/${target}/${name}.json`, input);
}

/** As lint wants it. @param {string} file @param {string} text */
async function writeFormatted(file, text) {
  await writeFile(file, await format(text, {...(await resolveConfig(file)), filepath: file}));
}

/** What has ever been found. */
async function corpusList() {
  const entries = await readdir(CORPUS, {recursive: true});
  const files = entries.filter((entry) => entry.endsWith('.json')).sort();
  const items = files.map((file) => `- \`${file.slice(0, -'.json'.length)}\``);
  return ['\nFound so far, in all runs; `npm test` takes each of these inputs again:\n', ...items, ''].join('\n');
}

/**
 * @param {Options} options
 * @param {readonly Tally[]} tallies
 * @param {readonly FindingMessage[]} findings
 */
function reportOf({seconds, seed}, tallies, findings) {
  const total = tallies.reduce((sum, {executions}) => sum + executions, 0);
  const rows = tallies.map(({target, executions, seconds: took, slowestMs, findings: found}) => {
    return `| ${target} | ${executions.toLocaleString('en')} | ${took.toFixed(1)} | ${slowestMs.toFixed(0)} | ${found} |`;
  });
  return [
    '# Fuzzing: what was run',
    '',
    `${total.toLocaleString('en')} executions in ${seconds} s, first seed ${seed}, ${findings.length} findings.`,
    `Made by \`npm run fuzz -- --seconds ${seconds} --seed ${seed} --report\``,
    `on node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model.trim()}.`,
    '',
    '| Target | Executions | Seconds | Slowest input, ms | Findings |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
  ].join('\n');
}

await main();
