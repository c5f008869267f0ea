import {execFile} from 'node:child_process';
import {join} from 'node:path';
import {setTimeout} from 'node:timers/promises';
import {promisify} from 'node:util';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {type Running, startIter8ctl} from './support/program.js';
import {RealTerminal, type TerminalOptions} from './support/terminal.js';

const run = promisify(execFile);
const BIN = join(import.meta.dirname, '../../bin/run.js');

const terminals: RealTerminal[] = [];
afterEach(() => Promise.all(terminals.splice(0).map((terminal) => terminal.close())));

async function opened(argv: readonly string[], options: TerminalOptions): Promise<RealTerminal> {
  const terminal = await RealTerminal.open(argv, options);
  terminals.push(terminal);
  return terminal;
}

describe('the demo on a terminal', () => {
  it('is shown on the whole screen, hears keys, follows its size, and leaves its end there', async () => {
    const terminal = await opened(['demo'], {columns: 120, rows: 40});
    const first = await terminal.shows(/Running {2}iteration [1-8] of 8/);
    expect(first).toMatch(/^default\/canary-progressive {2}target default\/sample-app/);
    expect(first).toMatch(/current +set [█░]+ +\d+ % +observed [█░]+ +\d+ %/);
    expect(first.split('\n')[39]).toContain('q quit');
    expect(await terminal.isTakenOver()).toBe(true);
    await terminal.shows(/✓ satisfied/);
    expect(await terminal.colouredScreen()).toContain('\u001b[32m✓ satisfied');

    await terminal.press('Down', 'Enter');
    expect(await terminal.shows(/Metric of canary-progressive/)).toMatch(
      /^95th-percentile-tail-latency {2}<= 400 ms$/m,
    );
    await terminal.press('Escape');
    await terminal.shows(/q quit/);
    await terminal.press('y');
    await terminal.shows(/^kind: Experiment$/m);
    await terminal.press('Escape');
    await terminal.shows(/› 95th-percentile/);

    await terminal.resize(50, 20);
    const small = await terminal.shows(/^default\/canary-progressive[^]*q quit.*\n$/);
    expect(small.split('\n').findIndex((line) => line.includes('q quit'))).toBe(19);

    await terminal.shows(/ended with 0/, 120_000);
    expect(await terminal.scrolledScreen()).toMatch(
      /^default\/canary-progressive.*\nCompleted {2}iteration 8 of 8/m,
    );
    expect(await terminal.isTakenOver()).toBe(false);
  }, 200_000);

  it('gives the terminal back at Ctrl-C, and ends with 130', async () => {
    const terminal = await opened(['demo'], {columns: 80, rows: 60});
    await terminal.shows(/Running {2}iteration/);
    await terminal.press('C-c');
    const end = await terminal.shows(/ended with 130/);
    expect(end).toContain('error: interrupted');
    expect(await terminal.isTakenOver()).toBe(false);
  });
});

describe('experiments of a sandbox on a terminal', () => {
  let sandbox: Running;
  let env: Record<string, string>;
  beforeEach(async () => {
    sandbox = startIter8ctl(['sandbox']);
    const [, kubeconfig = ''] = await sandbox.printed(/KUBECONFIG=(\S+)/);
    env = {KUBECONFIG: kubeconfig};
  });
  afterEach(async () => {
    sandbox.child.kill('SIGTERM');
    await sandbox.ended;
  });

  const iter8ctl = (...argv: string[]) => run(process.execPath, [BIN, ...argv], {env: {...process.env, ...env}});
  const create = (name: string, interval: string) =>
    iter8ctl(
      'create',
      'experiment',
      name,
      '--from',
      'ksvc/hello',
      '--objective',
      'mean-latency<=50',
      '--interval',
      interval,
    );

  /** Only then it has the target, whichever others come. */
  async function running(name: string): Promise<void> {
    for (let stage = ''; stage !== 'Running'; await setTimeout(50)) {
      const {stdout} = await iter8ctl('get', 'experiments', name, '-o', 'json', '--jq', '.status.stage // ""');
      stage = stdout.trim().replaceAll('"', '');
    }
  }

  it('are picked from a list, paused and aborted; and the connection is seen to be lost', async () => {
    await create('first', '2s');
    await running('first');
    await setTimeout(1100); // what is newer is newer by whole seconds
    await create('second', '2s');
    const terminal = await opened(['watch', '--exit-status'], {columns: 60, rows: 24, env});
    await terminal.shows(/Experiments {2}2/);
    await create('third', '2s');
    await terminal.shows(/Experiments {2}3/);
    await terminal.press('End', 'Enter');
    await terminal.shows(/^default\/first .*\nRunning /);
    await terminal.press('p', 'y');
    await terminal.shows(/Running, paused/);
    await terminal.press('a', 'y');
    await terminal.shows(/ended with \d/);

    const other = await opened(['watch', 'second'], {columns: 60, rows: 24, env});
    await other.shows(/q quit/);
    sandbox.child.kill('SIGTERM');
    await other.shows(/connection lost \d+s ago/);
    await other.press('q');
    await other.shows(/ended with 130/);
  });

  it('are shown in ASCII on a console that has nothing else', async () => {
    await create('first', '2s');
    const terminal = await opened(['watch', 'first'], {columns: 40, rows: 12, env: {...env, TERM: 'linux'}});
    const screen = await terminal.shows(/q quit/);
    expect(screen).toMatch(/^[\x20-\x7e\n]*$/);
  });
});
