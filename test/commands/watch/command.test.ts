import {describe, expect, it} from '@jest/globals';
import Watch from '../../../src/commands/watch.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {fakeCluster} from '../../support/fake-cluster.js';
import {fixture} from '../../support/golden.js';
import {runCommand} from '../../support/run-command.js';
import {experimentOf} from '../../render/watch/support.js';

describe('iter8ctl watch without a screen', () => {
  it('prints a line for a recorded experiment, and the verdict', async () => {
    const {out, err, exitCode} = await runCommand(Watch, ['-f', 'canary-rolled-back.yaml']);
    expect(out).toMatch(/^\d\d:\d\d:\d\d {2}Completed {2}iteration 3 of 12 .*\n$/);
    expect(err).toMatch(/^checkout-v2 was rolled back .*\n$/);
    expect(exitCode).toBe(0);
  });

  it('tells the verdict of a recorded experiment by the exit code', async () => {
    const {exitCode} = await runCommand(Watch, ['-f', 'canary-rolled-back.yaml', '--exit-status']);
    expect(exitCode).toBe(3);
  });

  it('takes the newest experiment of a file, or the one of that name', async () => {
    const files = {
      both: ['canary-running', 'canary-rolled-back'].map((name) => fixture(`${name}.yaml`)).join('\n---\n'),
    };
    const nameIn = (out: string) => (JSON.parse(out) as {name: string}).name;
    const newest = await runCommand(Watch, ['-f', 'both', '-o', 'json'], {files});
    expect(nameIn(newest.out)).toBe('shop-canary');
    const named = await runCommand(Watch, ['canary-progressive', '-f', 'both', '-o', 'json'], {files});
    expect(nameIn(named.out)).toBe('canary-progressive');
  });

  it('prints a line for each change until the end', async () => {
    const {source} = await experimentOf('canary-running.yaml');
    const object = {...source, apiVersion: 'iter8.tools/v2alpha2'};
    const cluster = fakeCluster({objects: [object]});
    const finish = () => cluster.put({...object, status: {...(source.status as JsonObject), stage: 'Completed'}});
    const {out, exitCode} = await runCommand(Watch, ['canary-progressive', '--exit-status'], {
      cluster,
      onOut: (text) => {
        if (text.includes('Running')) finish();
      },
    });
    expect(out.match(/Running|Completed/g)).toEqual(['Running', 'Completed']);
    expect(exitCode).toBe(0);
  });

  it('refuses a time limit for what was recorded', async () => {
    const {err, exitCode} = await runCommand(Watch, ['-f', 'ab-tie.yaml', '--timeout', '1m']);
    expect(exitCode).toBe(2);
    expect(err).toContain('--timeout');
  });
});
