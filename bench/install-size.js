import {execFileSync} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {currentLoad, report} from './report.js';

const GOAL = {packedMB: 5, dependencies: 12};

/** What the package weighs as it is published, and how many packages come with it where it is installed. */
async function main() {
  const load = currentLoad();
  const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-bench-'));
  try {
    const [packed] = JSON.parse(npm('pack', '--json', '--ignore-scripts', '--pack-destination', folder));
    const {dependencies = {}} = JSON.parse(await readFile('package.json', 'utf8'));
    const installed = await install(folder, join(folder, packed.filename));
    report(sizeTable(load, {...packed, ...installed, dependencies: Object.keys(dependencies).length}));
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

/** @param {string} folder @param {string} tarball */
async function install(folder, tarball) {
  await writeFile(join(folder, 'package.json'), '{}');
  const begin = performance.now();
  npm('install', '--prefix', folder, '--no-audit', '--no-fund', tarball);
  const seconds = (performance.now() - begin) / 1000;
  const [, ...packages] = npm('ls', '--prefix', folder, '--all', '--parseable').trim().split('\n');
  return {seconds, packages: packages.length};
}

/** @param {string[]} argv */
function npm(...argv) {
  return String(execFileSync('npm', argv, {stdio: ['ignore', 'pipe', 'ignore']}));
}

/**
 * @param {number} load
 * @param {{size: number, unpackedSize: number, entryCount: number, seconds: number, packages: number, dependencies: number}} measured
 * @returns {import('./layout.js').Table}
 */
function sizeTable(load, {size, unpackedSize, entryCount, seconds, packages, dependencies}) {
  const packedMB = size / 1e6;
  return {
    title: 'The installed package',
    setting:
      'As `npm pack` makes it from what was built, and as `npm install` puts it into an empty folder; installed once',
    load,
    columns: [{name: 'what'}, {name: 'value', digits: 1}, {name: 'unit'}],
    rows: [
      {
        cells: ['packed', packedMB, 'MB'],
        goal: {what: 'published package', value: packedMB, atMost: GOAL.packedMB, unit: 'MB'},
      },
      {cells: ['unpacked', unpackedSize / 1e6, 'MB']},
      {cells: ['files', String(entryCount), '']},
      {
        cells: ['run-time dependencies', String(dependencies), 'packages'],
        goal: {what: 'direct run-time dependencies', value: dependencies, atMost: GOAL.dependencies},
      },
      {cells: ['installed, itself included', String(packages), 'packages']},
      {cells: ['installed in', seconds, 's']},
    ],
  };
}

await main();
