import {existsSync} from 'node:fs';
import type {Iter8Command} from './command.js';
import {isClosedPipe, reportError} from './report-error.js';
import {realDeps} from './runtime/real-deps.js';

/** Runs the command line; every ending, good or bad, leaves its exit code. */
export async function main(argv: string[], entry: string): Promise<void> {
  try {
    const found = findCommand(argv);
    if (found) await runDirectly(found);
    else await (await import('./oclif.js')).run(argv, entry);
  } catch (error) {
    process.exitCode = isClosedPipe(error) ? 0 : await reportError(error, realDeps());
  }
}

interface Found {
  readonly file: URL;
  readonly argv: string[];
}

/**
 * The built file of a command that is typed in full. oclif's own search, which also knows help, versions, aliases and
 * plugins, reads its whole configuration first and takes as long as a small command does.
 */
function findCommand(argv: string[]): Found | undefined {
  const end = argv.indexOf('--');
  const flags = end < 0 ? argv : argv.slice(0, end);
  if (flags.some((word) => word === '--help' || word === '-h')) return undefined;
  for (const length of [2, 1]) {
    const words = argv.slice(0, length);
    if (words.length < length || !words.every((word) => /^[a-z]+$/.test(word))) continue;
    const file = new URL(`./commands/${words.join('/')}.js`, import.meta.url);
    if (existsSync(file)) return {file, argv: argv.slice(length)};
  }
  return undefined;
}

async function runDirectly({file, argv}: Found): Promise<void> {
  const module = (await import(file.href)) as {default: typeof Iter8Command};
  await module.default.runDirectly(argv);
}
