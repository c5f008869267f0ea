import {spawnSync} from 'node:child_process';
import {readFile, writeFile} from 'node:fs/promises';

const TARGET = 'docs/commands.md';

/** Writes down what `--help` prints, for all commands; with `--check` only compares. */
async function main() {
  const {commands} = JSON.parse(await readFile('oclif.manifest.json', 'utf8'));
  const ids = Object.keys(commands)
    .filter((id) => !commands[id].hidden)
    .sort();
  const sections = ids.map(
    (id) => `## ${id.replaceAll(':', ' ')}\n\n\`\`\`text\n${help(id.split(':'))}\n\`\`\`\n`,
  );
  const text = ['# Commands\n\nWhat `--help` prints; written by `npm run manifest`.\n', ...sections].join('\n');
  if (!process.argv.includes('--check')) return writeFile(TARGET, text);
  if ((await readFile(TARGET, 'utf8').catch(() => '')) === text) return undefined;
  console.error(`${TARGET} is out of date: run npm run manifest`);
  process.exitCode = 1;
}

/** @param {string[]} words */
function help(words) {
  const env = {...process.env, COLUMNS: '100', NO_COLOR: '1'};
  const {stdout, status} = spawnSync(process.execPath, ['bin/run.js', ...words, '--help'], {
    encoding: 'utf8',
    env,
  });
  if (status !== 0) throw new Error(`${words.join(' ')} --help exited with ${status}`);
  return stdout
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

await main();
