import {readFile, writeFile} from 'node:fs/promises';
import {terminalSvg} from './terminal-svg.js';

const SOURCE = 'test/fixtures/describe/canary-running.terminal-80';
const TARGET = 'docs/describe.svg';
const PROMPT = '$ kubectl get experiment canary-progressive -o yaml | iter8ctl describe -f -';

/** Draws the README's picture from what `describe` prints on a terminal; with `--check` only compares. */
async function main() {
  const lines = (await readFile(SOURCE, 'utf8')).trimEnd().split('\n');
  const svg = terminalSvg([PROMPT, ...lines], 80);
  if (!process.argv.includes('--check')) return writeFile(TARGET, svg);
  if ((await readFile(TARGET, 'utf8').catch(() => '')) === svg) return undefined;
  console.error(`${TARGET} is out of date: run npm run picture`);
  process.exitCode = 1;
}

await main();
