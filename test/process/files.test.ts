import {spawnSync} from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeEach, describe, expect, it} from '@jest/globals';
import {fixture, fixturePath} from '../support/golden.js';

const BIN = join(import.meta.dirname, '../../bin/run.js');
const BROKEN = fixture('canary-running.yaml').replace('upperLimit: 50\n', 'upperLimit: 50.5\n');

/** A shell line in which `iter8ctl` is the built command. */
function shell(line: string) {
  const script = `iter8ctl() { "${process.execPath}" "${BIN}" "$@"; }; ${line}`;
  const {stdout, stderr, status} = spawnSync('bash', ['--norc', '-c', script], {
    encoding: 'utf8',
    env: {PATH: process.env.PATH},
  });
  return {out: stdout, err: stderr, exitCode: status};
}

/** For devices and tools that only Linux has. */
const itOnLinux = process.platform === 'linux' ? it : it.skip;

describe('validate --fix', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'iter8ctl-'));
    file = join(folder, 'experiment.yaml');
    writeFileSync(file, BROKEN);
  });

  it('keeps permissions, and leaves no draft behind', () => {
    chmodSync(file, 0o666);
    expect(shell(`iter8ctl validate --fix -f ${file}`).err).toContain('fixed: ');
    expect(readFileSync(file, 'utf8')).toContain('upperLimit: "50.5"');
    expect(statSync(file).mode & 0o777).toBe(0o666);
    expect(readdirSync(folder)).toEqual(['experiment.yaml']);
  });

  it('repairs the file behind a link, and leaves the link a link', () => {
    const link = join(folder, 'link.yaml');
    symlinkSync(file, link);
    shell(`iter8ctl validate --fix -f ${link}`);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain('upperLimit: "50.5"');
  });

  it('never replaces what is no regular file', () => {
    const pipe = join(folder, 'pipe');
    const {exitCode, err} = shell(`mkfifo ${pipe}; cat ${file} > ${pipe} & iter8ctl validate --fix -f ${pipe}`);
    expect([exitCode, err]).toEqual([
      2,
      expect.stringContaining(`${pipe} is no regular file, so it cannot be rewritten`),
    ]);
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });
});

describe('input and output', () => {
  const sample = fixturePath('canary-running.yaml');

  it('reads pipes that have a name', () => {
    expect(shell(`iter8ctl get experiments -f <(cat ${sample}) -o name`).out).toBe(
      'experiment.iter8.tools/canary-progressive\n',
    );
  });

  it.each([
    ['assert with a closed stderr', `iter8ctl assert -f ${sample} -c failed 2> >(exit 0)`, 8],
    ['assert with a closed stdout', `set -o pipefail; iter8ctl assert -f ${sample} -c failed -o json | true`, 8],
    ['an error with a closed stderr', 'iter8ctl describe -f /nosuch 2> >(exit 0)', 5],
    ['describe with a closed stdout', `set -o pipefail; iter8ctl describe -f ${sample} | true`, 0],
  ])('keeps the exit code of %s', (_what, line, expected) => {
    expect(shell(line).exitCode).toBe(expected);
  });

  itOnLinux('says in one line that the disk is full', () => {
    const {err, exitCode} = shell(`iter8ctl describe -f ${sample} > /dev/full`);
    expect([err, exitCode]).toEqual(['error: cannot write the output: no space left on the device\n', 1]);
  });

  it('refuses a jq program that takes all memory as what it is', () => {
    const {err, exitCode} = shell(`iter8ctl describe -f ${sample} --jq '[range(1e9)] | length'`);
    expect(exitCode).toBe(2);
    expect(err).toContain('error: --jq: ');
  });

  it('prints no control characters of a resource raw, in any format', () => {
    const evil = join(mkdtempSync(join(tmpdir(), 'iter8ctl-')), 'evil.json');
    const name = 'a\u009b31m\u202eb\u001b[2J';
    writeFileSync(
      evil,
      JSON.stringify({apiVersion: 'iter8.tools/v2alpha2', kind: 'Experiment', metadata: {name}}),
    );
    for (const format of ['text', 'json', 'yaml', 'markdown']) {
      const {out} = shell(`iter8ctl describe -f ${evil} -o ${format}`);
      expect([format, /[\p{Control}\u202e]/u.test(out.replaceAll('\n', ''))]).toEqual([format, false]);
    }
    expect(shell(`iter8ctl describe -f ${evil} --jq .name`).out).toBe(`${name}\n`); // into a pipe: exact
  });
});
