import {execFileSync} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import {terminalSvg} from './terminal-svg.js';

const TARGET = 'docs/watch.svg';
const [COLUMNS, ROWS] = [100, 20];
const WANTED = /iteration 6 of 8/;
const LONGEST_MS = 60_000;
const SERVER = `iter8ctl-picture-${process.pid}`;

/** Draws the screen of the demo for the README as it stands on a real terminal, that of tmux. */
async function main() {
  const program = `env -u CI -u NO_COLOR LANG=C.UTF-8 ${process.execPath} bin/run.js demo`;
  const size = ['-x', String(COLUMNS), '-y', String(ROWS)];
  tmux('-f', '/dev/null', 'new-session', '-d', '-s', 'picture', ...size, program);
  try {
    await shown(WANTED);
    const lines = tmux('capture-pane', '-p', '-e', '-t', 'picture').trimEnd().split('\n');
    await writeFile(TARGET, terminalSvg(lines, COLUMNS));
  } finally {
    tmux('send-keys', '-t', 'picture', 'q');
    tmux('kill-server');
  }
}

/** @param {RegExp} pattern */
async function shown(pattern) {
  for (const end = performance.now() + LONGEST_MS; performance.now() < end; await sleep(50)) {
    if (pattern.test(tmux('capture-pane', '-p', '-t', 'picture'))) return;
  }
  throw new Error(`the demo never shows ${pattern.source}`);
}

/** @param {string[]} argv */
function tmux(...argv) {
  return execFileSync('tmux', ['-L', SERVER, ...argv], {
    encoding: 'utf8',
    env: {...process.env, LC_ALL: 'C.UTF-8'},
  });
}

await main();
