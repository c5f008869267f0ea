import {describe, expect, it} from '@jest/globals';
import Doctor from '../../src/commands/doctor.js';
import type {Cluster} from '../../src/cluster/port.js';
import {Iter8Error} from '../../src/errors.js';
import {DEFINITIONS, everything, installedCluster, NOW} from '../operate/doctor/support.js';
import {expectGolden} from '../support/golden.js';
import {runCommand, widest, type World} from '../support/run-command.js';

/** Nothing is on the PATH, and no metric is to be asked. */
const NOWHERE = {PATH: '/nowhere', TERM: 'xterm-256color'};

function doctor(cluster: Cluster | undefined, argv: string[] = [], world: World = {}) {
  return runCommand(Doctor, argv, {env: NOWHERE, now: NOW, ...(cluster && {cluster}), ...world});
}

function withoutMetrics(cluster: Cluster): Cluster {
  return {
    ...cluster,
    list: async (kind, ...rest) =>
      kind.kind === 'Metric' ? {items: [], resourceVersion: '1'} : cluster.list(kind, ...rest),
  };
}

const BARE = withoutMetrics(installedCluster());
const SOUND = withoutMetrics(installedCluster({objects: everything()}));

describe('doctor', () => {
  it('tells what is wrong and how to mend it, and exits 3', async () => {
    const {out, err, exitCode} = await doctor(BARE);
    expectGolden(out + err, 'doctor/bare.text');
    expect(exitCode).toBe(3);
  });

  it('prints the same as JSON', async () => {
    const {out, exitCode} = await doctor(BARE, ['-o', 'json']);
    expectGolden(out, 'doctor/bare.json');
    expect(exitCode).toBe(3);
  });

  it('exits 0 with warnings alone', async () => {
    const {err, exitCode} = await doctor(SOUND);
    expect([err, exitCode]).toEqual(['no errors and 5 warnings; see docs/troubleshooting.md\n', 0]);
  });

  it('fits a terminal of 60 columns, in colour', async () => {
    const {out} = await doctor(BARE, [], {columns: 60});
    expect(widest(out)).toBeLessThanOrEqual(60);
    expect(out).toContain('\u001b[31merror    \u001b[39m');
    expect((await doctor(BARE, ['--no-color'], {columns: 60})).out).not.toContain('\u001b');
  });

  it('gives the commands alone with --jq', async () => {
    const {out} = await doctor(BARE, ['--jq', '[.checks[] | select(.status == "error") | .fix] | unique[]']);
    expect(out).toBe('iter8ctl install --crds-only\n');
  });

  it.each([
    ['UNREACHABLE', 9],
    ['FORBIDDEN', 4],
  ] as const)('prints what it knows of a server that is %s to us, and exits %d', async (code, exitCode) => {
    const silent = {...BARE, create: () => Promise.reject(new Iter8Error(code, 'no answer', 'try again'))};
    const outcome = await doctor(silent);
    expect(outcome.exitCode).toBe(exitCode);
    expect(outcome.out).toMatch(
      /^ok {7}kubeconfig: .*\nerror {4}server: no answer \[.*\]\n {9}fix: try again\nwarning/,
    );
  });

  it('exits 2 where nothing says which cluster', async () => {
    const {out, exitCode} = await doctor(undefined);
    expect(out).toMatch(/^error {4}kubeconfig: no cluster to talk to \[kubeconfig\.unusable\]\n/);
    expect(exitCode).toBe(2);
  });

  it('looks at the namespaces of --tasks-in', async () => {
    const cluster = withoutMetrics(installedCluster({objects: [...DEFINITIONS]}));
    const {out} = await doctor(cluster, ['--tasks-in', 'shop', '--tasks-in', 'prod']);
    expect(out.match(/tasks\.account-missing/g)).toHaveLength(2);
  });

  it('says that it was interrupted', async () => {
    const {err, exitCode} = await doctor(SOUND, [], {interruption: AbortSignal.abort()});
    expect([err, exitCode]).toEqual([expect.stringContaining('error: interrupted'), 130]);
  });

  it('shows no control characters of a resource', async () => {
    const cluster = {...BARE, server: 'https://evil.test/\u001b[31m'};
    expect((await doctor(cluster)).out).not.toContain('\u001b');
  });
});
