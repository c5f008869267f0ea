import {describe, expect, it} from '@jest/globals';
import Describe from '../../src/commands/describe.js';
import {expectGolden} from '../support/golden.js';
import {runCommand} from '../support/run-command.js';

describe('describe', () => {
  it('prints the tutorial byte for byte', async () => {
    const {out, err, exitCode} = await runCommand(Describe, ['-f', 'canary-running.yaml']);
    expectGolden(out, 'describe/canary-running.text');
    expect([err, exitCode]).toEqual(['', 0]);
  });
});
