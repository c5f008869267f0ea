import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {endAll, MARK} from '../../scripts/processes.js';
import {until} from '../cluster/support/until.js';
import {startProgram} from '../real/support/program.js';

const SCRIPT = join(import.meta.dirname, '../../scripts/beside.js');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'iter8ctl-beside-test-'));
});
afterEach(() => rm(folder, {recursive: true}));

const start = (...argv: string[]) =>
  startProgram(process.execPath, [SCRIPT, ...argv], {cwd: folder, env: {...process.env, TMPDIR: folder}});

const fileOf = async (name: string) => readFile(join(folder, name), 'utf8');

/** One that has ended may wait for its parent to hear of it. */
async function isRunning(pid: string): Promise<boolean> {
  const status = await readFile(`/proc/${pid.trim()}/status`, 'utf8').catch(() => 'State: Z');
  return !/^State:\s+Z/m.test(status);
}

describe('commands beside each other', () => {
  it('print all that they say, whole, each after its end', async () => {
    // Each goes on only when the other has begun.
    const meet = (mine: string, other: string) =>
      `echo ${mine} begins; touch ${mine}; until [ -e ${other} ]; do sleep 0.02; done; echo ${mine} ends >&2`;
    const {out, exitCode} = await start(meet('one', 'two'), meet('two', 'one')).ended;
    expect(exitCode).toBe(0);
    for (const name of ['one', 'two'])
      expect(out).toMatch(new RegExp(`: took \\d+ s\n${name} begins\n${name} ends\n`));
  });

  it('are done as many at once as is asked, in the order given', async () => {
    const {out} = await start('--at-once', '1', 'cat x || touch x', 'cat x && echo later').ended;
    expect(out.replaceAll(/\d+ s\n/g, '0 s\n')).toContain(
      'took 0 s\ncat: x: No such file or directory\n\n== cat x && echo later: took 0 s\nlater\n',
    );
  });

  it('end with the first that fails, which is named and gives the exit code', async () => {
    const {out, exitCode} = await start(
      'echo so far; echo $$ >pid; exec sleep 60',
      'until [ -s pid ]; do sleep 0.02; done; exit 3',
    ).ended;
    expect(exitCode).toBe(3);
    expect(out).toMatch(/exit 3: FAILED with 3 after \d+ s\n/);
    expect(out).toMatch(/sleep 60: stopped after \d+ s\nso far\n/);
    expect(out).toMatch(/\nerror: .*exit 3 failed with 3; what it printed stands above\n$/);
    expect(await isRunning(await fileOf('pid'))).toBe(false);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'leave nothing behind at %s: no child, none without its parent, none with an environment of its own',
    async (signal, code) => {
      const left = ['(setsid sleep 60 & echo $! >orphan)', 'env -i sleep 60 & echo $! >bare', 'wait'].join('; ');
      const running = start(left, 'sleep 60 & echo $! >child; wait');
      const pids = async () => Promise.all(['orphan', 'bare', 'child'].map(fileOf)).catch(() => ['']);
      await until(async () => !(await pids()).includes(''), 'all have begun');
      running.child.kill(signal);
      expect((await running.ended).exitCode).toBe(code);
      expect(await Promise.all((await pids()).map(isRunning))).toEqual([false, false, false]);
      expect((await readdir(folder)).sort()).toEqual(['bare', 'child', 'orphan']);
    },
  );

  it('are killed when they do not end by themselves', async () => {
    const mark = `test-${process.pid}`;
    const stubborn = 'trap "" TERM; touch begun; while :; do sleep 0.02; done';
    const running = startProgram('bash', ['-c', stubborn], {cwd: folder, env: {...process.env, [MARK]: mark}});
    await until(async () => (await readdir(folder)).includes('begun'), 'it has begun');
    await endAll(mark, 100);
    await running.ended;
    expect(running.child.signalCode).toBe('SIGKILL');
  });
});
