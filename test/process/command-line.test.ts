import {spawn, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {fixture, fixturePath} from '../support/golden.js';

const ROOT = join(import.meta.dirname, '../..');
const BIN = join(ROOT, 'bin/run.js');

/** The built command as a process of its own. */
function iter8ctl(argv: string[], options: {input?: string | Buffer; env?: Record<string, string>} = {}) {
  const {stdout, stderr, status} = spawnSync(process.execPath, [BIN, ...argv], {
    input: options.input ?? '',
    env: {PATH: process.env.PATH, HOME: '/nonexistent', ...options.env},
    encoding: 'utf8',
  });
  return {out: stdout, err: stderr, exitCode: status};
}

describe('the built command', () => {
  it('describes what is piped in, byte for byte as the tutorial prints it', () => {
    const {out, err, exitCode} = iter8ctl(['describe', '-f', '-'], {input: fixture('canary-running.yaml')});
    expect([out, err, exitCode]).toEqual([fixture('describe/canary-running.text'), '', 0]);
  });

  it('works as a kubectl plugin, by the name that kubectl looks for', () => {
    const plugin = join(mkdtempSync(join(tmpdir(), 'iter8ctl-')), 'kubectl-iter8');
    symlinkSync(BIN, plugin);
    const {stdout} = spawnSync(plugin, ['get', 'experiments', '-f', fixturePath('canary-running.yaml')], {
      encoding: 'utf8',
    });
    expect(stdout).toMatch(/^NAME +TYPE +TARGET/);
  });

  it.each([
    ['an unknown command', ['nosuch'], 2, 'error: no such command: nosuch\n'],
    ['an unknown subcommand', ['get', 'nosuch'], 2, 'error: no such command: get nosuch\n'],
    ['an unknown flag', ['describe', '--nosuch'], 2, 'error: nonexistent flag: --nosuch\n'],
    ['an unknown format', ['describe', '-f', '-', '-o', 'xml'], 2, 'error: expected --output=xml to be one of: '],
    ['no file and no cluster', ['describe'], 2, 'error: no cluster to talk to: there is no kubeconfig at '],
    ['empty stdin', ['describe', '-f', '-'], 2, 'error: stdin is empty\nhint: '],
    ['a missing file', ['describe', '-f', '/nosuch/file'], 5, 'error: no such file: /nosuch/file\n'],
    ['a folder', ['describe', '-f', '/'], 2, 'error: / is a folder\n'],
  ])('answers %s with one clear line and its exit code', (_what, argv, expected, message) => {
    const {out, err, exitCode} = iter8ctl(argv);
    expect([out, exitCode]).toEqual(['', expected]);
    expect(err.startsWith(message) || err).toBe(true);
    expect(err).not.toContain('    at ');
  });

  it('shows where a mistake of ours comes from only with DEBUG=iter8ctl', () => {
    const {err} = iter8ctl(['describe', '-f', '/nosuch'], {env: {DEBUG: 'iter8ctl'}});
    expect(err).toContain('    at ');
  });

  it.each([
    [
      'broken UTF-8',
      Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe, 0x0a]),
      'error: stdin:1:4: not valid UTF-8 text\n',
    ],
    ['a YAML mistake', 'kind: [\n', 'error: stdin:2:1: not valid YAML: '],
    ['two keys of one name', 'kind: a\nkind: b\n', 'error: stdin:2:1: not valid YAML: duplicated mapping key\n'],
    ['no object', '42\n', 'error: stdin:1:1: expected an object\n'],
  ])('answers %s with its place', (_what, input, message) => {
    const {out, err, exitCode} = iter8ctl(['describe', '-f', '-'], {input});
    expect([out, exitCode]).toEqual(['', 2]);
    expect(err.startsWith(message) || err).toBe(true);
  });

  it('ends quietly when its reader goes away', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'iter8ctl-'));
    const file = join(folder, 'many.yaml');
    writeFileSync(file, Array(400).fill(fixture('canary-running.yaml')).join('---\n'));
    const child = spawn(process.execPath, [BIN, 'describe', '-f', file], {stdio: ['ignore', 'pipe', 'pipe']});
    child.stdout.once('data', () => child.stdout.destroy());
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const exitCode = await new Promise((resolve) => child.on('close', resolve));
    expect([err, exitCode]).toEqual(['', 0]);
  });

  /** `script` of other systems takes other arguments. */
  const itOnLinux = process.platform === 'linux' ? it : it.skip;

  itOnLinux('says how to pipe when stdin is a terminal', () => {
    const command = `${process.execPath} ${BIN} describe -f -`;
    const {stdout, status} = spawnSync('script', ['-qec', command, '/dev/null'], {
      encoding: 'utf8',
      timeout: 50_000,
    });
    expect(stdout).toContain('error: stdin is a terminal, there is nothing to read from it');
    expect(stdout).toContain(
      'hint: pipe something in: kubectl get experiment NAME -o yaml | iter8ctl describe -f -',
    );
    expect(status).toBe(2);
  });

  it('states its exit codes in the help of every command', () => {
    const {commands} = JSON.parse(readFileSync(join(ROOT, 'oclif.manifest.json'), 'utf8')) as {
      commands: Record<string, {description: string; hidden?: boolean}>;
    };
    for (const {description} of Object.values(commands)) expect(description).toMatch(/Exit codes:\n {2}0 {2}/);
  });
});
