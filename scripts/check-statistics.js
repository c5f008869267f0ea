/**
 * Compares the distribution functions with those of R. With `--keep` some of R's answers become those that `npm test` compares
 * with, which then needs no R.
 *
 *   node scripts/check-statistics.js [--keep]
 */
import {spawnSync} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import {format, resolveConfig} from 'prettier';
import {importBundled} from '../bench/support/bundle.js';
import {inputs} from './check-statistics/inputs.js';

/** @typedef {import('../test/analysis/statistics/support/like-r.js').Case} Case */
/** @typedef {import('./check-statistics/inputs.js').Numbers} Numbers */
/** @typedef {typeof import('../test/analysis/statistics/support/like-r.js')} LikeR */

const LIKE_R = './test/analysis/statistics/support/like-r.js';
const KEPT = 'test/analysis/statistics/reference.json';
/** One of so many is kept. */
const THINNING = 5;
const MOST_DIFFERENCE = 1e-8;

/** The bound of the last of two looks, for the error x, of which power(time, b) is spent by the first look at the time a. */
const SECOND_BOUND = `
secondBound <- function(x, a, b) {
  first <- qnorm(x * a^b, lower.tail = FALSE)
  crossing <- function(bound) integrate(
    function(z) dnorm(z) * pnorm((bound - sqrt(a) * z) / sqrt(1 - a), lower.tail = FALSE),
    -Inf, first, rel.tol = 1e-12
  )$value
  uniroot(function(bound) crossing(bound) / (x - x * a^b) - 1, c(0, 6), tol = 1e-11)$root
}`;

async function main() {
  if (spawnSync('Rscript', ['--version']).error) {
    console.error('error: R is not installed\nhint: apt-get install --no-install-recommends r-base-core');
    process.exitCode = 2;
    return;
  }
  const {differenceOf} = /** @type {LikeR} */ (await importBundled(`export * from '${LIKE_R}'`));
  /** @type {Record<string, Case[]>} */
  const kept = {};
  for (const [expression, cases] of Object.entries(answers())) {
    report(expression, cases, differenceOf);
    kept[expression] = cases.filter((_, index) => index % THINNING === 0);
  }
  if (process.argv.includes('--keep')) await keep(kept);
}

/** @returns {Record<string, Case[]>} */
function answers() {
  const asked = Object.entries(inputs());
  const lines = ask(program(asked)).trim().split('\n').map(Number);
  return Object.fromEntries(
    asked.map(([expression, all]) => {
      const cases = lines.splice(0, all.length).map((answer, index) => ({of: all[index] ?? [0, 0, 0], answer}));
      return [expression, cases];
    }),
  );
}

/** @param {readonly [string, readonly Numbers[]][]} asked */
function program(asked) {
  const questions = asked.flatMap(([expression, all]) => [
    ...['x', 'a', 'b'].map((name, index) => `${name} <- c(${all.map((of) => of[index]).join(', ')})`),
    `writeLines(sprintf("%.17g", ${expression}))`,
  ]);
  return [SECOND_BOUND, ...questions].join('\n');
}

/** @param {string} text */
function ask(text) {
  const {stdout, stderr, status} = spawnSync('Rscript', ['-'], {input: text, encoding: 'utf8'});
  if (status !== 0) throw new Error(`R has failed: ${stderr}`);
  return stdout; // its warnings are about places of qbeta next to 1
}

/** @param {string} expression @param {readonly Case[]} cases @param {LikeR['differenceOf']} differenceOf */
function report(expression, cases, differenceOf) {
  const differences = cases.map((one) => differenceOf(expression, one));
  const largest = Math.max(...differences);
  const at = cases[differences.findIndex((one) => !(one < largest))]?.of.join(', ');
  console.log(`${expression.padEnd(36)}${String(cases.length).padStart(5)} ${largest.toExponential(1)} at ${at}`);
  if (!(largest <= MOST_DIFFERENCE)) process.exitCode = 1;
}

/** @param {Record<string, Case[]>} kept */
async function keep(kept) {
  const options = await resolveConfig(KEPT);
  await writeFile(KEPT, await format(JSON.stringify(kept), {...options, filepath: KEPT}));
}

await main();
